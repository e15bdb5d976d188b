"""`InventoryReport` to 846."""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from edi.canonical.inventory import InventoryLine, InventoryReport, StockQuantity
from edi.canonical.measures import Unit
from edi.canonical.parties import Identifier
from edi.messages.guides import Guide
from edi.messages.x12 import codes, item_codes, items_writing, terms, writing
from edi.messages.x12.order_writing import purpose_code
from edi.messages.x12.units import unit_code
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_PLACES = 10  # of an SDQ
_LOOP = "REF"  # LS01


def write_inventory_report(
    report: InventoryReport,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 846 for an inventory report, for a group of kind IB.

    `control_number` is ST02. A quantity of a kind that X12 has no code for is left out. Raises
    NotWritableError as `write_order` does.
    """
    style = Style(version, delimiters, guide)
    body = [*_heading(report)]
    for line in report.lines:
        body += _line(line, report.currency)
    body.append(("CTT", str(len(report.lines))))
    return writing.checked_message("846", control_number, body, report, style)


def _heading(report: InventoryReport) -> Iterator[WrittenSegment]:
    yield (
        "BIA",
        purpose_code(report.purpose, report.purpose_code, "BIA"),
        writing.required(item_codes.REPORT_KINDS, report.kind, "BIA", 2),
        report.number,
        writing.day(report.issued),
        writing.clock(report.time),
    )
    yield from writing.currency(report.currency)
    yield from writing.moments(report.dates)
    yield from writing.references(report.references)
    yield from writing.contacts(report.contacts)
    yield from items_writing.measures(report.measures)
    yield from writing.parties(report.parties)


def _line(line: InventoryLine, usual: str) -> Iterator[WrittenSegment]:
    yield items_writing.item(line.number, line.products)
    yield from writing.descriptions(line.descriptions)
    yield from items_writing.measures(line.measures)
    yield from writing.moments(line.dates)
    yield from _prices(line, usual)
    yield from writing.references(line.references)
    placed = list(takewhile(_is_placed, line.quantities))
    yield from _by_place(placed)
    unit = unit_code(line.unit) if line.unit else ""
    if unit:
        yield ("UIT", unit)
    yield from _quantities(line.quantities[len(placed) :])
    yield from writing.parties(line.parties)


def _prices(line: InventoryLine, usual: str) -> Iterator[WrittenSegment]:
    """Write the prices in the currency of the first: a line has one CUR."""
    currency = line.prices[0].amount.currency if line.prices else usual
    if currency != usual and not currency:
        return
    for each in line.prices:
        if each.amount.currency == currency:
            yield items_writing.price(each)
    if currency != usual:
        yield from writing.currency(currency)


def _is_placed(given: StockQuantity) -> bool:
    """Tell whether an SDQ can say a quantity: somewhere, in a unit, in no state in particular."""
    is_sayable = bool(given.location and given.unit and unit_code(given.unit))
    return is_sayable and given.kind == item_codes.STOCK


def _by_place(given: Sequence[StockQuantity]) -> Iterator[WrittenSegment]:
    for (unit, scheme), alike in groupby(given, lambda each: (_code(each.unit), _scheme(each))):
        places = [
            (each.location.value, writing.number(each.quantity)) for each in alike if each.location
        ]
        for at in range(0, len(places), _PLACES):
            pairs = [text for pair in places[at : at + _PLACES] for text in pair]
            yield ("SDQ", unit, scheme, *pairs)


def _code(unit: Unit | None) -> str:
    return unit_code(unit) if unit else ""


def _scheme(given: StockQuantity) -> str:
    return codes.PARTY_SCHEMES.code(given.location.scheme) if given.location else ""


def _quantities(given: Sequence[StockQuantity]) -> Iterator[WrittenSegment]:
    """Write each with what comes of it (SCH), then its place, as the QTY loop has them."""
    at = 0
    while at < len(given):
        first, at = given[at], at + 1
        kind = item_codes.STOCK_KINDS.code(first.kind)
        if not kind:
            continue
        unit = _code(first.unit)
        yield ("QTY", kind, writing.number(first.quantity), unit)
        yield from writing.moments(first.dates)
        while at < len(given) and given[at].kind == item_codes.TO_COME:
            yield from _coming(given[at])
            at += 1
        yield from _place(first)


def _coming(given: StockQuantity) -> Iterator[WrittenSegment]:
    first = next(iter(given.dates), None)
    kind = codes.DATE_KINDS.code(first.kind) if first else ""
    unit = _code(given.unit)
    if first and kind and unit:
        on, at = writing.day(first.date), writing.clock(first.time)
        yield ("SCH", writing.number(given.quantity), unit, "", "", kind, on, at)


def _place(given: StockQuantity) -> Iterator[WrittenSegment]:
    references = list(writing.references(given.references))
    if given.location:
        references.insert(0, ("REF", item_codes.WAREHOUSE, given.location.value))
    if not references:
        return
    yield ("LS", _LOOP)
    for at, each in enumerate(references):
        yield each
        if at == 0 and given.location:
            yield from _numbered(given.location)
    yield ("LE", _LOOP)


def _numbered(place: Identifier) -> Iterator[WrittenSegment]:
    scheme = codes.PARTY_SCHEMES.code(place.scheme)
    if scheme and scheme != terms.MUTUAL:  # which a REF alone says
        yield ("N1", "WH", "", scheme, place.value)
