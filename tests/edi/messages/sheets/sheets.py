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


def parties(draw: st.DrawFn) -> tuple[Party, ...]:
    buyer = Party(
        "buyer", draw(maybe(text())), draw(few(st.builds(Identifier, st.just("GLN"), text()), 1))
    )
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

    moment = st.builds(Moment, st.just("delivery"), dates, st.none() | moments_of_day.filter(bool))
    lines = tuple(
        OrderLine(
            draw(either(st.just(str(n)), text())),
            draw(amounts),
            draw(units),
            draw(prices(currency)),
            products=products(),
            descriptions=draw(few(text(), 1)),
            dates=draw(few(moment.filter(_is_not_midnight), 1)),
            tax=draw(optional(st.builds(TaxCategory, rate=amounts))),
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    )
    return Order(
        draw(text()),
        draw(dates),
        kind=draw(st.sampled_from(["stand-alone", "rush", "x12:KN"])),
        currency=currency,
        parties=parties(draw),
        references=draw(few(st.builds(Reference, st.just("contract"), text()), 1)),
        dates=draw(few(moment.filter(_is_not_midnight), 1)),
        notes=draw(few(text(), 1)),
        lines=lines,
        totals=draw(optional(st.builds(Totals, payable=amounts))),
    )


def _is_not_midnight(moment: Moment) -> bool:
    return moment.time != time()


@cache
@st.composite
def responses(draw: st.DrawFn) -> OrderResponse:
    line = st.builds(
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
    return OrderResponse(
        draw(text()),
        draw(optional(dates)),
        draw(dates),
        draw(st.sampled_from(Answer)),
        draw(maybe(text())),
        "EUR",
        lines=tuple(draw(st.lists(line, max_size=3))),
    )


@cache
@st.composite
def advices(draw: st.DrawFn) -> DespatchAdvice:
    batch = st.builds(Batch, text(), best_before=st.none() | dates)
    line = st.builds(
        DespatchLine,
        text(),
        amounts,
        st.none() | units,
        products=few(st.builds(Identifier, st.just("GTIN-13"), text()), 1),
        batches=few(batch, 1),
    )
    return DespatchAdvice(
        draw(text()),
        draw(dates),
        draw(optional(moments_of_day)),
        orders=draw(few(st.builds(OrderReference, text()), 1)),
        parties=draw(few(st.builds(Party, st.just("seller"), text()), 1)),
        measures=draw(
            few(st.builds(Measure, st.just("gross-weight"), amounts, st.none() | units), 1)
        ),
        lines=tuple(draw(st.lists(line, max_size=3))),
        transport=draw(optional(st.builds(Transport, tracking=text()))),
    )


@cache
@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    line = st.builds(
        InvoiceLine,
        text(),
        st.none() | amounts,
        price=prices("USD"),
        price_per=st.sampled_from([Decimal(1), Decimal(100)]),
        stated_amount=prices("USD"),
        products=few(st.builds(Identifier, st.just("SELLER"), text()), 1),
    )
    tax = st.builds(TaxAmount, st.builds(TaxCategory, rate=amounts), prices("USD").filter(bool))
    adds = st.tuples(
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
    seller = st.builds(
        Party, st.just("seller"), tax_ids=st.builds(lambda v: (Identifier("VAT", v),), text())
    )
    return Invoice(
        draw(text()),
        draw(dates),
        draw(st.sampled_from(InvoiceKind)),
        currency="USD",
        due=draw(optional(dates)),
        orders=draw(few(st.builds(OrderReference, text()), 1)),
        parties=draw(few(seller, 1)),
        lines=tuple(draw(st.lists(line, max_size=3))),
        charges=sum(draw(adds), ()),
        taxes=draw(few(tax, 1)),
        totals=draw(optional(st.builds(Totals, payable=amounts))),
        payment_terms=draw(optional(st.builds(PaymentTerms, net_days=st.integers(0, 999)))),
    )
