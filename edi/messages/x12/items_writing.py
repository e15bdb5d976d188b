"""What the lines of 832 and 846 have in common, as segments."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from edi.canonical.catalogues import CataloguePrice
from edi.canonical.measures import Measure, Period
from edi.canonical.parties import Identifier
from edi.messages.x12 import codes, item_codes, writing
from edi.messages.x12.items import PRODUCT_PAIRS
from edi.messages.x12.order_writing import for_one
from edi.messages.x12.units import unit_code
from edi.syntax.x12.writer import WrittenSegment

_MOST_PER = 99  # CTP11 has two digits


def item(number: str, products: Sequence[Identifier]) -> WrittenSegment:
    return ("LIN", number, *writing.products(products, PRODUCT_PAIRS))


def price(given: CataloguePrice) -> WrittenSegment:
    """Return a CTP. Raises NotWritableError for a price for so many units that it cannot say."""
    basis = item_codes.PRICE_KINDS.code(given.basis)
    buyers = given.buyers[4:] if given.buyers.startswith("x12:") else ""
    unit = unit_code(given.unit) if given.unit else ""
    least = writing.number(given.from_quantity or Decimal(1)) if unit else ""
    amount, per, counted = writing.number(given.amount.amount), "", ""
    if given.price_per != 1:
        if (
            given.price_per == given.price_per.to_integral_value()
            and 1 < given.price_per <= _MOST_PER
        ):
            counted = f"{given.price_per:.0f}"
        elif basis and given.price_per in codes.PRICE_PER_CODES:
            per = codes.PRICE_PER_CODES[given.price_per]
        else:
            amount = for_one(given.amount, given.price_per, "CTP", 3)
    return ("CTP", buyers, basis, amount, least, unit, *[""] * 3, per, "", counted)


def period(given: Period | None) -> Iterator[WrittenSegment]:
    if given:
        for kind, on in zip(item_codes.VALIDITY, (given.start, given.end), strict=True):
            if on:
                yield ("DTM", kind, writing.day(on))


def measures(given: Sequence[Measure]) -> Iterator[WrittenSegment]:
    """Write measures of a product; one in a unit that X12 has no code for is left out."""
    for each in given:
        kind = "VOL" if each.kind == "volume" else codes.MEASURES.code(each.kind)
        unit = unit_code(each.unit) if each.unit else ""
        if kind and (unit or not each.unit):
            yield ("MEA", "PD", kind, writing.number(each.value), unit)
