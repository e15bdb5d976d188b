"""Order, and back."""

from collections.abc import Iterable
from datetime import date

from edi.canonical.orders import Order, Purpose
from edi.messages.ubl import codes
from edi.messages.ubl.charges import (
    read_charges,
    read_currency,
    read_tax_totals,
    read_taxes,
    read_totals,
    write_charges,
    write_taxes,
    write_totals,
)
from edi.messages.ubl.drafts import Draft
from edi.messages.ubl.headers import (
    REFERENCES,
    VALID,
    first,
    read_carriage,
    read_dates,
    read_parties,
    write_delivery,
    write_parties,
)
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.order_lines import read_line, write_line
from edi.messages.ubl.references import read_references, write_references
from edi.messages.ubl.tables import document
from edi.messages.ubl.taking import day, text, texts, truth
from edi.messages.ubl.terms import (
    read_delivery_terms,
    read_payment_terms,
    write_delivery_terms,
    write_payment_terms,
    write_span,
)

_REFERENCES = {
    **REFERENCES,
    "previous-order": ("OrderDocumentReference", "ID"),
    "catalogue": ("CatalogueReference", "ID"),
    "project": ("ProjectReference", "ID"),
}


def read_order(root: Group, *, percent: bool, lines: Iterable[Group]) -> Order:
    """Read a sound Order and its `lines`; `percent` as in `charges.read_charges`."""
    currency = read_currency(root)
    tax, _other = read_tax_totals(root, currency)
    return Order(
        number=text(root, "ID"),
        issued=day(root, "IssueDate") or date.min,
        purpose=Purpose.DUPLICATE if truth(root, "CopyIndicator") else Purpose.ORIGINAL,
        kind=codes.ORDER_KINDS.name(text(root, "OrderTypeCode")) or "stand-alone",
        contract=text(root, "Contract", "ID"),
        currency=currency,
        parties=read_parties(root),
        references=read_references(root, _REFERENCES),
        dates=read_dates(root.group("Delivery"), root.group("ValidityPeriod")),
        notes=texts(root, "Note"),
        lines=tuple([read_line(line, percent=percent) for line in lines]),
        totals=read_totals(root.group("AnticipatedMonetaryTotal"), tax),
        charges=read_charges(root, percent=percent),
        taxes=read_taxes(root),
        payment_terms=read_payment_terms(root.groups("PaymentTerms")),
        delivery_terms=read_delivery_terms(root.group("DeliveryTerms")),
        transport=read_carriage(root),
    )


def draft_order(order: Order) -> Draft:
    """Draft an Order."""
    currency = order.currency
    return {
        "ID": order.number,
        "IssueDate": order.issued,
        "CopyIndicator": True if order.purpose is Purpose.DUPLICATE else None,
        "OrderTypeCode": codes.ORDER_KINDS.code(order.kind),
        "Note": list(order.notes),
        "DocumentCurrencyCode": currency,
        "ValidityPeriod": write_span(order.dates, VALID),
        "Contract": {"ID": order.contract},
        **write_references(order.references, _REFERENCES),
        **write_parties(order.parties, document("Order").by_key),
        "Delivery": write_delivery(order.dates, first(order.parties, "ship-to"), order.transport),
        "DeliveryTerms": write_delivery_terms(order.delivery_terms),
        "PaymentTerms": write_payment_terms(order.payment_terms, currency),
        "AllowanceCharge": write_charges(order.charges, currency),
        "TaxTotal": write_taxes(order.taxes, order.totals, currency),
        "AnticipatedMonetaryTotal": write_totals(order.totals, currency),
        "OrderLine": [write_line(line, currency) for line in order.lines],
    }
