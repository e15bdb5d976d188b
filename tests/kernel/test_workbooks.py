"""Workbooks that a spreadsheet opens safely, written in constant memory."""

import io
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.kernel.sheets import FORMULA_STARTS, entered, safe_cell
from portal.kernel.workbooks import MOST_ROWS, workbook

cells = st.builds(
    str.__add__,
    st.sampled_from([*FORMULA_STARTS, "", "'"]),
    st.text("ab 1äЖ<&>\"';,=+-@|!()", max_size=12),
)


@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=4))
def test_a_workbook_reads_back_as_text_and_no_cell_of_it_is_live(rows: list[list[str]]) -> None:
    content = b"".join(workbook(rows, 'Accounts & "more"'))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None

    for row, expected in zip(sheet.iter_rows(), rows, strict=True):
        for cell, said in zip(row, expected, strict=False):
            value = "" if cell.value is None else str(cell.value)
            assert cell.value is None or cell.data_type in {"s", "inlineStr"}
            assert not value.startswith(FORMULA_STARTS)
            assert value.split() == safe_cell(said).split()
            assert entered(value).split() == entered(said).split()


def test_a_long_sheet_is_sent_in_small_parts() -> None:
    taken = 0

    def rows() -> Iterator[list[str]]:
        nonlocal taken
        for number in range(MOST_ROWS + 10):
            taken = number
            yield [str(number)]

    sheet = workbook(rows(), "Long")
    for _ in range(3):
        assert len(next(sheet)) < 100_000
    assert taken < 1_000
