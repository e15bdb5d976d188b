"""Hypothesis strategies for invoices that X12 can carry."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from edi.canonical.charges import AllowanceCharge
from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Money, Period
from edi.canonical.terms import Transport
from edi.canonical.totals import Totals, compute_totals
from tests.edi.messages.x12.orders import (
    charges,
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
    taxes,
    text,
    units,
)

KINDS = [
    (InvoiceKind.INVOICE, "", ""),
    (InvoiceKind.CREDIT_NOTE, "", ""),
    (InvoiceKind.DEBIT_NOTE, "", "x12:07"),
    (InvoiceKind.CORRECTED, "", ""),
    (InvoiceKind.OTHER, "x12:FD", ""),
]
quantities = st.decimals(Decimal(0), Decimal(99999), allow_nan=False, places=2)
prices = st.decimals(Decimal(0), Decimal(9999), allow_nan=False, places=2)
periods = st.builds(Period, dates, st.none() | dates)


@st.composite
def taxed_charges(draw: st.DrawFn, currency: str) -> tuple[AllowanceCharge, ...]:
    given = draw(charges(currency))
    return tuple(replace(each, tax=draw(st.none() | tax_categories)) for each in given)


@st.composite
def invoice_lines(draw: st.DrawFn, currency: str) -> InvoiceLine:
    priced = draw(st.booleans())
    paid_in = draw(st.just(currency) | currencies) if priced else currency
    stated = draw(taxes(paid_in))
    return InvoiceLine(
        number=draw(text(20)),
        quantity=draw(quantities) if priced else None,
        unit=draw(units) if priced else None,
        price=Money(draw(prices), paid_in) if priced else None,
        price_per=draw(st.sampled_from([Decimal(1), Decimal(100)])) if priced else Decimal(1),
        products=draw(st.lists(product_ids, max_size=10).map(tuple)),
        descriptions=draw(st.lists(text(80), max_size=2).map(tuple)),
        tax=stated[0].category if stated else draw(st.none() | tax_categories),
        taxes=stated,
        charges=draw(taxed_charges(paid_in)),
        order_number=draw(maybe(30)),
        order_line=draw(maybe(30)),
        dates=draw(st.lists(moments, max_size=2).map(tuple)),
        period=draw(st.none() | periods),
        parties=draw(st.lists(parties, max_size=1).map(tuple)),
        references=draw(st.lists(references, max_size=2).map(tuple)),
    )


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    currency = draw(currencies)
    kind, code, purpose = draw(st.sampled_from(KINDS))
    orders = st.builds(OrderReference, text(22))
    lines = tuple(draw(st.lists(invoice_lines(currency), max_size=3)))
    stated = draw(taxes(currency))
    if any(line.taxes for line in lines):
        lines = lines if stated else tuple(replace(line, taxes=()) for line in lines)
    terms = draw(st.none() | payment_terms(currency))
    due = terms.due if terms else draw(st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)))
    transport = st.builds(
        Transport,
        st.sampled_from(["", "road", "x12:U"]),
        st.sampled_from(["", "HLOG", "UPS"]),
        text(35),
        st.sampled_from(["", "x12:ON"]),
        maybe(10),
        maybe(30),
    )
    invoice = Invoice(
        number=draw(text(22)),
        issued=draw(dates),
        kind=kind,
        kind_code=code,
        purpose_code=purpose,
        currency=currency,
        orders=tuple(draw(st.lists(orders, max_size=3))),
        due=due,
        period=draw(st.none() | periods),
        buyer_reference=draw(maybe(30)),
        parties=draw(st.lists(parties, max_size=2).map(tuple)),
        contacts=draw(st.lists(contacts, max_size=2).map(tuple)),
        references=draw(st.lists(references, max_size=2).map(tuple)),
        dates=draw(st.lists(moments, max_size=3).map(tuple)),
        notes=draw(st.lists(text(264), max_size=2).map(tuple)),
        lines=lines,
        charges=draw(taxed_charges(currency)),
        taxes=stated,
        payment_terms=terms,
        delivery_terms=draw(st.none() | delivery_terms),
        transport=draw(st.none() | transport),
    )
    return replace(invoice, totals=Totals(payable=compute_totals(invoice).payable))
