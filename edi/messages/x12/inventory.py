"""846 to `InventoryReport`.

QTY says how much there is in one state, the SCH after it how much of that comes when, SDQ how much
there is where. A REF of kind WS, or the N1 after a REF, is the place of the QTY before it. Prices
are in the CTPs, or in UIT02.
"""

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from edi.canonical.catalogues import CataloguePrice
from edi.canonical.inventory import InventoryLine, InventoryReport, StockQuantity
from edi.canonical.measures import Measure, Moment, Money, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Identifier
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, item_codes, terms
from edi.messages.x12.headings import HEADING, LineDraft
from edi.messages.x12.items import (
    ItemDraft,
    ItemHeading,
    item_takers,
    measure,
    note_exponents,
    of_item,
)
from edi.messages.x12.parties import reference
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import clock, day, moments

_FIRST_PLACE, _LAST_PLACE = 3, 22  # SDQ03 to SDQ22: where and how much
_UNIT = 2
_AGREED = codes.PARTY_SCHEMES.name(terms.MUTUAL)
_HEADING = ("REF", "PER", "DTM", "CTT", "CUR")


class StockItem(ItemDraft):
    """A LIN of an 846 with what followed it so far."""

    def __init__(
        self, head: Good, currency: str, ordinal: int, spare: set[str], place: str
    ) -> None:
        super().__init__(head, currency, ordinal, spare, place)
        self.unit: Unit | None = None
        self.unit_price: CataloguePrice | None = None
        self.quantities: list[StockQuantity] = []
        self.counted: int | None = None  # which of the quantities the QTY at hand is

    def cur(self, segment: Good) -> None:
        """Take the currency of the CTPs before it."""
        self.currency = segment[2]
        self.prices = [each._replace(currency=self.currency) for each in self.prices]

    def uit(self, segment: Good) -> None:
        unit, price, basis = segment.group(1, 2, 3)
        if self.unit:
            self.spare.add("LIN/UIT")
            return
        self.unit = UNITS[unit[:_UNIT]]
        note_exponents(self.spare, "LIN/UIT01", unit)
        if price:
            name = codes.PRICE_BASES.name(basis) if basis else ""
            per = codes.PRICE_PER.get(basis or "", Decimal(1))
            name = "" if basis in codes.PRICE_PER else name
            money = Money(Decimal(price), self.currency)
            self.unit_price = CataloguePrice(money, name, per, self.unit)

    def sdq(self, segment: Good) -> None:
        unit, scheme = segment.group(1, 2)
        name = codes.PARTY_SCHEMES.name(scheme or terms.MUTUAL)
        for at in range(_FIRST_PLACE, _LAST_PLACE, 2):
            where, quantity = segment.group(at, at + 1)
            if where:
                place = Identifier(name, where.rstrip())
                count, measured_in = Decimal(quantity), UNITS[unit]
                self.quantities.append(
                    StockQuantity(item_codes.STOCK, count, measured_in, location=place)
                )
        if segment[23]:
            self.spare.add("LIN/SDQ23")

    def qty(self, segment: Good) -> None:
        kind, quantity, unit = segment.group(1, 2, 3)
        if not quantity:  # in words, QTY04
            self.counted = None
            self.spare.add("LIN/QTY")
            return
        self.counted = len(self.quantities)
        measured_in = UNITS[unit[:_UNIT]] if unit else None
        name = item_codes.STOCK_KINDS.name(kind)
        self.quantities.append(StockQuantity(name, Decimal(quantity), measured_in))
        terms.note_spare(self.spare, "LIN/QTY", segment, {1, 2, 3})
        note_exponents(self.spare, "LIN/QTY03", unit)

    def qty_dtm(self, segment: Good) -> None:
        known = self._quantity()
        if known is None:
            self.spare.add("LIN/QTY/DTM")
        else:
            self._now(replace(known, dates=known.dates + moments(segment)))

    def sch(self, segment: Good) -> None:
        """Take so much of the quantity at hand, which comes on a day."""
        quantity, unit, kind, on, at = segment.group(1, 2, 5, 6, 7)
        when = Moment(codes.DATE_KINDS.name(kind), day(on), clock(at) if at else None)
        self.quantities.append(
            StockQuantity(item_codes.TO_COME, Decimal(quantity), UNITS[unit], (when,))
        )
        terms.note_spare(self.spare, "LIN/QTY/SCH", segment, {1, 2, 5, 6, 7})

    def qty_ref(self, segment: Good) -> None:
        known, found = self._quantity(), reference(segment)
        if known is None:
            self.spare.add("LIN/QTY/LS/REF")
        elif segment[1] == item_codes.WAREHOUSE and segment[2] and not known.location:
            self._now(replace(known, location=Identifier(_AGREED, found.value)))
            terms.note_spare(self.spare, "LIN/QTY/LS/REF", segment, {1, 2})
        else:
            self._now(replace(known, references=(*known.references, found)))
            terms.note_spare(self.spare, "LIN/QTY/LS/REF", segment, {1, 2, 3})

    def qty_n1(self, segment: Good) -> None:
        """Take what scheme the place's number is in, or the number itself."""
        scheme, number = segment.group(3, 4)
        known = self._quantity()
        same = None, Identifier(_AGREED, (number or "").rstrip())
        if known is None or not number or known.location not in same:
            self.spare.add("LIN/QTY/LS/REF/N1")
            return
        place = Identifier(codes.PARTY_SCHEMES.name(scheme), number.rstrip())
        self._now(replace(known, location=place))
        terms.note_spare(self.spare, "LIN/QTY/LS/REF/N1", segment, {1, 3, 4})

    def line(self) -> InventoryLine:
        prices = self.all_prices()
        if self.unit_price:
            money = replace(self.unit_price.amount, currency=self.currency)
            prices = (replace(self.unit_price, amount=money), *prices)
        return InventoryLine(
            self.number,
            self.product_ids,
            tuple(self.descriptions),
            self.unit,
            tuple(self.quantities),
            prices,
            tuple(self.dates),
            tuple(self.measures),
            tuple(self.references),
            tuple(party.party() for party in self.parties),
        )

    def _quantity(self) -> StockQuantity | None:
        return None if self.counted is None else self.quantities[self.counted]

    def _now(self, quantity: StockQuantity) -> None:
        if self.counted is not None:
            self.quantities[self.counted] = quantity


