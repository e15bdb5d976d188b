"""What is good and has no field in the document is named, whatever segment it stands in."""

import pytest

from edi.canonical.parties import Reference
from edi.canonical.responses import OrderResponse
from tests.edi.messages.edifact.interchanges import GOOD, changed, file_of, messages, read

APERAK = ("BGM+305+A-1+27", "DTM+137:20261121:102", "RFF+ACW:DT-1", "ERC+12")
BODIES = {**GOOD, "APERAK": APERAK}


@pytest.mark.parametrize(
    ("kind", "old", "new", "left"),
    [
        ("ORDERS", "DTM+137:20261121:102", ["DTM+137:202611210930:203"], "DTM+137 2379"),
        ("ORDERS", "RFF+CT:C-2026", ["RFF+CT:C-2026:3"], "RFF+CT 1156"),
        ("ORDERS", "RFF+CT:C-2026", ["RFF+CT:C-2026", "DTM+171:20260101:102"], "RFF/DTM"),
        ("ORDERS", "PRI+AAA:13.79", ["PRI+AAA:13.79", "RFF+CT::3"], "LIN/RFF+CT 1156"),
        ("ORDRSP", "RFF+ON:DT-1", ["RFF+ON:DT-1:2"], "RFF+ON 1156"),
        ("ORDRSP", "DTM+171:20261121:102", ["DTM+171:202611210930:203"], "RFF/DTM"),
        ("DESADV", "RFF+ON:DT-1", ["RFF+ON:DT-1:2"], "RFF+ON 1156"),
        ("INVOIC", "RFF+ON:DT-1", ["RFF+ON:DT-1:2"], "RFF+ON 1156"),
        ("INVOIC", "DTM+137:20261125:102", ["DTM+137:202611250930:203"], "DTM+137 2379"),
        (
            "ORDERS",
            "FTX+AAI+++Deliver before noon",
            ["FTX+AAI++001+Deliver before noon"],
            "FTX 4441",
        ),
        ("ORDERS", "DTM+2:20261204:102", ["DTM+2:20261204:102", "PAI+::42"], "PAI"),
        ("ORDERS", "PRI+AAA:13.79", ["PRI+AAA:13.79:XX:NTP"], ["LIN/PRI 5375", "LIN/PRI 5387"]),
        ("ORDRSP", "DTM+171:20261121:102", ["DTM+171:20261121:102", "TAX+7+VAT+++:::5+S"], "TAX"),
        ("ORDRSP", "QTY+21:120:PCE", ["QTY+21:120:KGM"], "LIN/QTY+21 6411"),
        ("INVOIC", "PRI+AAA:9.25", ["PRI+AAB:9.25"], "LIN/PRI 5125"),
        (
            "INVOIC",
            "PRI+AAA:9.25",
            ["PRI+AAA:9.25", "TAX+7+VAT+++:::19+S", "TAX+7+GST+++:::5+S"],
            "LIN/TAX",
        ),
        ("INVOIC", "PAT+1++5:3:D:30", ["PAT+1+7+5:3:D:30"], "PAT 4277"),
        ("DESADV", "PCI+10", ["PCI+10+FRAGILE"], "CPS/LIN/PCI 7102"),
        ("APERAK", "DTM+137:20261121:102", ["DTM+137:20261121:102", "DTM+9:20261122:102"], "DTM+9"),
        ("APERAK", "RFF+ACW:DT-1", ["RFF+ACW:DT-1", "DTM+171:20260101:102"], "RFF/DTM"),
        ("APERAK", "BGM+305+A-1+27", ["BGM+305+A-1+10"], "BGM 1225"),
        ("APERAK", "BGM+305+A-1+27", ["BGM+312+A-1+27"], "BGM 1001"),
        ("ORDRSP", "BGM+231+R-1+4", ["BGM+320+R-1+4"], "BGM 1001"),
        ("ORDRSP", "DTM+171:20261121:102", ["DTM+8:20261121:102"], "RFF/DTM 2005"),
        ("INVOIC", "TAX+7+VAT+++:::19+S", ["TAX+5+VAT+++:::19+S"], "LIN/TAX 5283"),
        ("INVOIC", "PRI+AAA:9.25", ["PRI+CAL:9.25:CT"], ["LIN/PRI 5125"]),
    ],
)
def test_what_a_heading_says_beyond_the_document_is_named(
    kind: str, old: str, new: list[str], left: str | list[str]
) -> None:
    before, after = (
        messages(read(file_of(kind, body)))[0]
        for body in (BODIES[kind], changed(BODIES[kind], old, *new))
    )
    assert before.document is not None
    assert after.document == before.document
    named = [left] if isinstance(left, str) else left
    assert after.not_carried == tuple(sorted({*before.not_carried, *named}))


@pytest.mark.parametrize(
    ("kind", "old", "new", "left"),
    [
        (
            "INVOIC",
            "DTM+137:20261125:102",
            ["DTM+137:20261125:102", "DTM+131:202611250930:203"],
            "DTM+131 2379",
        ),
        (
            "INVOIC",
            "DTM+137:20261125:102",
            ["DTM+137:20261125:102", "DTM+194:202611250930:203"],
            "DTM+194 2379",
        ),
        (
            "INVOIC",
            "QTY+47:100:PCE",
            ["QTY+47:100:PCE", "DTM+206:202611250930:203"],
            "LIN/DTM+206 2379",
        ),
        ("PRICAT", "DTM+273:20270101-20271231:718", ["DTM+194:202612010930:203"], "DTM+194 2379"),
    ],
)
def test_the_time_of_what_is_a_day_in_the_document_is_named(
    kind: str, old: str, new: list[str], left: str
) -> None:
    (found,) = messages(read(file_of(kind, changed(BODIES[kind], old, *new))))
    assert found.document is not None
    assert found.not_carried == (left,)


@pytest.mark.parametrize(
    ("kind", "after", "said", "left"),
    [
        ("ORDERS", "CUX+2:EUR:9", ["TOD+6++FCA"], ()),
        ("ORDERS", "CUX+2:EUR:9", ["TOD+5++FCA"], ("TOD 4055",)),
        ("DESADV", "DTM+11:20261121:102", ["MEA+PD+G+KGM:5"], ()),
        ("DESADV", "DTM+11:20261121:102", ["MEA+CT+G+KGM:5"], ("MEA 6311",)),
    ],
)
def test_a_qualifier_that_says_more_than_the_field_is_named(
    kind: str, after: str, said: list[str], left: tuple[str, ...]
) -> None:
    (plain,) = messages(read(file_of(kind)))
    (found,) = messages(read(file_of(kind, changed(GOOD[kind], after, after, *said))))
    assert found.document not in (None, plain.document)
    assert found.not_carried == tuple(sorted({*plain.not_carried, *left}))


def test_the_order_that_an_answered_line_names_is_carried_and_its_line_and_date_are_named() -> None:
    after = "QTY+21:120:PCE"
    body = changed(GOOD["ORDRSP"], after, after, "RFF+ON:DT-9:7", "DTM+171:20261101:102")
    (found,) = messages(read(file_of("ORDRSP", body)))
    assert isinstance(found.document, OrderResponse)
    assert found.document.order_number == "DT-1"
    assert found.document.lines[0].references == (Reference("purchase-order", "DT-9"),)
    assert found.not_carried == ("LIN/RFF+ON 1156", "LIN/RFF/DTM")
