"""Price catalogues that EDIFACT can carry as they are, and a good PRICAT."""

from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

from edi.canonical.catalogues import (
    CatalogueAction,
    CatalogueLine,
    CataloguePrice,
    Pack,
    PriceCatalogue,
)
from edi.canonical.measures import Measure, Money, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Party
from tests.edi.messages.edifact import documents
from tests.edi.messages.edifact.documents import CURRENCY, counts, days, maybe, moments, text
from tests.edi.strategies import few, optional

CATALOGUE = (
    "BGM+9+PL-7+9",
    "DTM+137:20261121:102",
    "DTM+273:20270101-20271231:718",
    "FTX+AAI+++Prices without packing",
    "RFF+ACW:PL-6",
    "NAD+SU+4012345000016::9",
    "NAD+BY+5412345000013::9",
    "CUX+2:EUR:8",
    "PAT+1++5:3:D:30",
    "TOD+3++DAP",
    "PGI+2",
    "LIN+1+3+4000862141404:EN",
    "PIA+1+HC-3542:SA",
    "IMD+F++:::Shackle",
    "MEA+PD+AAA+KGM:0.45",
    "QTY+53:10:PCE",
    "QTY+54:500:PCE",
    "QTY+52:0.45:KGM",
    "QTY+59:12",
    "DTM+169:3:803",
    "TAX+7+VAT+++:::19+S",
    "PRI+AAA:9.25::::PCE",
    "RNG+4+PCE:1:99",
    "PRI+AAA:8.75:CT::100:PCE",
    "APR+WS",
    "RNG+4+PCE:100",
    "DTM+194:20270201:102",
    "PRI+AAE:14.99::SRP",
    "PAC+++CT",
    "MEA+PD+LN+CMT:40",
    "LIN+2+2+HC-5322:SA",
)
bases = st.sampled_from(
    ["net", "gross", "catalogue", "contract", "retail", "promotional", "edifact:INF",
     "uncl5387:DPR"]
)  # fmt: skip
validities = st.none() | documents.periods
measures = st.builds(
    Measure,
    st.sampled_from(["gross-weight", "net-weight", "volume", "length", "edifact:T"]),
    counts,
    documents.units,
)
packs = st.none() | st.builds(
    Pack,
    contents=st.none() | counts,
    packs=st.none() | st.integers(0, 9999),
    package=st.sampled_from(["", "CT", "PX"]),
    measures=few(measures),
)


@cache
@st.composite
def _price(draw: st.DrawFn, order_unit: Unit | None) -> CataloguePrice:
    other = draw(optional(documents.units)) if order_unit else None
    has_range = order_unit is not None
    return CataloguePrice(
        Money(draw(documents.numbers), draw(st.sampled_from([CURRENCY, CURRENCY, "PLN"]))),
        draw(bases),
        draw(counts.filter(bool)),
        None if other == order_unit else other,
        draw(optional(counts)) if has_range else None,
        draw(optional(counts)) if has_range else None,
        draw(validities),
        draw(st.sampled_from(["", "edifact:WS"])),
    )


def _plain(party: Party, *, with_contacts: bool) -> Party:
    return replace(
        party,
        references=(),
        tax_ids=(),
        registration=None,
        contacts=party.contacts if with_contacts else (),
    )


@cache
@st.composite
def _line(draw: st.DrawFn, *, is_first: bool) -> CatalogueLine:
    order_unit = draw(optional(documents.units))
    minimum = draw(counts if order_unit else st.none() | counts)
    pack = draw(packs)
    if pack and pack.contents is not None:
        pack = replace(pack, unit=draw(optional(documents.units)))
    action = draw(st.sampled_from(CatalogueAction))
    return CatalogueLine(
        number=str(draw(st.integers(1, 999999))),
        action=action,
        action_code="edifact:23" if action is CatalogueAction.OTHER else "",
        products=draw(few(documents.products, 4)),
        descriptions=draw(documents.descriptions),
        prices=draw(few(_price(order_unit))),
        order_unit=order_unit,
        minimum_order=minimum,
        maximum_order=draw(optional(counts)),
        order_multiple=draw(optional(counts)),
        pack=pack,
        valid=draw(validities),
        lead_days=draw(optional(st.integers(0, 9999))),
        measures=draw(few(measures)),
        dates=draw(few(moments("available", "edifact:361"))),
        references=draw(few(documents.references, 1 if is_first else 2)),
        parties=tuple(
            _plain(party, with_contacts=not is_first) for party in draw(few(documents.parties(), 1))
        ),
        notes=draw(few(text(70), 2)),
        tax=draw(optional(documents.categories)),
    )


@cache
@st.composite
def catalogues(draw: st.DrawFn, *, is_first: bool) -> PriceCatalogue:
    return PriceCatalogue(
        number=draw(text(35)),
        issued=draw(days),
        purpose=draw(st.sampled_from([each for each in Purpose if each is not Purpose.OTHER])),
        kind=draw(st.sampled_from(["price-list", "edifact:310"])),
        replaces=draw(maybe(35)),
        valid=draw(validities),
        currency=CURRENCY,
        parties=draw(few(documents.parties())),
        references=draw(few(documents.references)),
        dates=draw(few(moments("available", "edifact:200"))),
        notes=draw(documents.notes),
        lines=draw(few(_line(is_first=is_first), 3)),
        payment_terms=draw(optional(documents.terms)),
        delivery_terms=draw(optional(documents.delivery_terms)),
    )
