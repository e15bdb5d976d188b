"""PRICAT: which segment fills what of a draft."""

from typing import TYPE_CHECKING

from edi.messages.edifact import catalogue_codes, despatch, line_taking, moments, taking
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.catalogue_codes import (
    DAYS_IN,
    END,
    LEAD_TIME,
    PERIOD,
    QUANTITY_RANGE,
    STARTS,
    UNGROUPED,
)
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.rules import Remark, Take
from edi.messages.edifact.taking import TAKERS as SHARED

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from edi.canonical.measures import Measure

LINE = "PGI/LIN"


class PriceDraft:
    """A PRI with what followed it so far."""

    __slots__ = ("buyers", "currency", "end", "high", "low", "range_unit", "start", "values")

    def __init__(self, values: tuple[str | None, ...], currency: str) -> None:
        self.values = values
        self.currency = currency
        self.buyers = self.range_unit = ""
        self.low: Decimal | None = None
        self.high: Decimal | None = None
        self.start: dt.date | None = None
        self.end: dt.date | None = None


class ProductDraft:
    """What follows a LIN and no other message has."""

    __slots__ = ("has_pack", "lead_days", "measures", "pack_measures", "package", "prices")

    def __init__(self) -> None:
        self.prices: list[PriceDraft] = []
        self.lead_days: int | None = None
        self.measures: list[Measure] = []
        self.has_pack = False
        self.package = ""
        self.pack_measures: list[Measure] = []


class CatalogueDraft(Draft):
    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.products: list[ProductDraft] = []
        self.product = ProductDraft()
        self.measures: list[Measure] = []  # of what is open, a product or its package


def _cux(draft: CatalogueDraft, use: str, currency: str | None, kind: str | None) -> None:
    known = None if kind == catalogue_codes.CURRENCY_OF_PRICES else kind
    taking.cux(draft, use, currency, known)


def _pgi(draft: CatalogueDraft, kind: str) -> None:
    draft.part = draft.head
    if kind not in UNGROUPED:
        draft.left.add("PGI 5379")


def _lin(draft: CatalogueDraft, *values: str | None) -> Remark | None:
    said = line_taking.lin(draft, *values)
    draft.product = ProductDraft()
    draft.measures = draft.product.measures
    draft.products.append(draft.product)
    return said


def _dtm(draft: CatalogueDraft, kind: str, value: str | None, form: str | None) -> Remark | None:
    if kind != LEAD_TIME or not value or draft.product.lead_days is not None:
        return taking.dtm(draft, kind, value, form)
    said = taking.dtm(draft, kind, value, form)
    if form in DAYS_IN and not said:
        draft.left.discard(f"LIN/DTM+{kind}")
        draft.product.lead_days = int(value) * DAYS_IN[form]
    return said


def _pac(draft: CatalogueDraft, count: str | None, level: str | None, package: str | None) -> None:
    product = draft.product
    if product.has_pack:
        draft.left.add(f"{LINE}/PAC")
        draft.measures = []  # nobody's
        return
    product.has_pack = True
    product.package = package or ""
    draft.measures = product.pack_measures
    if count and decimal(count) != 1:
        draft.left.add(f"{LINE}/PAC 7224")
    if level:
        draft.left.add(f"{LINE}/PAC 7075")


def _pri(draft: CatalogueDraft, *values: str | None) -> None:
    draft.product.prices.append(PriceDraft(values, draft.line.currency))


def _price_cux(
    draft: CatalogueDraft, _use: str, currency: str | None, _kind: str | None = None
) -> None:
    if currency:
        draft.product.prices[-1].currency = currency


def _apr(draft: CatalogueDraft, buyers: str | None) -> None:
    price = draft.product.prices[-1]
    if buyers and not price.buyers:
        price.buyers = f"edifact:{buyers}"
    elif buyers:
        draft.left.add(f"{LINE}/PRI/APR")


def _rng(
    draft: CatalogueDraft, kind: str, unit: str | None, low: str | None, high: str | None
) -> None:
    price = draft.product.prices[-1]
    own = price.values[5]
    if kind != QUANTITY_RANGE or (own and unit and own != unit):
        draft.left.add(f"{LINE}/PRI/RNG")
        return
    price.range_unit = unit or ""
    price.low = decimal(low) if low else None
    price.high = decimal(high) if high else None


def _price_dtm(
    draft: CatalogueDraft, kind: str, value: str | None, form: str | None
) -> Remark | None:
    said = moments.read(value, form) if value else None
    if isinstance(said, str):
        return taking.dtm(draft, kind, value, form)
    price = draft.product.prices[-1]
    if isinstance(said, moments.When) and kind == PERIOD and said.until:
        price.start, price.end = said.day, said.until
    elif isinstance(said, moments.When) and kind in STARTS and not price.start:
        price.start = said.day
    elif isinstance(said, moments.When) and kind == END and not price.end:
        price.end = said.day
    else:
        draft.left.add(f"{LINE}/PRI/DTM+{kind}")
    return None


_HEADING = (
    "BGM", "FTX", "DTM", "RFF", "RFF/DTM", "NAD", "NAD/RFF", "NAD/CTA", "NAD/CTA/COM", "PAT",
    "PAT/DTM", "PAT/PCD", "PAT/MOA", "TOD", "TOD/LOC",
)  # fmt: skip
_INLINES = ("PIA", "IMD", "QTY", "FTX", "RFF", "NAD", "NAD/CTA", "NAD/CTA/COM", "TAX", "TAX/MOA")
TAKERS: dict[str, Take] = {
    **{path: SHARED[path] for path in _HEADING},
    **{f"{LINE}/{path}": SHARED[f"LIN/{path}"] for path in _INLINES},
    "CUX": _cux,
    "PGI": _pgi,
    LINE: _lin,
    f"{LINE}/DTM": _dtm,
    f"{LINE}/MEA": despatch.TAKERS["MEA"],
    f"{LINE}/CUX": line_taking.line_cux,
    f"{LINE}/PAC": _pac,
    f"{LINE}/PAC/MEA": despatch.TAKERS["MEA"],
    f"{LINE}/PRI": _pri,
    f"{LINE}/PRI/CUX": _price_cux,
    f"{LINE}/PRI/APR": _apr,
    f"{LINE}/PRI/RNG": _rng,
    f"{LINE}/PRI/DTM": _price_dtm,
}
