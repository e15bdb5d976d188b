"""Hypothesis strategies for documents that X12 can carry."""

from datetime import date, time
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Moment, Money, Unit
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
from tests.edi.strategies import either, few, optional

_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="*~:^\ufffd"
)


@cache
def text(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Text that survives X12: no separators, no control characters, no blank at the end."""
    inner = st.text(_LETTERS | st.just(" "), max_size=max(longest - 1, 0))
    return st.builds(
        lambda body, last: (body + last).lstrip().rjust(shortest, "0"), inner, _LETTERS
    )


@cache
def maybe(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    return st.just("") | text(longest, shortest)


codes2 = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=2)
currencies = st.sampled_from(["EUR", "USD", "PLN"])
dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
times = st.builds(
    lambda h, m, s, hundredths: time(h, m, s, hundredths * 10_000),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.integers(0, 99),
)
amounts = st.decimals(
    Decimal(-9999999999), Decimal(9999999999), allow_nan=False, places=4
) | st.sampled_from([Decimal("1E+5"), Decimal("0.00"), Decimal(12)])
units = st.builds(Unit, st.sampled_from(["EA", "H87", "KGM", "XCT", "MTR", "x12:KI", "C62"]))
identifiers = st.builds(
    Identifier, st.sampled_from(["GLN", "DUNS", "BUYER", "SELLER", "MUTUAL", "x12:93"]), text(80, 2)
)
product_ids = st.builds(
    Identifier, st.sampled_from(["SELLER", "BUYER", "GTIN-13", "SKU", "x12:CB"]), text(48)
)
references = st.builds(
    Reference, st.sampled_from(["contract", "department", "x12:PS"]), text(30), maybe(80)
)
moments = st.builds(
    Moment, st.sampled_from(["delivery", "ship", "x12:999"]), dates, st.none() | times
)
contacts = st.builds(
    Contact,
    st.sampled_from(["buyer", "order", "x12:AP"]),
    maybe(60),
    st.lists(
        st.builds(Channel, st.sampled_from(["phone", "email", "x12:UR"]), text(80)), max_size=3
    ).map(tuple),
)
addresses = st.builds(
    Address,
    few(text(55), 4),
    maybe(30, 2),
    st.just("") | codes2,
    maybe(15, 3),
    st.just("") | codes2,
)
tax_ids = st.builds(Identifier, st.sampled_from(["VAT", "TAX"]), text(30))
parties = st.builds(
    Party,
    st.sampled_from(["buyer", "seller", "ship-to", "bill-to", "x12:Z7"]),
    text(60),
    few(identifiers, 1),
    few(text(60), 4),
    addresses,
    few(contacts, 2),
    few(references, 2),
    few(tax_ids, 2),
)
cents = st.decimals(Decimal(0), Decimal(9999999), allow_nan=False, places=2)
percents = st.decimals(Decimal(0), Decimal("99.99"), allow_nan=False, places=2)


@cache
def money(currency: str) -> st.SearchStrategy[Money]:
    return st.builds(Money, cents, st.just(currency))


@cache
def charges(currency: str) -> st.SearchStrategy[tuple[AllowanceCharge, ...]]:
    one = st.builds(
        AllowanceCharge,
        st.booleans(),
        st.none() | money(currency),
        st.none() | percents,
        code=st.sampled_from(["", "freight", "discount", "x12:D270", "x12:VI/AB1"]),
        reason=maybe(80),
    )
    return few(one, 2)


tax_categories = st.builds(
    TaxCategory,
    st.sampled_from(["VAT", "GST", "sales-tax", "x12:CS"]),
    st.just("S"),
    st.decimals(Decimal("0.01"), Decimal(99), allow_nan=False, places=2),
) | st.sampled_from(
    [
        TaxCategory("VAT", "Z", Decimal(0)),
        TaxCategory("VAT", "E"),
        TaxCategory("VAT", "G", Decimal(0)),
        TaxCategory("VAT", "E", exemption_code="x12:5"),
    ]
)


@cache
def taxes(currency: str) -> st.SearchStrategy[tuple[TaxAmount, ...]]:
    rated = tax_categories.filter(lambda category: category.rate is not None)
    one = st.builds(TaxAmount, rated, money(currency), st.none() | money(currency))
    return few(one, 2)


@cache
@st.composite
def payment_terms(draw: st.DrawFn, currency: str) -> PaymentTerms:
    days = draw(optional(st.integers(0, 999)))
    return PaymentTerms(
        note=draw(maybe(80)),
        kind=draw(st.sampled_from(["x12:05", "x12:14"])),
        due=draw(optional(dates)),
        net_days=draw(optional(st.integers(0, 999))),
        discount_percent=None if days is None else draw(optional(percents)),
        discount_days=days,
        discount_due=draw(optional(dates)),
        discount=None if days is None else draw(optional(money(currency))),
    )


delivery_terms = st.builds(
    DeliveryTerms,
    st.sampled_from(["", "DAP", "EXW", "x12:02/ABC"]),
    maybe(80),
    st.sampled_from(["", "seller", "buyer", "third-party", "x12:DE"]),
)
transports = st.builds(
    Transport,
    st.sampled_from(["", "road", "sea", "x12:U"]),
    st.just("") | text(20, 2),
    text(35),
    st.sampled_from(["", "x12:ON"]),
)
notes = few(text(264), 2)


stated_totals = optional(st.builds(Totals, payable=amounts))


@cache
def prices(currency: str) -> st.SearchStrategy[Money | None]:
    return st.none() | st.builds(Money, amounts, st.just(currency) | currencies)


@cache
@st.composite
def lines(draw: st.DrawFn, number: int, currency: str) -> OrderLine:
    quantity = draw(optional(amounts))
    price = draw(prices(currency))
    paid_in = price.currency if price else currency
    per = draw(st.sampled_from([Decimal(1), Decimal(100), Decimal(12)])) if price else Decimal(1)
    basis = draw(st.sampled_from(["", "net", "x12:ZZ"])) if price and per == 1 else ""
    return OrderLine(
        number=draw(either(st.just(str(number)), text(20))),
        quantity=quantity,
        unit=None if quantity is None else draw(optional(units)),
        price=price,
        price_basis="x12:HP" if per == 100 else basis,
        products=draw(few(product_ids, 10)),
        descriptions=draw(few(text(80), 2)),
        dates=draw(few(moments, 2)),
        references=draw(few(references, 2)),
        parties=draw(few(parties, 1)),
        notes=draw(notes),
        charges=draw(charges(paid_in)),
        price_per=per,
        tax=draw(optional(tax_categories)),
        stated_amount=draw(optional(money(paid_in))),
    )


@cache
@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(either(st.just(""), currencies))
    purpose = draw(st.sampled_from(Purpose))
    count = draw(st.integers(1, 4))
    return Order(
        number=draw(text(22)),
        issued=draw(dates),
        purpose=purpose,
        purpose_code="x12:22" if purpose is Purpose.OTHER else "",
        kind=draw(st.sampled_from(["stand-alone", "rush", "x12:KN"])),
        release=draw(maybe(30)),
        contract=draw(maybe(30)),
        currency=currency,
        parties=draw(few(parties, 3)),
        contacts=draw(few(contacts, 3)),
        references=draw(few(references, 3)),
        dates=draw(few(moments, 3)),
        notes=draw(notes),
        lines=tuple(draw(lines(n, currency)) for n in range(1, count + 1)),
        totals=draw(stated_totals),
        charges=draw(charges(currency)),
        taxes=draw(taxes(currency)),
        payment_terms=draw(optional(payment_terms(currency))),
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transports)),
    )


@cache
@st.composite
def changes(draw: st.DrawFn) -> OrderChange:
    """Order changes: an order's heading, and what to do with its lines."""
    order = draw(orders())
    measured = [
        line if line.unit or line.quantity is None else replace(line, unit=Unit("EA"))
        for line in order.lines
    ]
    return OrderChange(
        order_number=order.number,
        issued=draw(dates),
        order_issued=order.issued,
        number=draw(maybe(45)),
        sequence=draw(optional(st.integers(0, 99999999))),
        purpose=order.purpose,
        purpose_code=order.purpose_code,
        kind=order.kind,
        release=order.release,
        contract=order.contract,
        currency=order.currency,
        parties=order.parties,
        contacts=order.contacts,
        references=order.references,
        dates=order.dates,
        notes=order.notes,
        lines=tuple(draw(line_changes(line)) for line in measured),
        totals=order.totals,
        charges=order.charges,
        taxes=order.taxes,
        payment_terms=order.payment_terms,
        delivery_terms=order.delivery_terms,
        transport=order.transport,
    )


def line_changes(line: OrderLine) -> st.SearchStrategy[LineChange]:
    left = st.none() | st.decimals(Decimal(0), Decimal(9999), allow_nan=False, places=2)
    action = st.sampled_from(
        [
            *((action, "") for action in LineAction),
            (LineAction.CHANGE, "x12:QI"),
            (LineAction.REPLACE, "x12:RE"),
        ]
    )
    return st.builds(lambda a, n: LineChange(a[0], line, n, a[1]), action, left)


confirmations = st.lists(
    st.builds(
        Confirmation,
        st.sampled_from(LineAnswer),
        amounts,
        units,
        few(st.builds(Moment, st.just("ship"), dates), 2),
    ),
    min_size=2,
    max_size=3,
)


@cache
@st.composite
def response_lines(draw: st.DrawFn, currency: str) -> OrderResponseLine:
    answer = draw(st.sampled_from(LineAnswer))
    whole = draw(st.booleans())
    parts = () if whole else tuple(draw(confirmations))
    if parts:
        answers = {each.answer for each in parts}
        answer = answers.pop() if len(answers) == 1 else LineAnswer.CHANGED
    refused = {LineAnswer.REJECTED, LineAnswer.BACKORDERED}
    coming = sum((p.quantity for p in parts if p.answer not in refused), Decimal(0))
    price = draw(prices(currency))
    return OrderResponseLine(
        number=draw(text(20)),
        answer=answer,
        quantity=coming if parts else draw(amounts),
        unit=parts[0].unit if parts else draw(units),
        ordered=draw(optional(amounts)),
        price=price,
        products=draw(few(product_ids, 10)),
        descriptions=draw(few(text(80), 2)),
        dates=draw(few(moments, 3)),
        price_per=draw(st.sampled_from([Decimal(1), Decimal(1000), Decimal(7)]))
        if price
        else Decimal(1),
        references=draw(few(references, 2)),
        notes=draw(notes),
        substitutes=draw(few(product_ids, 3)) if answer is LineAnswer.SUBSTITUTED else (),
        schedule=parts,
    )


@cache
@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    currency = draw(currencies)
    return OrderResponse(
        order_number=draw(text(22)),
        order_issued=draw(dates),
        issued=draw(dates),
        answer=draw(st.sampled_from(Answer)),
        number=draw(maybe(30)),
        currency=currency,
        parties=draw(few(parties, 2)),
        references=draw(few(references, 2)),
        dates=draw(few(moments, 2)),
        lines=tuple(draw(st.lists(response_lines(currency), max_size=3))),
        contacts=draw(few(contacts, 2)),
        notes=draw(notes),
        change_number=draw(maybe(8)),
        totals=draw(stated_totals),
        charges=draw(charges(currency)),
        payment_terms=draw(optional(payment_terms(currency))),
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transports)),
    )
