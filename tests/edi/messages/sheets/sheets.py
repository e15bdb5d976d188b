"""Sheets that tests share, and documents that the maps of `maps` can say."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Measure, Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Address, Identifier, Party, Reference
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.terms import PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.messages.results import MessageResult, Unreadable
from edi.messages.sheets import ColumnMap, Result, SheetResult, read_csv, read_xlsx
from edi.syntax.faults import Fault
from tests.edi.strategies import either, few, optional

HEADINGS = "Order no.;Date;Article;Qty;Unit;Price"


def csv_of(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *rows]).encode()


def xlsx_of(rows: Iterable[Sequence[Any]], sheet: str = "Orders") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def results_of(data: bytes, made: ColumnMap) -> list[Result]:
    read = read_xlsx if data.startswith(b"PK") else read_csv
    return list(read(io.BytesIO(data), made))


def documents_of(data: bytes, made: ColumnMap) -> list[Any]:
    results = results_of(data, made)
    assert not faults_of(results)
    return [result.document for result in results if isinstance(result, MessageResult)]


def faults_of(results: Iterable[Result]) -> list[Fault]:
    found: list[Fault] = []
    for result in results:
        if isinstance(result, MessageResult | SheetResult):
            found += result.faults
        if isinstance(result, Unreadable):
            found.append(result.fault)
    return found


@cache
def text(longest: int = 30) -> st.SearchStrategy[str]:
    """Text that a cell can hold, formulas among them; no blanks around, no shortened numbers."""
    marks = st.characters(codec="cp1252", exclude_categories=("Cc", "Cs"))
    starts = st.sampled_from(
        ["", "", "=", "+", "-", "@", "'", "'=", "''@", '"', ";", "line\nbreak"]
    )
    return (
        st.builds(
            lambda start, body: (start + body).strip(), starts, st.text(marks, max_size=longest)
        )
        .filter(bool)
        .filter(lambda value: "e+" not in value.casefold())
    )


@cache
def maybe(values: st.SearchStrategy[Any], blank: Any = "") -> st.SearchStrategy[Any]:
    return st.just(blank) | values


dates = st.dates(date(1, 1, 1), date(9999, 12, 31))
moments_of_day = st.builds(time, st.integers(0, 23), st.integers(0, 59))
amounts = st.decimals(Decimal(-9999999), Decimal(9999999), allow_nan=False, places=4) | (
    st.sampled_from([Decimal(0), Decimal("1E+3"), Decimal("0.00"), Decimal("12345678901234567.89")])
)
units = st.sampled_from([Unit("H87"), Unit("KGM"), Unit("MTR")])


@cache
def prices(currency: str) -> st.SearchStrategy[Money | None]:
    return st.none() | st.builds(Money, amounts, st.just(currency))


def _is_not_midnight(moment: Moment) -> bool:
    return moment.time != time()


_GLNS = few(st.builds(Identifier, st.just("GLN"), text()), 1)
_DELIVERIES = few(
    st.builds(Moment, st.just("delivery"), dates, st.none() | moments_of_day.filter(bool)).filter(
        _is_not_midnight
    ),
    1,
)
_TAX_CATEGORIES = optional(st.builds(TaxCategory, rate=amounts))
_CONTRACTS = few(st.builds(Reference, st.just("contract"), text()), 1)
_TOTALS = optional(st.builds(Totals, payable=amounts))
_ORDER_REFERENCES = few(st.builds(OrderReference, text()), 1)
_SELLERS = few(st.builds(Party, st.just("seller"), text()), 1)
_TRANSPORTS = optional(st.builds(Transport, tracking=text()))
_WEIGHTS = few(st.builds(Measure, st.just("gross-weight"), amounts, st.none() | units), 1)


def parties(draw: st.DrawFn) -> tuple[Party, ...]:
    buyer = Party("buyer", draw(maybe(text())), draw(_GLNS))
    street, city = draw(few(text(), 1)), draw(maybe(text()))
    ship_to = Party("ship-to", address=Address(street, city))
    return tuple(
        party for party in (buyer, ship_to) if party not in (Party("buyer"), Party("ship-to"))
    )


@cache
@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(st.sampled_from(["EUR", "PLN"]))

    def products() -> tuple[Identifier, ...]:
        schemes = ("SELLER", "GTIN-13")
        return tuple(Identifier(s, draw(text())) for s in schemes if draw(st.booleans()))

    lines = tuple(
        OrderLine(
            draw(either(st.just(str(n)), text())),
            draw(amounts),
            draw(units),
            draw(prices(currency)),
            products=products(),
            descriptions=draw(few(text(), 1)),
            dates=draw(_DELIVERIES),
            tax=draw(_TAX_CATEGORIES),
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    )
    return Order(
        draw(text()),
        draw(dates),
        kind=draw(st.sampled_from(["stand-alone", "rush", "x12:KN"])),
        currency=currency,
        parties=parties(draw),
        references=draw(_CONTRACTS),
        dates=draw(_DELIVERIES),
        notes=draw(few(text(), 1)),
        lines=lines,
        totals=draw(_TOTALS),
    )


_RESPONSE_LINES = st.builds(
    OrderResponseLine,
    text(),
    st.sampled_from(LineAnswer),
    amounts,
    st.none() | units,
    st.none() | amounts,
    prices("EUR"),
    few(st.builds(Identifier, st.just("BUYER"), text()), 1),
    dates=few(st.builds(Moment, st.just("ship"), dates), 1),
)


@cache
@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    return OrderResponse(
        draw(text()),
        draw(optional(dates)),
        draw(dates),
        draw(st.sampled_from(Answer)),
        draw(maybe(text())),
        "EUR",
        lines=draw(few(_RESPONSE_LINES, 3)),
    )


_BATCHES = st.builds(Batch, text(), best_before=st.none() | dates)
_DESPATCH_LINES = st.builds(
    DespatchLine,
    text(),
    amounts,
    st.none() | units,
    products=few(st.builds(Identifier, st.just("GTIN-13"), text()), 1),
    batches=few(_BATCHES, 1),
)


@cache
@st.composite
def advices(draw: st.DrawFn) -> DespatchAdvice:
    return DespatchAdvice(
        draw(text()),
        draw(dates),
        draw(optional(moments_of_day)),
        orders=draw(_ORDER_REFERENCES),
        parties=draw(_SELLERS),
        measures=draw(_WEIGHTS),
        lines=draw(few(_DESPATCH_LINES, 3)),
        transport=draw(_TRANSPORTS),
    )


_INVOICE_LINES = st.builds(
    InvoiceLine,
    text(),
    st.none() | amounts,
    price=prices("USD"),
    price_per=st.sampled_from([Decimal(1), Decimal(100)]),
    stated_amount=prices("USD"),
    products=few(st.builds(Identifier, st.just("SELLER"), text()), 1),
)
_TAXES = st.builds(TaxAmount, st.builds(TaxCategory, rate=amounts), prices("USD").filter(bool))
_CHARGES = st.tuples(
    *(
        few(
            st.builds(
                AllowanceCharge,
                st.just(is_charge),
                prices("USD").filter(bool),
                code=st.just(code),
            ),
            1,
        )
        for is_charge, code in ((True, "freight"), (False, "discount"))
    )
)
_TAXED_SELLERS = st.builds(
    Party, st.just("seller"), tax_ids=st.builds(lambda v: (Identifier("VAT", v),), text())
)


@cache
@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    return Invoice(
        draw(text()),
        draw(dates),
        draw(st.sampled_from(InvoiceKind)),
        currency="USD",
        due=draw(optional(dates)),
        orders=draw(_ORDER_REFERENCES),
        parties=draw(few(_TAXED_SELLERS, 1)),
        lines=draw(few(_INVOICE_LINES, 3)),
        charges=sum(draw(_CHARGES), ()),
        taxes=draw(few(_TAXES, 1)),
        totals=draw(_TOTALS),
        payment_terms=draw(optional(st.builds(PaymentTerms, net_days=st.integers(0, 999)))),
    )
