"""OrderChange and OrderCancellation, and back."""

from datetime import date

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.orders import Purpose
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
from edi.messages.ubl.references import Places, read_references, write_references
from edi.messages.ubl.tables import document
from edi.messages.ubl.taking import day, text, texts
from edi.messages.ubl.terms import (
    read_delivery_terms,
    read_payment_terms,
    write_delivery_terms,
    write_payment_terms,
    write_span,
)

_CANCELLATION: Places = {"originator-document": ("OriginatorDocumentReference", "ID")}


def read_change(root: Group, *, percent: bool) -> OrderChange:
    """Read a sound OrderChange; `percent` as in `charges.read_charges`."""
    currency = read_currency(root)
    tax, _other = read_tax_totals(root, currency)
    sequence = root.text("SequenceNumberID")
    return OrderChange(
        order_number=text(root, "OrderReference", "ID"),
        issued=day(root, "IssueDate") or date.min,
        order_issued=day(root, "OrderReference", "IssueDate"),
        number=text(root, "ID"),
        sequence=int(text(root, "SequenceNumberID")) if sequence.isdecimal() else None,
        contract=text(root, "Contract", "ID"),
        currency=currency,
        parties=read_parties(root),
        references=read_references(root, REFERENCES),
        dates=read_dates(root.group("Delivery"), root.group("ValidityPeriod")),
        notes=texts(root, "Note"),
        lines=tuple([_line(line, percent=percent) for line in root.groups("OrderLine")]),
        totals=read_totals(root.group("AnticipatedMonetaryTotal"), tax),
        charges=read_charges(root, percent=percent),
        taxes=read_taxes(root),
        payment_terms=read_payment_terms(root.groups("PaymentTerms")),
        delivery_terms=read_delivery_terms(root.group("DeliveryTerms")),
        transport=read_carriage(root),
    )


def _line(wrapper: Group, *, percent: bool) -> LineChange:
    code = text(wrapper, "LineItem", "LineStatusCode")
    action = codes.LINE_ACTIONS.get(code, LineAction.CHANGE)
    kept = "" if code in codes.LINE_ACTIONS or not code else f"uncl1229:{code}"
    return LineChange(action, read_line(wrapper, percent=percent), None, kept)


def read_cancellation(root: Group) -> OrderChange:
    """Read a sound OrderCancellation: a change that takes the order back."""
    return OrderChange(
        order_number=text(root, "OrderReference", "ID"),
        issued=day(root, "IssueDate") or date.min,
        order_issued=day(root, "OrderReference", "IssueDate"),
        number=text(root, "ID"),
        purpose=Purpose.CANCELLATION,
        contract=text(root, "Contract", "ID"),
        parties=read_parties(root),
        references=read_references(root, _CANCELLATION),
        notes=texts(root, "CancellationNote") + texts(root, "Note"),
    )


def draft_change(change: OrderChange) -> Draft:
    """Draft an OrderChange; one without a number in sequence is the first."""
    currency = change.currency
    ship_to = first(change.parties, "ship-to")
    return {
        "ID": change.number,
        "IssueDate": change.issued,
        "SequenceNumberID": str(1 if change.sequence is None else change.sequence),
        "Note": list(change.notes),
        "DocumentCurrencyCode": currency,
        "ValidityPeriod": write_span(change.dates, VALID),
        "OrderReference": {"ID": change.order_number, "IssueDate": change.order_issued},
        "Contract": {"ID": change.contract},
        **write_references(change.references, REFERENCES),
        **write_parties(change.parties, document("OrderChange").by_key),
        "Delivery": write_delivery(change.dates, ship_to, change.transport),
        "DeliveryTerms": write_delivery_terms(change.delivery_terms),
        "PaymentTerms": write_payment_terms(change.payment_terms, currency),
        "AllowanceCharge": write_charges(change.charges, currency),
        "TaxTotal": write_taxes(change.taxes, change.totals, currency),
        "AnticipatedMonetaryTotal": write_totals(change.totals, currency),
        "OrderLine": [_draft_line(line, currency) for line in change.lines],
    }


def _draft_line(change: LineChange, currency: str) -> Draft:
    draft = write_line(change.line, currency)
    kept = change.action_code
    code = kept[9:] if kept.startswith("uncl1229:") else codes.LINE_ACTION_CODES[change.action]
    draft["LineItem"]["LineStatusCode"] = code
    return draft


def draft_cancellation(change: OrderChange) -> Draft:
    """Draft an OrderCancellation, which has to say why; without a number, the order's is used."""
    return {
        "ID": change.number or change.order_number,
        "IssueDate": change.issued,
        "CancellationNote": list(change.notes),
        "OrderReference": {"ID": change.order_number, "IssueDate": change.order_issued},
        "Contract": {"ID": change.contract},
        **write_references(change.references, _CANCELLATION),
        **write_parties(change.parties, document("OrderCancellation").by_key),
    }
