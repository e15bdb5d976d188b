"""Hypothesis strategies for price catalogues and inventory reports that X12 can carry."""

from decimal import Decimal
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
from edi.canonical.inventory import InventoryLine, InventoryReport, StockQuantity
from edi.canonical.measures import Measure, Money, Period, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Identifier
from tests.edi.messages.x12.orders import (
    contacts,
    currencies,
    dates,
    delivery_terms,
    maybe,
    moments,
    parties,
    payment_terms,
    product_ids,
    references,
    tax_categories,
    text,
    times,
    units,
)
from tests.edi.strategies import either, few, optional

PURPOSES = [(Purpose.ORIGINAL, ""), (Purpose.REPLACEMENT, ""), (Purpose.OTHER, "x12:15")]
ACTIONS = [
    *((each, "") for each in ("listed", "added", "changed", "deleted")),
    ("other", "x12:PRI"),
]


numbers = st.decimals(Decimal(0), Decimal(99999), allow_nan=False, places=2)
periods = st.builds(Period, dates, st.none() | dates) | st.builds(Period, st.none(), dates)
several_products = few(product_ids, 15).filter(bool)
measures = st.builds(
    Measure,
    st.sampled_from(["net-weight", "length", "volume", "x12:DI"]),
    numbers,
    st.none() | units,
)


@cache
@st.composite
def prices(draw: st.DrawFn, currency: str, *, is_dated: bool) -> CataloguePrice:
    unit = draw(optional(units))
    basis = draw(st.sampled_from(["", "net", "catalogue", "retail", "x12:UCP"]))
    per = st.sampled_from([Decimal(each) for each in ((1, 12, 100, 1000) if basis else (1, 2, 99))])
    return CataloguePrice(
        Money(draw(numbers), currency),
        basis,
        draw(per),
        unit,
        draw(st.none() | numbers.filter(lambda each: each not in (0, 1))) if unit else None,
        valid=draw(optional(periods)) if is_dated else None,
        buyers=draw(st.sampled_from(["", "x12:WS", "x12:RS"])),
    )


@cache
@st.composite
def packs(draw: st.DrawFn) -> Pack:
    contents = draw(optional(numbers))
    weight = st.builds(Measure, st.sampled_from(["gross-weight", "net-weight"]), numbers, units)
    sizes = [
        Measure("length", draw(numbers), Unit("CMT")),
        Measure("height", Decimal(7), Unit("CMT")),
    ]
    made = Pack(
        contents,
        None if contents is None else draw(units),
        draw(optional(st.integers(1, 999999))),
        draw(st.sampled_from(["", "CT", "PX", "x12:BOX25"])),
        (*draw(few(weight, 1)), *(sizes if draw(st.booleans()) else ())),
    )
    return made if made != Pack() else Pack(packs=1)


@cache
@st.composite
def catalogue_lines(draw: st.DrawFn, currency: str, version: str) -> CatalogueLine:
    action, code = draw(st.sampled_from(ACTIONS))
    paid_in = st.just(currency) | currencies
    return CatalogueLine(
        draw(text(20)),
        CatalogueAction(action),
        code,
        draw(several_products),
        draw(few(text(80))),
        tuple(draw(prices(draw(paid_in), is_dated=True)) for _ in range(draw(st.integers(0, 3)))),
        draw(optional(units)),
        draw(optional(numbers)),
        pack=draw(optional(packs())),
        valid=draw(optional(periods)),
        lead_days=draw(optional(st.integers(0, 999))),
        measures=draw(few(measures)),
        dates=draw(few(moments)),
        references=draw(few(references)),
        parties=draw(few(parties, 1)),
        notes=draw(few(text(264))) if version == "005010" else (),
        tax=draw(optional(tax_categories)),
    )


@cache
@st.composite
def price_catalogues(draw: st.DrawFn, version: str = "004010") -> PriceCatalogue:
    currency = draw(currencies)
    purpose, code = draw(st.sampled_from(PURPOSES))
    return PriceCatalogue(
        number=draw(maybe(15)),
        issued=draw(optional(dates)),
        purpose=purpose,
        purpose_code=code,
        kind=draw(st.sampled_from(["price-list", "sales-catalogue", "x12:RC"])),
        version=draw(maybe(15)),
        replaces=draw(maybe(15)),
        description=draw(maybe(80)),
        valid=draw(optional(periods)),
        currency=currency,
        parties=draw(few(parties)),
        contacts=draw(few(contacts)),
        references=draw(few(references)),
        dates=draw(few(moments)),
        notes=draw(few(text(264))) if version == "005010" else (),
        lines=draw(few(catalogue_lines(currency, version), 3)),
        payment_terms=draw(optional(payment_terms(currency))),
        delivery_terms=draw(optional(delivery_terms)),
    )


places = st.builds(
    Identifier, st.sampled_from(["GLN", "BUYER", "x12:93"]), text(30, 2)
) | st.builds(Identifier, st.just("MUTUAL"), text(30, 2))
placed = st.builds(StockQuantity, st.just("stock"), numbers, units, location=places)
states = st.builds(
    StockQuantity,
    st.sampled_from(["on-hand", "available", "on-order", "in-transit", "x12:QH"]),
    numbers,
    st.none() | units,
    few(moments),
    st.none() | places,
    few(references),
)
to_come = st.builds(StockQuantity, st.just("to-come"), numbers, units, st.tuples(moments))


@cache
@st.composite
def quantities(draw: st.DrawFn) -> tuple[StockQuantity, ...]:
    """Quantities by place, then those in each state with what of it comes when."""
    found = list(draw(st.lists(placed, max_size=12)))
    for state in draw(st.lists(states, max_size=3)):
        found += [state, *draw(st.lists(to_come, max_size=2))]
    return tuple(found)


@cache
@st.composite
def inventory_lines(draw: st.DrawFn, currency: str) -> InventoryLine:
    paid_in = draw(either(st.just(currency), currencies))
    priced = draw(st.lists(prices(paid_in, is_dated=False), max_size=2))
    return InventoryLine(
        draw(text(20)),
        draw(several_products),
        draw(few(text(80))),
        draw(optional(units)),
        draw(quantities()),
        tuple(priced),
        draw(few(moments)),
        draw(few(measures)),
        draw(few(references)),
        draw(few(parties, 1)),
    )


@cache
@st.composite
def inventory_reports(draw: st.DrawFn) -> InventoryReport:
    currency = draw(either(st.just(""), currencies))
    purpose, code = draw(st.sampled_from(PURPOSES))
    lines = draw(st.lists(inventory_lines(currency), min_size=1, max_size=3))
    if not currency:  # then no price says what it is in
        lines = [replace(line, prices=()) for line in lines]
    return InventoryReport(
        draw(text(30)),
        draw(dates),
        draw(optional(times)),
        purpose,
        code,
        draw(st.sampled_from(["seller", "distributor", "x12:PI"])),
        currency,
        draw(few(parties, 3)),
        draw(few(contacts)),
        draw(few(references)),
        draw(few(moments)),
        measures=draw(few(measures)),
        lines=tuple(lines),
    )
