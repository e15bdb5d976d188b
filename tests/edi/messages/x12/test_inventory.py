"""846: written and read back, in plain cases, and with each of its faults named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from edi.canonical.catalogues import CataloguePrice
from edi.canonical.inventory import InventoryLine, InventoryReport, StockQuantity
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Identifier, Reference
from edi.messages.x12 import MessageResult, NotWritableError, write_inventory_report
from tests.edi.examples import examples
from tests.edi.interchanges import SAMPLES, every_fault, messages, read
from tests.edi.messages.x12.items import inventory_reports
from tests.edi.messages.x12.test_round_trips import assert_reads_back_equal, many, versions

GOOD = (SAMPLES / "846_good.edi").read_bytes()
EACH = Unit("EA")
AVAILABLE = StockQuantity("available", Decimal(360), EACH)
LINE = InventoryLine("1", (Identifier("SELLER", "HC-3542"),), quantities=(AVAILABLE,))
REPORT = InventoryReport("S-1", date(2026, 11, 25), lines=(LINE,))
SOON = Moment("delivery", date(2026, 12, 4))
TO_COME = StockQuantity("to-come", Decimal(5), EACH, (SOON,))
PLACED = StockQuantity("stock", Decimal(5), EACH, location=Identifier("BUYER", "HH-2"))


@settings(many, max_examples=examples(40))
@given(inventory_reports(), versions)
def test_an_inventory_report_written_as_846_reads_back_equal(
    report: InventoryReport, version: str
) -> None:
    assert_reads_back_equal(write_inventory_report, report, version)


def report_of(data: bytes) -> tuple[InventoryReport, tuple[str, ...]]:
    (found,) = messages(read(data))
    assert isinstance(found, MessageResult)
    assert found.faults == ()
    assert isinstance(found.document, InventoryReport)
    return found.document, found.not_carried


def changed(old: str, new: str, data: bytes = GOOD) -> bytes:
    """Return the sample otherwise, its segments counted anew."""
    text = data.decode()
    assert old in text
    added = new.count("~") - old.count("~")
    return text.replace(old, new, 1).replace("SE*32*", f"SE*{32 + added}*").encode()


def test_the_sample_says_how_much_there_is_where_and_when() -> None:
    report, not_carried = report_of(GOOD)

    assert not_carried == ()
    assert (report.number, report.issued, report.kind) == (
        "STOCK-2026-11-25",
        date(2026, 11, 25),
        "seller",
    )
    warehouse = report.party("warehouse")
    assert warehouse is not None
    assert warehouse.name == "Hamburg Store 2"
    shackle, chain, carton = report.lines
    assert [(each.kind, each.quantity) for each in shackle.quantities] == [
        ("on-hand", Decimal(480)),
        ("available", Decimal(360)),
        ("on-order", Decimal(1000)),
        ("to-come", Decimal(400)),
        ("to-come", Decimal(600)),
    ]
    assert shackle.quantities[4].dates == (Moment("delivery", date(2027, 1, 8)),)
    assert [each.amount for each in shackle.prices] == [
        Money(Decimal("9.25"), "EUR"),
        Money(Decimal("8.9"), "EUR"),
    ]
    store, port, available = chain.quantities
    assert (store.location, port.quantity) == (Identifier("BUYER", "HH-2"), Decimal("35.5"))
    assert available.location == Identifier("BUYER", "HH-2")
    assert available.references == (Reference("x12:LT", "2026-44"),)
    assert carton.quantity("available") == 0
    assert carton.quantity("on-hand") is None


@pytest.mark.parametrize("version", ["004010", "005010"])
def test_the_sample_is_written_without_loss(version: str) -> None:
    assert_reads_back_equal(write_inventory_report, report_of(GOOD)[0], version)


def test_a_unit_with_a_price_is_a_unit_and_a_price() -> None:
    report, not_carried = report_of(changed("DTM*018*20270115", "UIT*CT*13.79*PE"))

    line = report.lines[2]
    assert line.unit == Unit("XCT")
    assert line.prices == (CataloguePrice(Money(Decimal("13.79"), "EUR"), "net", unit=Unit("XCT")),)
    assert not_carried == ()


def test_a_place_without_a_scheme_is_a_number_both_sides_know() -> None:
    report, _ = report_of(changed("N1*WH**92*HH-2~\n", ""))
    assert report.lines[1].quantities[2].location == Identifier("MUTUAL", "HH-2")


@pytest.mark.parametrize(
    ("quantities", "left_out"),
    [
        ((AVAILABLE, replace(AVAILABLE, kind="edifact:145")), ("lines[0].quantities[1]",)),
        ((AVAILABLE, replace(AVAILABLE, kind="maximum")), ("lines[0].quantities[1]",)),
        ((AVAILABLE, PLACED), ("lines[0].quantities[1]",)),
        ((TO_COME, AVAILABLE), ("lines[0].quantities[0]",)),
        ((AVAILABLE, replace(TO_COME, dates=())), ("lines[0].quantities[1]",)),
        ((replace(AVAILABLE, unit=Unit("edifact:ZZ")),), ("lines[0].quantities[0].unit",)),
    ],
)
def test_what_an_846_has_no_place_for_is_listed(
    quantities: tuple[StockQuantity, ...], left_out: tuple[str, ...]
) -> None:
    report = replace(REPORT, lines=(replace(LINE, quantities=quantities),))
    assert write_inventory_report(report, "0001").left_out == left_out


def test_notes_are_left_out() -> None:
    written = write_inventory_report(replace(REPORT, notes=("Counted on Sunday.",)), "0001")
    assert written.left_out == ("notes[0]",)


@pytest.mark.parametrize(
    ("report", "place"),
    [
        (replace(REPORT, number="X" * 31), "BIA03"),
        (replace(REPORT, kind="edifact:35"), "BIA02"),
        (replace(REPORT, lines=()), "LIN"),
        (replace(REPORT, lines=(replace(LINE, products=()),)), "LIN02"),
        (replace(REPORT, lines=(replace(LINE, number="9" * 21),)), "LIN01"),
    ],
)
def test_what_an_846_must_say_and_cannot_is_refused_at_its_place(
    report: InventoryReport, place: str
) -> None:
    with pytest.raises(NotWritableError) as refused:
        write_inventory_report(report, "0001")
    fault = refused.value.faults[0]
    assert fault.place() == place
    assert fault.sentence


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("BIA*00*SI*", "BIA*00**", "BIA02", "1"),
        ("BIA*00*", "BIA*99*", "BIA01", "7"),
        ("*20261125*0545", "*20261125*2545", "BIA05", "9"),
        ("QTY*17*480*EA", "QTY**480*EA", "QTY01", "1"),
        ("QTY*17*480*EA", "QTY*17", "QTY02", "2"),
        ("QTY*17*480*EA", "QTY*17*480*EA*many", "QTY04", "10"),
        ("QTY*17*480*EA", "QTY*17*NaN*EA", "QTY02", "6"),
        ("SCH*400*EA***002*20261204", "SCH*400*EA***002", "SCH06", "1"),
        ("SCH*400*EA***002*20261204", "SCH*400*EA***002*20260231", "SCH06", "8"),
        ("SDQ*MR*92*HH-2*120*HB-1*35.5", "SDQ*MR*92*HH-2*120*HB-1", "SDQ06", "2"),
        ("LE*REF~\n", "", "LE", "3"),
        ("CTT*3", "CTT*2", "CTT01", "7"),
        ("CTP**NET*9.25*1*EA", "PO4*1", "PO4", "6"),
        ("BIA*00*SI*STOCK-2026-11-25*20261125*0545~\n", "", "BIA", "3"),
    ],
)
def test_each_fault_is_named_at_its_place(old: str, new: str, place: str, code: str) -> None:
    faults = every_fault(read(changed(old, new)))
    assert [(fault.place(), fault.code) for fault in faults][:1] == [(place, code)], faults


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("*20261125*0545", "*20261125*0545*A", "BIA06"),
        ("QTY*17*480*EA", "QTY*17***plenty", "LIN/QTY"),
        ("QTY*17*480*EA", "QTY*17*480*EA:2", "LIN/QTY03"),
        ("QTY*33*360*EA", "QTY*33***plenty", "LIN/QTY/DTM"),
        ("*HB-1*35.5", "*HB-1*35.5" + "*" * 17 + "AISLE", "LIN/SDQ23"),
        ("N1*WH**92*HH-2", "N1*WH*Hamburg*92*HH-2", "LIN/QTY/LS/REF/N102"),
        ("N1*WH**92*HH-2", "N1*WH**92*HH-9", "LIN/QTY/LS/REF/N1"),
        ("DTM*018*20270115", "DTM*018*20270115~\nSAC*A*C310***500", "LIN/SAC"),
    ],
)
def test_what_has_no_field_is_told(old: str, new: str, place: str) -> None:
    assert place in report_of(changed(old, new))[1]