class InventoryDraft(ItemHeading):
    """An 846 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.bia: Good | None = None
        self.measures: list[Measure] = []

    def new_item(self, head: Good) -> StockItem:
        return StockItem(head, self.currency, len(self.lines) + 1, self.spare, "LIN")

    def finish_line(self, line: LineDraft) -> InventoryLine:
        if not isinstance(line, StockItem):
            raise TypeError(line)
        return line.line()

    def begin(self, segment: Good) -> None:
        self.bia = segment
        terms.note_spare(self.spare, "BIA", segment, {1, 2, 3, 4, 5})

    def mea(self, segment: Good) -> None:
        found = measure(segment)
        if found:
            self.measures.append(found)
            terms.note_spare(self.spare, "MEA", segment, {1, 2, 3, 4})
        else:
            self.spare.add("MEA")

    def report(self) -> InventoryReport:
        """Return the report; only for a message without faults, which has its BIA."""
        self.end_line()
        if self.bia is None:
            raise AssertionError
        purpose, kind, number, issued, at = self.bia.group(1, 2, 3, 4, 5)
        known = codes.PURPOSES.get(purpose, Purpose.OTHER)
        return InventoryReport(
            number=number.rstrip(),
            issued=day(issued),
            time=clock(at) if at else None,
            purpose=known,
            purpose_code=f"x12:{purpose}" if known is Purpose.OTHER else "",
            kind=item_codes.REPORT_KINDS.name(kind),
            currency=self.currency,
            parties=tuple(party.party() for party in self.parties),
            contacts=tuple(self.contacts),
            references=tuple(self.references),
            dates=tuple(self.dates),
            measures=tuple(self.measures),
            lines=tuple(self.lines),
        )

    def remarks(self) -> list[Remark]:
        return self.miscounted(len(self.lines))


TAKERS: dict[str, Take[Any]] = {
    **{
        path: take
        for path, take in HEADING.items()
        if path in _HEADING or path.split("/")[0] == "N1"
    },
    **item_takers("MTX"),
    "BIA": InventoryDraft.begin,
    "MEA": InventoryDraft.mea,
    "LIN/CUR": of_item(StockItem.cur),
    "LIN/UIT": of_item(StockItem.uit),
    "LIN/SDQ": of_item(StockItem.sdq),
    "LIN/QTY": of_item(StockItem.qty),
    "LIN/QTY/DTM": of_item(StockItem.qty_dtm),
    "LIN/QTY/SCH": of_item(StockItem.sch),
    **dict.fromkeys(("LIN/QTY/LS", "LIN/QTY/LS/LE"), lambda _, __: None),  # brackets around REFs
    "LIN/QTY/LS/REF": of_item(StockItem.qty_ref),
    "LIN/QTY/LS/REF/N1": of_item(StockItem.qty_n1),
}
