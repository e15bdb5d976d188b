"""Hypothesis strategies for despatch advices that X12 can carry."""

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.canonical.measures import Measure, Moment, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Reference
from edi.canonical.terms import Transport
from tests.edi.messages.x12.orders import (
    contacts,
    dates,
    delivery_terms,
    maybe,
    parties,
    product_ids,
    references,
    text,
    times,
    units,
)
from tests.edi.strategies import either, few, optional

counts = st.integers(1, 999).map(Decimal)
SIZES = [Measure("height", Decimal("1.5"), Unit("MTR")), Measure("x12:DI", Decimal(3), Unit("CMT"))]
WEIGHTS = [
    Measure("gross-weight", Decimal("12.5"), Unit("KGM")),
    Measure("net-weight", Decimal(11), Unit("KGM")),
    Measure("volume", Decimal("0.25"), Unit("MTQ")),
    Measure("x12:187/A3", Decimal(4), Unit("LBR")),
]
PACKAGES = [Measure("packages", Decimal(5), Unit("XCT"))]


def some(of: list[Measure]) -> st.SearchStrategy[tuple[Measure, ...]]:
    return st.lists(st.sampled_from(of), max_size=2, unique=True).map(tuple)


def sscc(serial: int) -> str:
    """Return a valid SSCC for a serial number."""
    digits = f"{serial:017}"
    total = sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


@cache
@st.composite
def handling_units(draw: st.DrawFn, number: int) -> HandlingUnit:
    package = draw(st.sampled_from(["", "CT", "PX", "x12:TBN25"]))
    marks = st.builds(Reference, st.sampled_from(["tracking", "x12:88/UC"]), text(48))
    return HandlingUnit(
        id=str(number),
        parent=draw(st.sampled_from(["", *map(str, range(1, number))])),
        kind=draw(st.sampled_from(["pallet", "carton", "unit"])),
        package=package,
        count=draw(st.integers(1, 9)) if package else 1,
        sscc=draw(either(st.just(""), st.integers(0, 10**17 - 1).map(sscc))),
        measures=draw(some(SIZES)) + draw(some(WEIGHTS)),
        references=draw(few(references, 1)) + draw(few(marks, 2)),
    )


@cache
@st.composite
def batches(draw: st.DrawFn) -> tuple[Batch, ...]:
    days = st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1))
    best_before, produced = draw(days), draw(days)
    lots = draw(st.lists(text(30), max_size=2, unique=True))
    serials = draw(st.lists(text(30), max_size=2, unique=True)) if len(lots) < 2 else []
    if serials:
        lot = lots[0] if lots else ""
        return tuple(Batch(lot, each, None, best_before, produced) for each in serials)
    return tuple(Batch(lot, "", None, best_before, produced) for lot in lots)


days_of_despatch = few(
    st.builds(Moment, st.sampled_from(["shipped", "delivery", "ship", "x12:999"]), dates)
)


@st.composite
def despatch_lines(draw: st.DrawFn, orders: list[str], packed_in: list[str]) -> DespatchLine:
    products = draw(few(product_ids, 5))
    return DespatchLine(
        number=draw(text(20)),
        quantity=draw(counts),
        unit=draw(units),
        order_number=draw(st.sampled_from(["", *orders])),
        order_line=draw(maybe(20)) if products else "",
        products=products,
        descriptions=draw(few(text(80), 2)),
        ordered=draw(optional(counts)),
        unit_id=draw(st.sampled_from(packed_in)),
        batches=draw(batches()),
        dates=draw(days_of_despatch),
        references=draw(few(references, 2)),
    )


@st.composite
def packed_lines(
    draw: st.DrawFn, orders: list[str], units: list[HandlingUnit]
) -> tuple[DespatchLine, ...]:
    """Lines in the order a reader meets them: first of the whole, then package by package."""
    ids = ["", *(unit.id for unit in units)]
    drawn = [
        draw(despatch_lines(orders, [each])) for each in ids for _ in range(draw(st.integers(0, 2)))
    ]
    return tuple(drawn)


@cache
@st.composite
def despatch_advices(draw: st.DrawFn) -> DespatchAdvice:
    numbers = draw(st.lists(text(22), max_size=3, unique_by=str.rstrip))
    orders = tuple(
        OrderReference(
            number,
            draw(optional(dates)),
            draw(maybe(30)),
            draw(few(parties, 1)),
            draw(few(references, 1)),
        )
        for number in numbers
    )
    units = [draw(handling_units(at)) for at in range(1, draw(st.integers(0, 4)) + 1)]
    lines = draw(packed_lines(numbers, units))
    transport = st.builds(
        Transport,
        st.sampled_from(["", "road", "x12:U"]),
        st.just("") | text(20, 2),
        text(35),
        st.sampled_from(["", "x12:ON"]),
        text(10),
        text(30),
    )
    purpose = draw(st.sampled_from(Purpose))
    return DespatchAdvice(
        number=draw(text(30, 2)),
        issued=draw(dates),
        time=draw(times),
        purpose=purpose,
        purpose_code="x12:22" if purpose is Purpose.OTHER else "",
        orders=_as_met(orders, lines),
        parties=draw(few(parties, 2)),
        contacts=draw(few(contacts, 2)),
        references=draw(few(references, 2)),
        dates=draw(
            st.lists(
                st.builds(
                    Moment,
                    st.sampled_from(["shipped", "delivery", "ship"]),
                    dates,
                    st.none() | times,
                ),
                max_size=3,
            ).map(tuple)
        ),
        measures=draw(some(SIZES)) + draw(some(PACKAGES)) + draw(some(WEIGHTS)),
        units=tuple(units),
        lines=lines,
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transport)),
    )


def _as_met(
    orders: tuple[OrderReference, ...], lines: tuple[DespatchLine, ...]
) -> tuple[OrderReference, ...]:
    """Put the orders that have lines in the sequence of these; the others stay where they are."""
    met = dict.fromkeys(line.order_number for line in lines)
    known = {order.number: order for order in orders}
    busy = (known[number] for number in met if number in known)
    return tuple(next(busy) if order.number in met else order for order in orders)
