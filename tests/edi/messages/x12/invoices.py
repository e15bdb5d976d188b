"""Hypothesis strategies for invoices that X12 can carry."""

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

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
from tests.edi.strategies import either, few, optional

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


@cache
@st.composite
def taxed_charges(draw: st.DrawFn, currency: str) -> tuple[AllowanceCharge, ...]:
    given = draw(charges(currency))
    return tuple(replace(each, tax=draw(optional(tax_categories))) for each in given)


@cache
@st.composite
def invoice_lines(draw: st.DrawFn, currency: str) -> InvoiceLine:
    priced = draw(st.booleans())
    paid_in = draw(either(st.just(currency), currencies)) if priced else currency
    stated = draw(taxes(paid_in))
    return InvoiceLine(
        number=draw(text(20)),
        quantity=draw(quantities) if priced else None,
        unit=draw(units) if priced else None,
        price=Money(draw(prices), paid_in) if priced else None,
        price_per=draw(st.sampled_from([Decimal(1), Decimal(100)])) if priced else Decimal(1),
        products=draw(few(product_ids, 10)),
        descriptions=draw(few(text(80), 2)),
        tax=stated[0].category if stated else draw(optional(tax_categories)),
        taxes=stated,
        charges=draw(taxed_charges(paid_in)),
        order_number=draw(maybe(30)),
        order_line=draw(maybe(30)),
        dates=draw(few(moments, 2)),
        period=draw(optional(periods)),
        parties=draw(few(parties, 1)),
        references=draw(few(references, 2)),
    )


@cache
@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    currency = draw(currencies)
    kind, code, purpose = draw(st.sampled_from(KINDS))
    orders = st.builds(OrderReference, text(22))
    lines = tuple(draw(st.lists(invoice_lines(currency), max_size=3)))
    stated = draw(taxes(currency))
    if any(line.taxes for line in lines):
        lines = lines if stated else tuple(replace(line, taxes=()) for line in lines)
    terms = draw(optional(payment_terms(currency)))
    due = terms.due if terms else draw(optional(st.dates(date(2026, 1, 1), date(2030, 1, 1))))
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
        period=draw(optional(periods)),
        buyer_reference=draw(maybe(30)),
        parties=draw(few(parties, 2)),
        contacts=draw(few(contacts, 2)),
        references=draw(few(references, 2)),
        dates=draw(few(moments, 3)),
        notes=draw(few(text(264), 2)),
        lines=lines,
        charges=draw(taxed_charges(currency)),
        taxes=stated,
        payment_terms=terms,
        delivery_terms=draw(optional(delivery_terms)),
        transport=draw(optional(transport)),
    )
    return replace(invoice, totals=Totals(payable=compute_totals(invoice).payable))
