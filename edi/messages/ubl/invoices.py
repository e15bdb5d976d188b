"""Invoice and CreditNote, and back, in the terms of EN 16931."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind
from edi.canonical.parties import Party, Reference
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
from edi.messages.ubl.drafts import Draft, amount
from edi.messages.ubl.headers import (
    first,
    read_carriage,
    read_dates,
    with_value,
    write_delivery,
)
from edi.messages.ubl.invoice_lines import read_line, write_line
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import read_party, read_wrapped, write_plain, write_wrapped
from edi.messages.ubl.references import Places, read_references, write_references
from edi.messages.ubl.tables import codes as code_list
from edi.messages.ubl.tables import document
from edi.messages.ubl.taking import day, text, texts
from edi.messages.ubl.terms import (
    UNKNOWN,
    read_delivery_terms,
    read_payment_means,
    read_payment_terms,
    read_period,
    read_ship_to,
    write_delivery_terms,
    write_payment_means,
    write_payment_terms,
    write_period,
)

_REFERENCES: Places = {
    "invoice": ("BillingReference", "InvoiceDocumentReference", "ID"),
    "despatch-advice": ("DespatchDocumentReference", "ID"),
    "receiving-advice": ("ReceiptDocumentReference", "ID"),
    "originator-document": ("OriginatorDocumentReference", "ID"),
    "contract": ("ContractDocumentReference", "ID"),
    "project": ("ProjectReference", "ID"),
    "ledger-account": ("AccountingCost",),
}
_LISTED = "uncl1001:"
_SALES_ORDER = "vendor-order"


def read_invoice(root: Group, *, percent: bool, lines: Iterable[Group]) -> Invoice:
    """Read a sound Invoice or CreditNote and its `lines`; `percent` as in `read_charges`."""
    name = root.table.name
    currency = read_currency(root)
    tax, tax_total = read_tax_totals(root, currency)
    kind, kind_code = _kind(name, text(root, f"{name}TypeCode"))
    means = root.group("PaymentMeans")
    return Invoice(
        number=text(root, "ID"),
        issued=day(root, "IssueDate") or date.min,
        kind=kind,
        kind_code=kind_code,
        currency=currency,
        orders=_orders(root.group("OrderReference")),
        due=day(root, "DueDate") or day(means, "PaymentDueDate"),
        tax_point=day(root, "TaxPointDate"),
        period=read_period(root.group("InvoicePeriod")),
        buyer_reference=text(root, "BuyerReference"),
        parties=_parties(root),
        references=_references(root),
        dates=read_dates(root.group("Delivery")),
        notes=texts(root, "Note"),
        lines=tuple([read_line(line, percent=percent) for line in lines]),
        charges=read_charges(root, percent=percent),
        taxes=read_taxes(root),
        totals=read_totals(root.group("LegalMonetaryTotal"), tax),
        payment_terms=read_payment_terms(root.groups("PaymentTerms")),
        payment_means=read_payment_means(root.groups("PaymentMeans")),
        delivery_terms=read_delivery_terms(root.group("DeliveryTerms")),
        transport=read_carriage(root),
        tax_currency=text(root, "TaxCurrencyCode"),
        tax_total=tax_total,
    )


def _kind(name: str, code: str) -> tuple[InvoiceKind, str]:
    is_credit = name == "CreditNote"
    kind = codes.INVOICE_KINDS.get(code)
    if is_credit:
        plain = kind is InvoiceKind.CREDIT_NOTE or not code
        return InvoiceKind.CREDIT_NOTE, "" if plain else f"{_LISTED}{code}"
    if kind is None:
        return (InvoiceKind.OTHER, f"{_LISTED}{code}") if code else (InvoiceKind.INVOICE, "")
    return kind, ""


def _orders(group: Group | None) -> tuple[OrderReference, ...]:
    number, issued = text(group, "ID"), day(group, "IssueDate")
    return (OrderReference(number, issued),) if number and number != UNKNOWN else ()


def _references(root: Group) -> tuple[Reference, ...]:
    sales_order = with_value(_SALES_ORDER, text(root, "OrderReference", "SalesOrderID"))
    return (*sales_order, *read_references(root, _places(root.table.name)))


@cache
def _places(name: str) -> Places:
    known = document(name).by_key
    return {kind: path for kind, path in _REFERENCES.items() if path[0] in known}


def _parties(root: Group) -> tuple[Party, ...]:
    """Read the parties: who is invoiced is the buyer unless a buyer is named besides."""
    buyer = read_wrapped(root.group("BuyerCustomerParty"), "buyer", legal=True)
    invoiced = "bill-to" if buyer else "buyer"
    found = (
        read_wrapped(root.group("AccountingSupplierParty"), "seller", legal=True),
        read_wrapped(root.group("AccountingCustomerParty"), invoiced, legal=True),
        buyer,
        read_wrapped(root.group("SellerSupplierParty"), "supplier", legal=True),
        read_party(root.group("PayeeParty"), "remit-to"),
        read_party(root.group("TaxRepresentativeParty"), "tax-representative"),
        read_ship_to(root.group("Delivery")),
    )
    return tuple(filter(None, found))


def root_of(invoice: Invoice) -> str:
    """Return which UBL document says an invoice: `CreditNote` for what gives money back."""
    code = invoice.kind_code.removeprefix(_LISTED)
    credits_only = code_list("uncl1001-credit") - code_list("uncl1001-invoice")
    is_credit = invoice.kind is InvoiceKind.CREDIT_NOTE or code in credits_only
    return "CreditNote" if is_credit else "Invoice"


def draft_invoice(invoice: Invoice, name: str) -> Draft:
    """Draft an Invoice or a CreditNote, which is its `name`."""
    currency = invoice.currency
    others = [each for each in invoice.references if each.kind != _SALES_ORDER]
    means = write_payment_means(invoice.payment_means)
    draft: Draft = {
        "ID": invoice.number,
        "IssueDate": invoice.issued,
        f"{name}TypeCode": _code(invoice),
        "Note": list(invoice.notes),
        "TaxPointDate": invoice.tax_point,
        "DocumentCurrencyCode": currency,
        "TaxCurrencyCode": invoice.tax_currency,
        "BuyerReference": invoice.buyer_reference,
        "InvoicePeriod": write_period(invoice.period),
        "OrderReference": _draft_order(invoice),
        **write_references(others, _places(name)),
        **_draft_parties(invoice.parties),
        "Delivery": write_delivery(
            invoice.dates, first(invoice.parties, "ship-to"), invoice.transport
        ),
        "PaymentMeans": means,
        "DeliveryTerms": write_delivery_terms(invoice.delivery_terms),
        "PaymentTerms": write_payment_terms(invoice.payment_terms, currency),
        "AllowanceCharge": write_charges(invoice.charges, currency),
        "TaxTotal": _draft_taxes(invoice, currency),
        "LegalMonetaryTotal": write_totals(invoice.totals, currency),
        f"{name}Line": [write_line(line, name, currency) for line in invoice.lines],
    }
    if name == "Invoice":
        draft["DueDate"] = invoice.due
    elif means:
        means[0]["PaymentDueDate"] = invoice.due
    return draft


def _code(invoice: Invoice) -> str:
    if invoice.kind_code.startswith(_LISTED):
        return invoice.kind_code[len(_LISTED) :]
    return codes.INVOICE_CODES.get(invoice.kind, "")


def _draft_order(invoice: Invoice) -> Draft:
    sales_order = next((r.value for r in invoice.references if r.kind == _SALES_ORDER), "")
    order = invoice.orders[0] if invoice.orders else OrderReference(UNKNOWN if sales_order else "")
    return {"ID": order.number, "IssueDate": order.issued, "SalesOrderID": sales_order}


def _draft_parties(parties: Iterable[Party]) -> Draft:
    buyer, bill_to = first(parties, "buyer"), first(parties, "bill-to")
    return {
        "AccountingSupplierParty": _supplier(first(parties, "seller")),
        "AccountingCustomerParty": _customer(bill_to or buyer),
        "BuyerCustomerParty": _customer(buyer if bill_to else None),
        "SellerSupplierParty": _supplier(first(parties, "supplier")),
        "PayeeParty": write_plain(first(parties, "remit-to")),
        "TaxRepresentativeParty": write_plain(first(parties, "tax-representative")),
    }


def _supplier(party: Party | None) -> Draft:
    return write_wrapped(party, "SupplierParty", legal=True)


def _customer(party: Party | None) -> Draft:
    return write_wrapped(party, "CustomerParty", legal=True)


def _draft_taxes(invoice: Invoice, currency: str) -> list[Draft]:
    drafts = write_taxes(invoice.taxes, invoice.totals, currency)
    if invoice.tax_total:
        drafts.append({"TaxAmount": amount(invoice.tax_total, invoice.tax_currency)})
    return drafts
