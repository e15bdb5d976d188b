"""What the fuzzing found once, each by its cause, so that it never comes back."""

import io

import pytest

from edi.messages import x12
from edi.messages.formats import faults_of
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


SEGMENTS = [
    ("ISA*00*          *00*          *ZZ*DANZIG         *ZZ*HANSA          *261121*0930*U*00401"
    "*000000102*0*P*:~"),
    "GS*PO*DANZIG*HANSA*20261121*0930*102*X*004010~", "ST*850*0001~",
    *["REF*ZZ*1~"] * 40, "SE*42*0001~", "GE*1*102~", "IEA*1*000000102~",
]  # fmt: skip


def test_a_line_end_within_an_isa_does_not_put_faults_behind_the_end_of_the_file() -> None:
    data = "\r\n".join(SEGMENTS).replace("ISA*", "ISA\r\n*").encode()
    faults = [
        fault for result in x12.read_interchanges(io.BytesIO(data)) for fault in faults_of(result)
    ]
    assert faults
    assert max(fault.position.offset for fault in faults) < len(data)


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_faults_of_a_file_cut_in_lines_are_told_where_they_are(width: int, line_end: str) -> None:
    text = "".join(SEGMENTS)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    data = line_end.join(lines).encode()
    (fault,) = [
        fault
        for result in x12.read_interchanges(io.BytesIO(data))
        for fault in faults_of(result)
        if fault.segment_id == "BEG"
    ]
    after = data[fault.position.offset :].decode().replace("\r", "").replace("\n", "")
    assert after.startswith("REF*ZZ")
