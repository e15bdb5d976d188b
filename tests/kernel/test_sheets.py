"""CSV that a spreadsheet opens safely."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.sheets import FORMULA_STARTS, csv_lines, safe_cell

starts = st.sampled_from([*FORMULA_STARTS, " =", "  +", ""])


@given(st.builds(str.__add__, starts, st.text()))
def test_no_text_becomes_a_formula_and_all_else_of_it_stays(text: str) -> None:
    cell = safe_cell(text)

    assert not cell.lstrip(" ").startswith(FORMULA_STARTS)
    assert cell.removeprefix("'") == text.replace("\0", "").removeprefix("'")


def test_numbers_stay_numbers_and_instants_are_written_as_such() -> None:
    at = datetime(2026, 11, 24, 8, 48, tzinfo=UTC)

    assert safe_cell(Decimal("-12.50")) == "-12.50"
    assert safe_cell(at) == "2026-11-24T08:48:00+00:00"
    assert safe_cell(None) == ""


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_table_reads_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    text = b"".join(csv_lines(("a", "b"), rows)).decode("utf-8-sig")

    header, *found = csv.reader(io.StringIO(text, newline=""))

    assert header == ["a", "b"]
    assert found == [[safe_cell(cell) for cell in row] for row in rows]
