"""832 to `PriceCatalogue`.

DTM 007 and 036 bound how long a catalogue, a line or a price holds, DTM 102 is when the catalogue
was issued. CTP04 is the least quantity that a price is for; 1 says no more than its unit does. A
PO1 of one unit says in what a product is ordered.
"""

from decimal import Decimal
from typing import Any

from edi.canonical.catalogues import CatalogueAction, CatalogueLine, Pack, PriceCatalogue
from edi.canonical.measures import Measure, Moment, Unit
from edi.canonical.orders import Purpose
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, item_codes, terms
from edi.messages.x12.headings import HEADING, LineDraft
from edi.messages.x12.items import ItemDraft, ItemHeading, item_takers, of_item, validity
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS

_SIZES = {10: "length", 11: "width", 12: "height"}  # PO4
_PACK_TAKEN = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}
_UNTAKEN = {"SAC", "SAC/CUR", "TXI", "TAX", "TD5", "CTT/AMT", "N9/MSG", "N9/MTX"}


class CatalogueItem(ItemDraft):
    """A LIN of an 832 with what followed it so far."""

    def __init__(
        self, head: Good, currency: str, ordinal: int, spare: set[str], place: str
    ) -> None:
        super().__init__(head, currency, ordinal, spare, place)
        self.maintenance = ""
        self.order_unit: Unit | None = None
        self.least: Decimal | None = None
        self.pack: Pack | None = None
        self.lead_days: int | None = None

    def g53(self, segment: Good) -> None:
        self.maintenance = segment[1]

    def po1(self, segment: Good) -> None:
        quantity, unit = segment.group(2, 3)
        is_unit = bool(unit) and Decimal(quantity) == 1
        self.order_unit = UNITS[unit] if is_unit else None
        terms.note_spare(self.spare, "LIN/PO1", segment, {2, 3} if is_unit else ())

    def ctb(self, segment: Good) -> None:
        about, _, kind, quantity = segment.group(1, 2, 3, 4)
        is_least = about == item_codes.ORDERING and kind == item_codes.LEAST
        if is_least and self.least is None:
            self.least = Decimal(quantity)
            terms.note_spare(self.spare, "LIN/CTB", segment, {1, 3, 4})
        else:
            self.spare.add("LIN/CTB")

    def po4(self, segment: Good) -> None:
        self.pack = pack(segment)
        taken = _PACK_TAKEN if segment[6] else _PACK_TAKEN - {5}
        terms.note_spare(self.spare, "LIN/PO4", segment, taken)

    def ldt(self, segment: Good) -> None:
        since, count, unit = segment.group(1, 2, 3)
        days = Decimal(count)
        is_whole = days == days.to_integral_value()
        if since == item_codes.FROM_ORDER and unit == item_codes.DAYS and is_whole:
            self.lead_days = int(days)
            terms.note_spare(self.spare, "LIN/LDT", segment, {1, 2, 3})
        else:
            self.spare.add("LIN/LDT")

    def txi(self, segment: Good) -> None:
        """Take the first rate; a catalogue has no amounts of tax."""
        if self.tax:
            self.spare.add("LIN/TXI")
            return
        self.tax = terms.tax_category(segment)
        terms.note_spare(self.spare, "LIN/TXI", segment, {1, 3, 6})

    def line(self) -> CatalogueLine:
        code = self.maintenance
        action = item_codes.ACTIONS.get(code, CatalogueAction.OTHER)
        valid, dates = validity(self.dates)
        return CatalogueLine(
            self.number,
            action if code else CatalogueAction.LISTED,
            f"x12:{code}" if code and action is CatalogueAction.OTHER else "",
            self.product_ids,
            tuple(self.descriptions),
            self.all_prices(),
            self.order_unit,
            self.least,
            pack=self.pack,
            valid=valid,
            lead_days=self.lead_days,
            measures=tuple(self.measures),
            dates=dates,
            references=tuple(self.references),
            parties=tuple(party.party() for party in self.parties),
            notes=tuple(self.notes),
            tax=self.tax,
        )


