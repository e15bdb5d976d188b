"""The bench's orders as UBL has them: Peppol orders, and EN 16931 invoices for what was ordered.

UBL states more than X12 does: what each line comes to, sums, electronic addresses, tax.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from bench.edi_orders import orders
from edi.canonical.charges import TaxAmount, TaxCategory
from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceLine
from edi.canonical.measures import Moment, Money
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Identifier, Party
from edi.canonical.terms import PaymentMeans, PaymentTerms
from edi.canonical.totals import Totals
from edi.messages import ubl

_RATE = Decimal(19)
_TAX = TaxCategory("VAT", "S", _RATE)
_CENT = Decimal("0.01")
_BUYER, _SELLER = "5412345000013", "4012345000023"
_IBAN = "DE89370400440532013000"


class _Sums(NamedTuple):
    net: Decimal
    tax: Decimal

    @property
    def totals(self) -> Totals:
        gross = self.net + self.tax
        return Totals(lines=self.net, net=self.net, tax=self.tax, gross=gross, payable=gross)


def peppol_orders(seed: int) -> Iterator[bytes]:
    """Yield orders that follow Peppol BIS Order 3 without even a warning."""
    for order in orders(seed):
        yield ubl.write_order(_stated(order), profile=ubl.PEPPOL_ORDER).data


def invoices(seed: int) -> Iterator[bytes]:
    """Yield invoices that follow EN 16931, one for each order."""
    for order in orders(seed):
        yield ubl.write_invoice(_invoice(order), profile=ubl.EN_16931).data


def _stated(order: Order) -> Order:
    lines = tuple(replace(line, stated_amount=line.amount, tax=_TAX) for line in order.lines)
    valid_until = Moment("cancel-after", order.issued + timedelta(90))
    return replace(
        order,
        lines=lines,
        parties=tuple(_addressed(party) for party in order.parties),
        dates=(*order.dates, valid_until),
        totals=_sums(order).totals,
    )


def _sums(order: Order) -> _Sums:
    net = sum((line.amount.amount for line in order.lines if line.amount), Decimal(0))
    return _Sums(net.quantize(_CENT), (net * _RATE / 100).quantize(_CENT))


def _addressed(party: Party) -> Party:
    """Give a side an electronic address, a register and a VAT number."""
    if party.role == "ship-to":
        return party
    number = Identifier("GLN", _BUYER if party.role == "buyer" else _SELLER)
    vat = Identifier("VAT", "PL1234567890" if party.role == "buyer" else "DE123456789")
    return replace(party, endpoint=number, registration=number, tax_ids=(vat,))


def _invoice(order: Order) -> Invoice:
    sums = _sums(order)
    tax = TaxAmount(_TAX, Money(sums.tax, order.currency), Money(sums.net, order.currency))
    return Invoice(
        order.number.replace("PO", "IN"),
        order.issued + timedelta(10),
        currency=order.currency,
        orders=(OrderReference(order.number),),
        due=order.issued + timedelta(40),
        parties=tuple(_addressed(party) for party in order.parties),
        dates=(Moment("delivered", order.issued + timedelta(9)),),
        lines=tuple(_invoice_line(line) for line in order.lines),
        taxes=(tax,),
        totals=sums.totals,
        payment_terms=PaymentTerms(note="30 days net"),
        payment_means=(PaymentMeans("30", _IBAN, reference=order.number),),
    )


def _invoice_line(line: OrderLine) -> InvoiceLine:
    return InvoiceLine(
        line.number,
        line.quantity,
        line.unit,
        line.price,
        stated_amount=line.amount,
        products=line.products,
        descriptions=line.descriptions,
        tax=_TAX,
        order_line=line.number,
        notes=line.notes,
    )
