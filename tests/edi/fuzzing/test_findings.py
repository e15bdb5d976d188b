"""What the fuzzing found once, each by its cause, so that it never comes back."""

import pytest

from edi.syntax.faults import NotReadableError
from edi.syntax.sheets.codes import SheetCode
from tests.edi.messages.sheets.maps import ORDERS
from tests.edi.messages.sheets.sheets import documents_of, results_of, xlsx_of

ORDER = xlsx_of([["Order no.", "Date", "Article", "Qty", "Unit", "Price"],
                 ["4711", "21.11.2026", "A-1", 5, "Stk", "9,25"]])  # fmt: skip


@pytest.mark.parametrize("part", [b"docProps/core.xml", b"xl/theme/theme1.xml"])
def test_a_workbook_with_a_part_that_has_no_name_is_read_or_refused(part: bytes) -> None:
    assert documents_of(ORDER, ORDERS)
    nameless = ORDER.replace(part, b"\0" * len(part))
    assert nameless != ORDER
    try:
        assert results_of(nameless, ORDERS)
    except NotReadableError as refusal:
        assert refusal.fault.code == SheetCode.NOT_A_SHEET  # noqa: PT017