class CatalogueDraft(ItemHeading):
    """An 832 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.bct: Good | None = None

    def new_item(self, head: Good) -> CatalogueItem:
        return CatalogueItem(head, self.currency, len(self.lines) + 1, self.spare, "LIN")

    def finish_line(self, line: LineDraft) -> CatalogueLine:
        if not isinstance(line, CatalogueItem):
            raise TypeError(line)
        return line.line()

    def begin(self, segment: Good) -> None:
        self.bct = segment
        terms.note_spare(self.spare, "BCT", segment, {1, 2, 3, 6, 9, 10})

    def first_cur(self, segment: Good) -> None:
        if self.currency:
            self.spare.add("CUR")
        else:
            self.currency = segment[2]

    def catalogue(self) -> PriceCatalogue:
        """Return the catalogue; only for a message without faults, which has its BCT."""
        self.end_line()
        if self.bct is None:
            raise AssertionError
        kind, number, version, replaces, description, purpose = self.bct.group(1, 2, 3, 6, 9, 10)
        known = codes.PURPOSES.get(purpose, Purpose.OTHER) if purpose else Purpose.ORIGINAL
        valid, dates = validity(self.dates)
        issued, dates = _issued(dates)
        return PriceCatalogue(
            number=(number or "").rstrip(),
            issued=issued.date if issued else None,
            purpose=known,
            purpose_code=f"x12:{purpose}" if known is Purpose.OTHER else "",
            kind=item_codes.CATALOGUE_KINDS.name(kind),
            version=(version or "").rstrip(),
            replaces=(replaces or "").rstrip(),
            description=(description or "").rstrip(),
            valid=valid,
            currency=self.currency,
            parties=tuple(party.party() for party in self.parties),
            contacts=tuple(self.contacts),
            references=tuple(self.references),
            dates=dates,
            notes=tuple(self.notes),
            lines=tuple(self.lines),
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
        )

    def remarks(self) -> list[Remark]:
        return self.miscounted(len(self.lines))


def pack(po4: Good) -> Pack:
    """Turn a PO4 into what is in a package."""
    packs, contents, unit, package, kind, weight, weighed_in, volume, filled_in = po4.group(
        1, 2, 3, 4, 5, 6, 7, 8, 9
    )
    measures = []
    if weight:
        name = codes.MEASURES.name(kind) if kind else "gross-weight"
        measures.append(Measure(name, Decimal(weight), _unit(weighed_in)))
    if volume:
        measures.append(Measure("volume", Decimal(volume), _unit(filled_in)))
    measures += [
        Measure(name, Decimal(po4[at]), _unit(po4[13])) for at, name in _SIZES.items() if po4[at]
    ]
    return Pack(
        Decimal(contents) if contents else None,
        _unit(unit),
        int(packs) if packs else None,
        codes.PACKAGES.name(package) if package else "",
        tuple(measures),
    )


def _unit(code: str | None) -> Unit | None:
    return UNITS[code] if code else None


def _issued(dates: tuple[Moment, ...]) -> tuple[Moment | None, tuple[Moment, ...]]:
    kind = codes.DATE_KINDS.name(item_codes.ISSUED)
    found = next((each for each in dates if each.kind == kind and each.time is None), None)
    return found, tuple(each for each in dates if each is not found)


TAKERS: dict[str, Take[Any]] = {
    **{path: take for path, take in HEADING.items() if path not in _UNTAKEN},
    **item_takers("CUR"),
    "BCT": CatalogueDraft.begin,
    "CUR": CatalogueDraft.first_cur,
    "MTX": CatalogueDraft.mtx,
    "LIN/G53": of_item(CatalogueItem.g53),
    "LIN/PO1": of_item(CatalogueItem.po1),
    "LIN/CTB": of_item(CatalogueItem.ctb),
    "LIN/PO4": of_item(CatalogueItem.po4),
    "LIN/LDT": of_item(CatalogueItem.ldt),
    "LIN/TXI": of_item(CatalogueItem.txi),
    "LIN/CTP/CUR": of_item(ItemDraft.price_cur),
    "LIN/CTP/DTM": of_item(ItemDraft.price_dtm),
}
