"""Hypothesis strategies for documents that X12 can carry."""

from datetime import date, time
from decimal import Decimal

from hypothesis import strategies as st

from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.totals import Totals

_LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="*~:^\ufffd"
)


def text(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Text that survives X12: no separators, no control characters, no blank at the end."""
    inner = st.text(_LETTERS | st.just(" "), max_size=max(longest - 1, 0))
    return st.builds(
        lambda body, last: (body + last).lstrip().rjust(shortest, "0"), inner, _LETTERS
    )


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
    st.lists(text(55), max_size=4).map(tuple),
    maybe(30, 2),
    st.just("") | codes2,
    maybe(15, 3),
    st.just("") | codes2,
)
parties = st.builds(
    Party,
    st.sampled_from(["buyer", "seller", "ship-to", "bill-to", "x12:Z7"]),
    text(60),
    st.lists(identifiers, max_size=1).map(tuple),
    st.lists(text(60), max_size=4).map(tuple),
    addresses,
    st.lists(contacts, max_size=2).map(tuple),
    st.lists(references, max_size=2).map(tuple),
)
notes = st.lists(text(264), max_size=2).map(tuple)


@st.composite
def lines(draw: st.DrawFn, number: int, currency: str) -> OrderLine:
    quantity = draw(st.none() | amounts)
    price = draw(st.none() | st.builds(Money, amounts, st.just(currency) | currencies))
    return OrderLine(
        number=draw(st.just(str(number)) | text(20)),
        quantity=quantity,
        unit=None if quantity is None else draw(st.none() | units),
        price=price,
        price_basis=draw(st.sampled_from(["", "net", "x12:ZZ"])) if price else "",
        products=draw(st.lists(product_ids, max_size=10).map(tuple)),
        descriptions=draw(st.lists(text(80), max_size=2).map(tuple)),
        dates=draw(st.lists(moments, max_size=2).map(tuple)),
        references=draw(st.lists(references, max_size=2).map(tuple)),
        parties=draw(st.lists(parties, max_size=1).map(tuple)),
        notes=draw(notes),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(st.just("") | currencies)
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
        parties=draw(st.lists(parties, max_size=3).map(tuple)),
        contacts=draw(st.lists(contacts, max_size=3).map(tuple)),
        references=draw(st.lists(references, max_size=3).map(tuple)),
        dates=draw(st.lists(moments, max_size=3).map(tuple)),
        notes=draw(notes),
        lines=tuple(draw(lines(n, currency)) for n in range(1, count + 1)),
        totals=draw(st.none() | st.builds(Totals, payable=amounts)),
    )


@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    currency = draw(currencies)
    line = st.builds(
        OrderResponseLine,
        text(20),
        st.sampled_from(LineAnswer),
        amounts,
        units,
        st.none() | amounts,
        st.none() | st.builds(Money, amounts, st.just(currency)),
        st.lists(product_ids, max_size=10).map(tuple),
        st.lists(text(80), max_size=2).map(tuple),
        st.lists(st.builds(Moment, st.just("ship"), dates), max_size=2).map(tuple),
    )
    return draw(
        st.builds(
            OrderResponse,
            text(22),
            dates,
            dates,
            st.sampled_from(Answer),
            maybe(30),
            st.just(currency),
            st.lists(parties, max_size=2).map(tuple),
            st.lists(references, max_size=2).map(tuple),
            st.lists(moments, max_size=2).map(tuple),
            st.lists(line, max_size=3).map(tuple),
        )
    )
