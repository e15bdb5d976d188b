"""What the lines of price catalogues (832) and inventory reports (846) have in common."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from edi.canonical.catalogues import CataloguePrice
from edi.canonical.measures import Measure, Moment, Money, Period
from edi.canonical.parties import Identifier
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, item_codes, terms
from edi.messages.x12.headings import Heading, LineDraft, line_takers
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import moments, products

PRODUCT_PAIRS = 15  # LIN02 to LIN31
_CTP_TAKEN = {1, 2, 3, 4, 5, 11}
_UNIT = 2  # characters; a composite unit of measure goes on with exponents
_ONE = Decimal(1)


class Priced(NamedTuple):
    """A CTP with a price, its currency and its dates."""

    ctp: Good
    currency: str
    dates: tuple[Moment, ...] = ()


class ItemDraft(LineDraft):
    """A LIN with what followed it so far."""

    def __init__(
        self, head: Good, currency: str, ordinal: int, spare: set[str], place: str
    ) -> None:
        super().__init__(head, currency, ordinal, spare, place)
        self.prices: list[Priced] = []
        self.is_price_taken = False
        self.measures: list[Measure] = []

    @property
    def number(self) -> str:
        return self.head[1] or str(self.ordinal)

    @property
    def product_ids(self) -> tuple[Identifier, ...]:
        return products(self.head.groups()[1 : self.head.lastindex])

    def price_of(self, segment: Good) -> None:
        """Take a CTP; one without a unit price is noted in `spare`."""
        place = f"{self.place}/CTP"
        self.is_price_taken = bool(segment[3])
        if not self.is_price_taken:
            self.spare.add(place)
            return
        self.prices.append(Priced(segment, self.currency))
        taken = _CTP_TAKEN | ({9} if segment[9] in codes.PRICE_PER and not segment[11] else set())
        terms.note_spare(self.spare, place, segment, taken)
        note_exponents(self.spare, f"{place}05", segment[5])

    def price_cur(self, segment: Good) -> None:
        if self.is_price_taken:
            self.prices[-1] = self.prices[-1]._replace(currency=segment[2])

    def price_dtm(self, segment: Good) -> None:
        if self.is_price_taken:
            last = self.prices[-1]
            self.prices[-1] = last._replace(dates=last.dates + moments(segment))

    def mea(self, segment: Good) -> None:
        found = measure(segment)
        if found:
            self.measures.append(found)
            terms.note_spare(self.spare, f"{self.place}/MEA", segment, {1, 2, 3, 4})
        else:
            self.spare.add(f"{self.place}/MEA")

    def all_prices(self) -> tuple[CataloguePrice, ...]:
        return tuple([self._price(each) for each in self.prices])

    def _price(self, priced: Priced) -> CataloguePrice:
        ctp = priced.ctp
        buyers, basis, amount, least, unit = ctp.group(1, 2, 3, 4, 5)
        valid, others = validity(priced.dates)
        if others:
            self.spare.add(f"{self.place}/CTP/DTM")
        return CataloguePrice(
            Money(Decimal(amount), priced.currency),
            item_codes.PRICE_KINDS.name(basis) if basis else "",
            Decimal(ctp[11]) if ctp[11] else codes.PRICE_PER.get(ctp[9] or "", _ONE),
            UNITS[unit[:_UNIT]] if unit else None,
            Decimal(least) if least and Decimal(least) != 1 else None,
            valid=valid,
            buyers=f"x12:{buyers}" if buyers else "",
        )


class ItemHeading(Heading):
    """A message whose lines start with LIN."""

    def begin_item(self, head: Good) -> None:
        self.end_line()
        self.line = self.new_item(head)

    def new_item(self, head: Good) -> ItemDraft:
        return ItemDraft(head, self.currency, len(self.lines) + 1, self.spare, "LIN")


def measure(mea: Good) -> Measure | None:
    """Turn a MEA into a measure; None when it has a range or no value (MEA05 to MEA08)."""
    kind, value, unit = mea.group(2, 3, 4)
    if not kind or not value:
        return None
    measured_in = UNITS[unit[:_UNIT]] if unit else None
    name = "volume" if kind == "VOL" else codes.MEASURES.name(kind)
    return Measure(name, Decimal(value), measured_in)


def note_exponents(spare: set[str], place: str, unit: str | None) -> None:
    """Note that a composite unit says more than one code."""
    if unit and len(unit) > _UNIT:
        spare.add(place)


def validity(given: Iterable[Moment]) -> tuple[Period | None, tuple[Moment, ...]]:
    """Return the days that an effective and an expiration date bound, and the other dates.

    Only the first of each kind, and none with a time of day, which a period has no place for.
    """
    bounds: dict[str, Moment] = {}
    others: list[Moment] = []
    kinds = [codes.DATE_KINDS.name(code) for code in item_codes.VALIDITY]
    for each in given:
        if each.kind in kinds and each.time is None and each.kind not in bounds:
            bounds[each.kind] = each
        else:
            others.append(each)
    start, end = (bounds.get(kind) for kind in kinds)
    period = Period(start.date if start else None, end.date if end else None) if bounds else None
    return period, tuple(others)


def of_item(take: Any) -> Take[Any]:
    """Hand a segment on to the line at hand; the grammar lets none come before its LIN."""
    return lambda draft, segment: take(draft.line, segment)


def item_takers(*without: str) -> dict[str, Take[Any]]:
    """Return who takes the segments of a LIN loop."""
    unsaid: Sequence[str] = ("SAC", "ACK", "SCH", "AMT", "TXI", "CTP", "MSG", "N9", *without)
    return {
        **line_takers("LIN", *unsaid),
        "LIN": ItemHeading.begin_item,
        "LIN/CTP": of_item(ItemDraft.price_of),
        "LIN/MEA": of_item(ItemDraft.mea),
    }
