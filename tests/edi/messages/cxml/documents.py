"""Hypothesis strategies for documents that cXML can say, and an envelope for them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Moment, Money, Period, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.responses import (
    Answer,
    Confirmation,
    LineAnswer,
    OrderResponse,
    OrderResponseLine,
)
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.messages.cxml import Envelope
from edi.record import names
from tests.edi.strategies import either, few, optional

ENVELOPE = Envelope(
    Identifier("DUNS", "123456789"),
    Identifier("cxml:NetworkID", "AN02"),
    "1@danzig.example",
    datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    shared_secret="abracadabra",
)
CURRENCY = "EUR"
_MARKS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), max_codepoint=0x2FFF)


@cache
def text(longest: int = 25) -> st.SearchStrategy[str]:
    return st.text(_MARKS | st.just(" "), min_size=1, max_size=longest).map(str.strip).filter(bool)


@cache
def maybe(values: st.SearchStrategy[Any], blank: Any = "") -> st.SearchStrategy[Any]:
    return st.just(blank) | values


dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
amounts = st.decimals(Decimal(-999999), Decimal(999999), allow_nan=False, places=3)
positive = st.decimals(Decimal("0.01"), Decimal(99999), allow_nan=False, places=2)
rates = st.decimals(Decimal(0), Decimal(100), allow_nan=False, places=2)
money = st.builds(Money, amounts, st.sampled_from([CURRENCY, CURRENCY, "USD"]))
sums = st.builds(Money, positive, st.just(CURRENCY))
units = st.builds(Unit, st.sampled_from(["EA", "H87", "KGM", "XBX", "XCT", "cxml:per dose"]))
numbers = st.integers(1, 10**9).map(str)
addresses = st.builds(
    Address,
    few(text()),
    text(),
    maybe(text()),
    maybe(text()),
    st.sampled_from(["PL", "DE", "US"]),
)
schemes = st.sampled_from(["DUNS", "GLN", "BUYER", "SELLER", "cxml:NetworkID"])
identifiers = st.builds(Identifier, schemes, text())
channels = st.tuples(
    *(few(st.builds(Channel, st.just(kind), text()), 1) for kind in ("phone", "fax", "email"))
).map(lambda several: sum(several, ()))
own_contact = channels.map(lambda c: (Contact("information", "", c),) if c else ())
moments = {
    kind: few(st.builds(Moment, st.just(kind), dates, st.none() | clocks), 1)
    for kind in ("delivery", "ship", "shipped", "required-by", "pick-up")
}
notes = few(text(80))
contacts = few(
    st.builds(Contact, st.sampled_from(["buyer", "seller", "cxml:endUser"]), text(), channels), 2
)
categories = st.builds(
    TaxCategory,
    st.sampled_from(["VAT", "GST", "sales-tax", "cxml:CA"]),
    st.sampled_from(["S", "Z", "E", "AE", "K"]),
    st.none() | rates,
    maybe(text()),
    maybe(text()),
)
taxes = few(st.builds(TaxAmount, categories, sums, st.none() | sums))
products = st.tuples(
    *(
        few(st.builds(Identifier, st.just(scheme), text()), 1)
        for scheme in (
            "SELLER", "cxml:SupplierPartAuxiliaryID", "BUYER", "GTIN-14", "cxml:class:UNSPSC",
            "MANUFACTURER", "GTIN-13",
        )
    )
).map(lambda several: sum(several, ()))  # fmt: skip
charges = few(
    st.builds(
        AllowanceCharge,
        st.booleans(),
        sums,
        base=st.none() | sums,
        code=st.sampled_from(["packing", "discount", "cxml:crane"]),
        reason=maybe(text()),
    )
)
freight = few(
    st.builds(AllowanceCharge, st.just(True), sums, code=st.just("freight"), reason=maybe(text())),  # noqa: FBT003
    1,
)
payment_terms = st.none() | st.builds(PaymentTerms, net_days=st.integers(0, 999)) | st.builds(
    PaymentTerms, net_days=st.integers(0, 99), discount_percent=positive,
    discount_days=st.integers(0, 99),
)  # fmt: skip
delivery_terms = st.none() | st.builds(
    DeliveryTerms,
    st.sampled_from(["DAP", "EXW"]),
    paid_by=st.sampled_from(["", "seller", "buyer", "cxml:Account"]),
    note=maybe(text()),
)


@cache
def party(role: str, most_identifiers: int = 2) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        st.just(role),
        text(),
        few(identifiers, most_identifiers),
        few(text()),
        addresses,
        own_contact,
    )


@cache
def parties(*addressed: str) -> st.SearchStrategy[tuple[Party, ...]]:
    """Return the sides, and maybe others; `addressed` stand in elements of their own."""
    own = [few(party(role, 1), 1) for role in addressed]
    sides = [party(role).map(lambda each: (each,)) for role in ("buyer", "seller")]
    others = [few(party("remit-to"), 1), few(party("cxml:inspector"), 1)]
    return st.tuples(*own, *sides, *others).map(lambda several: sum(several, ()))


references = few(
    st.builds(
        Reference, st.sampled_from(["department", "project", "cxml:x"]), text(), maybe(text())
    )
)


requisitions = few(st.builds(Reference, st.just("requisition"), text()), 1)


@cache
@st.composite
def order_lines(draw: st.DrawFn) -> OrderLine:
    unit = draw(units)
    price = draw(money)
    per = draw(st.sampled_from([Decimal(1), Decimal(100)]))
    return OrderLine(
        draw(numbers),
        draw(amounts),
        unit,
        price,
        products=draw(products),
        descriptions=draw(few(text(60))),
        dates=draw(moments["delivery"]) + draw(moments["ship"]),
        references=draw(requisitions),
        parties=draw(few(party("ship-to", 1), 1)),
        notes=draw(notes),
        charges=draw(freight),
        price_per=per,
        price_unit=draw(st.none() | units.filter(lambda each: each != unit)),
        tax=draw(st.none() | categories.filter(lambda each: each.rate is not None)),
    )


@cache
@st.composite
def orders(draw: st.DrawFn) -> Order:
    period = draw(optional(st.tuples(dates, dates)))
    return Order(
        draw(text()),
        draw(dates),
        kind=draw(st.sampled_from(["stand-alone", "blanket", "cxml:stockTransport"])),
        contract=draw(maybe(text())),
        currency=CURRENCY,
        parties=draw(parties("ship-to", "bill-to")),
        contacts=draw(contacts),
        references=draw(references),
        dates=(
            *draw(moments["delivery"]),
            *draw(moments["pick-up"]),
            *(
                (Moment("deliver-not-before", period[0]), Moment("deliver-no-later", period[1]))
                if period
                else ()
            ),
        ),
        notes=draw(notes),
        lines=tuple(draw(st.lists(order_lines(), max_size=3))),
        totals=draw(st.builds(Totals, lines=amounts, tax=amounts)),
        charges=draw(freight) + draw(charges),
        taxes=draw(taxes),
        payment_terms=draw(payment_terms),
        delivery_terms=draw(delivery_terms),
    )


@cache
@st.composite
def order_changes(draw: st.DrawFn) -> OrderChange:
    order = draw(orders())
    purpose = draw(st.sampled_from([Purpose.REPLACEMENT, Purpose.CANCELLATION]))
    return OrderChange(
        order.number,
        order.issued,
        sequence=draw(optional(st.integers(0, 99))),
        purpose=purpose,
        currency=CURRENCY,
        parties=order.parties,
        notes=order.notes,
        lines=tuple(LineChange(LineAction.REPLACE, line) for line in order.lines),
        totals=order.totals,
        references=(*order.references, Reference("cxml:payloadID", draw(text()))),
    )


@cache
@st.composite
def response_lines(draw: st.DrawFn) -> OrderResponseLine:
    answer = draw(st.sampled_from(LineAnswer))
    is_new = answer is LineAnswer.SUBSTITUTED
    # What a new article is called stands beside its number, and nowhere without one.
    substitutes = draw(products) if is_new else ()
    quantity, unit = draw(positive), draw(units)
    less = answer is LineAnswer.CHANGED_QUANTITY
    schedule: tuple[Confirmation, ...] = ()
    if answer is LineAnswer.CHANGED:
        part = st.builds(
            Confirmation,
            st.sampled_from([LineAnswer.ACCEPTED, LineAnswer.BACKORDERED, LineAnswer.CHANGED_DATE]),
            positive,
            st.just(unit),
            moments["delivery"],
        )
        parts = draw(st.tuples(part, part).filter(lambda two: two[0].answer != two[1].answer))
        schedule, quantity = parts, parts[0].quantity + parts[1].quantity
    return OrderResponseLine(
        draw(numbers),
        answer,
        quantity,
        unit,
        quantity + (draw(positive) if less else 0),
        draw(money) if is_new else draw(optional(money)),
        descriptions=draw(few(text())) if substitutes else (),
        dates=() if schedule else draw(moments["ship"]) + draw(moments["delivery"]),
        notes=draw(notes),
        substitutes=substitutes,
        schedule=schedule,
    )


@cache
@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    answer = draw(st.sampled_from([a for a in Answer if a is not Answer.RECEIVED]))
    lines = () if answer is Answer.REJECTED else tuple(draw(st.lists(response_lines(), max_size=3)))
    return OrderResponse(
        draw(text()),
        draw(optional(dates)),
        draw(dates),
        answer,
        draw(maybe(text())),
        CURRENCY,
        draw(parties()),
        draw(references),
        (),
        lines,
        draw(contacts),
        draw(notes),
        totals=draw(st.builds(Totals, lines=amounts, tax=st.none() | amounts)),
        charges=draw(freight),
        delivery_terms=draw(optional(st.just(DeliveryTerms("DDP")))),
    )


@cache
@st.composite
def advices(draw: st.DrawFn) -> DespatchAdvice:
    numbered = st.builds(OrderReference, text(), st.none() | dates)
    own = tuple(draw(st.lists(numbered, min_size=1, max_size=2, unique_by=lambda o: o.number)))
    batch = st.builds(
        Batch, text(), quantity=st.none() | positive, best_before=st.none() | dates,
        produced=st.none() | dates,
    )  # fmt: skip
    serial = st.builds(Batch, serial=text())
    line = st.builds(
        DespatchLine,
        numbers,
        positive,
        units,
        order_line=numbers,
        products=products,
        descriptions=few(text()),
        ordered=st.none() | positive,
        batches=st.tuples(few(batch), few(serial)).map(lambda two: two[0] + two[1]),
        notes=notes,
    )
    lines = [
        DespatchLine(**{**_fields(each), "order_number": order.number})
        for order in own
        for each in draw(st.lists(line, max_size=2))
    ]
    return DespatchAdvice(
        draw(text()),
        draw(dates),
        draw(clocks),
        draw(st.sampled_from([Purpose.ORIGINAL, Purpose.REPLACEMENT, Purpose.CANCELLATION])),
        orders=own,
        parties=draw(parties()),
        contacts=draw(contacts),
        references=draw(references),
        dates=draw(either(moments["shipped"], moments["ship"]))
        + draw(moments["delivery"])
        + draw(moments["required-by"]),
        notes=draw(notes),
        lines=tuple(lines),
        delivery_terms=draw(delivery_terms),
        transport=draw(
            st.none()
            | st.builds(Transport, carrier=text(), name=text(), service=text(), tracking=text())
        ),
    )


def _fields(line: DespatchLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in names(line)}


billed_orders = few(st.builds(OrderReference, text(), st.none() | dates), 1)


periods = optional(st.builds(Period, dates, dates))


@cache
@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    kinds = [InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE, InvoiceKind.DEBIT_NOTE]
    orders_billed = draw(billed_orders)

    def line() -> InvoiceLine:
        unit, given = draw(units), draw(taxes)
        return InvoiceLine(
            draw(numbers),
            draw(positive),
            unit,
            draw(money),
            draw(st.sampled_from([Decimal(1), Decimal(1000)])),
            draw(st.none() | units.filter(lambda each: each != unit)),
            draw(money),
            draw(products),
            draw(few(text(), 1)),
            given[0].category if given else None,
            given,
            draw(charges),
            order_line=draw(numbers),
            notes=draw(notes),
        )

    lines = tuple(line() for _ in range(draw(st.integers(1, 3))))
    return Invoice(
        draw(text()),
        draw(dates),
        draw(st.sampled_from(kinds)),
        currency=CURRENCY,
        orders=orders_billed if lines else (),
        due=draw(optional(dates)),
        period=draw(periods),
        parties=draw(parties()),
        contacts=draw(contacts),
        references=draw(references),
        notes=draw(notes),
        lines=lines,
        charges=draw(charges),
        taxes=draw(taxes),
        totals=draw(st.builds(Totals, *[amounts] * 7, st.none(), amounts)),
        payment_terms=draw(payment_terms),
    )
