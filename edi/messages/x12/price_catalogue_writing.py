"""`PriceCatalogue` to 832."""

from collections.abc import Iterator

from edi.canonical.catalogues import (
    CatalogueAction,
    CatalogueLine,
    CataloguePrice,
    Pack,
    PriceCatalogue,
)
from edi.canonical.measures import Measure, Unit
from edi.messages.guides import Guide
from edi.messages.x12 import codes, item_codes, items_writing, terms_writing, writing
from edi.messages.x12.order_writing import purpose_code
from edi.messages.x12.units import unit_code
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_WEIGHTS = ("gross-weight", "net-weight")
_SIZES = ("length", "width", "height")  # PO410 to PO412


def write_price_catalogue(
    catalogue: PriceCatalogue,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 832 for a price catalogue, for a group of kind SC.

    `control_number` is ST02. Notes have a place in 005010 only. A price in a currency that the
    message cannot name is left out. Raises NotWritableError as `write_order` does.
    """
    style = Style(version, delimiters, guide)
    body = [*_heading(catalogue, style)]
    for line in catalogue.lines:
        body += _line(line, catalogue.currency, style)
    body.append(("CTT", str(len(catalogue.lines))))
    return writing.checked_message("832", control_number, body, catalogue, style)


def _heading(catalogue: PriceCatalogue, style: Style) -> Iterator[WrittenSegment]:
    yield (
        "BCT",
        writing.required(item_codes.CATALOGUE_KINDS, catalogue.kind, "BCT", 1),
        catalogue.number,
        catalogue.version,
        "",
        "",
        catalogue.replaces,
        "",
        "",
        catalogue.description,
        purpose_code(catalogue.purpose, catalogue.purpose_code, "BCT"),
    )
    yield from writing.references(catalogue.references)
    yield from writing.contacts(catalogue.contacts)
    if catalogue.issued:
        yield ("DTM", item_codes.ISSUED, writing.day(catalogue.issued))
    yield from items_writing.period(catalogue.valid)
    yield from writing.moments(catalogue.dates)
    yield from writing.currency(catalogue.currency)
    yield from terms_writing.payment(catalogue.payment_terms, catalogue.currency)
    yield from terms_writing.delivery(catalogue.delivery_terms)
    if style.version != "004010":
        yield from writing.texts(catalogue.notes, style)
    yield from writing.parties(catalogue.parties)


def _line(line: CatalogueLine, currency: str, style: Style) -> Iterator[WrittenSegment]:
    yield items_writing.item(line.number, line.products)
    yield from _ordered_in(line.order_unit)
    action = _action(line)
    if action:
        yield ("G53", action)
    yield from items_writing.period(line.valid)
    yield from writing.moments(line.dates)
    yield from writing.references(line.references)
    if line.minimum_order is not None:
        least = writing.number(line.minimum_order)
        yield ("CTB", item_codes.ORDERING, "", item_codes.LEAST, least)
    yield from writing.descriptions(line.descriptions)
    yield from items_writing.measures(line.measures)
    yield from _pack(line.pack)
    if line.lead_days is not None:
        yield ("LDT", item_codes.FROM_ORDER, str(line.lead_days), item_codes.DAYS)
    yield from terms_writing.category(line.tax)
    if style.version != "004010":
        yield from writing.texts(line.notes, style)
    for each in line.prices:
        yield from _price(each, currency)
    yield from writing.parties(line.parties)


def _ordered_in(unit: Unit | None) -> Iterator[WrittenSegment]:
    code = unit_code(unit) if unit else ""
    if code:
        yield ("PO1", "", "1", code)


def _action(line: CatalogueLine) -> str:
    if line.action is CatalogueAction.OTHER:
        own = line.action_code[4:] if line.action_code.startswith("x12:") else ""
        return "" if own in item_codes.ACTIONS else own
    return item_codes.ACTION_CODES.get(line.action, "")


def _price(given: CataloguePrice, usual: str) -> Iterator[WrittenSegment]:
    currency = given.amount.currency
    if currency != usual and not currency:
        return  # nothing says its currency, and in the catalogue's it would be another price
    yield items_writing.price(given)
    yield from items_writing.period(given.valid)
    if currency != usual:
        yield from writing.currency(currency)


def _pack(given: Pack | None) -> Iterator[WrittenSegment]:
    if given is None:
        return
    unit = unit_code(given.unit) if given.unit else ""
    contents = writing.number(given.contents) if unit else ""
    weight = next((each for each in given.measures if each.kind in _WEIGHTS), None)
    volume = next((each for each in given.measures if each.kind == "volume"), None)
    values = (
        "" if given.packs is None else str(given.packs),
        contents,
        unit if contents else "",
        codes.PACKAGES.code(given.package),
        *_weight(weight),
        *_measured(volume),
        *_sizes(given),
    )
    if any(values):
        yield ("PO4", *values)


def _weight(given: Measure | None) -> tuple[str, str, str]:
    value, unit = _measured(given)
    kind = codes.MEASURES.code(given.kind) if given and value else ""
    return kind, value, unit


def _measured(given: Measure | None) -> tuple[str, str]:
    """Return value and unit, which PO4 wants both."""
    unit = unit_code(given.unit) if given and given.unit else ""
    return (writing.number(given.value), unit) if given and unit else ("", "")


def _sizes(given: Pack) -> tuple[str, ...]:
    """Return length, width, height and the one unit there is for them."""
    found: dict[str, Measure] = {}
    for each in given.measures:
        if each.kind in _SIZES:
            found.setdefault(each.kind, each)
    units = {each.unit for each in found.values()}
    unit = units.pop() if len(units) == 1 else None
    code = unit_code(unit) if unit else ""
    if not code:
        return ()
    return (*[writing.number(found[name].value) if name in found else "" for name in _SIZES], code)
