"""OrderResponse and OrderResponseSimple, and back."""

from datetime import date
from decimal import Decimal

from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.messages.ubl import codes
from edi.messages.ubl.charges import (
    read_charges,
    read_currency,
    read_tax_totals,
    read_totals,
    write_charges,
    write_taxes,
    write_totals,
)
from edi.messages.ubl.drafts import Draft, quantity
from edi.messages.ubl.headers import (
    first,
    read_carriage,
    read_dates,
    read_notes,
    read_parties,
    write_delivery,
    write_parties,
)
from edi.messages.ubl.items import (
    read_descriptions,
    read_price,
    read_products,
    write_item,
    write_price,
    write_products,
)
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.references import read_references, write_references
from edi.messages.ubl.tables import document
from edi.messages.ubl.taking import day, text, texts, truth
from edi.messages.ubl.taking import quantity as take_quantity
from edi.messages.ubl.terms import (
    read_delivery_terms,
    read_payment_terms,
    write_delivery_terms,
    write_payment_terms,
)

_REFERENCES = {
    "originator-document": ("OriginatorDocumentReference", "ID"),
    "vendor-order": ("SalesOrderID",),
    "customer-reference": ("CustomerReference",),
    "ledger-account": ("AccountingCost",),
    "contract": ("Contract", "ID"),
}
_SIMPLE = {key: _REFERENCES[key] for key in ("customer-reference", "ledger-account")}
_BY_HEADING = {Answer.REJECTED: LineAnswer.REJECTED}


def read_response(root: Group, *, percent: bool) -> OrderResponse:
    """Read a sound OrderResponse; `percent` as in `charges.read_charges`."""
    currency = read_currency(root)
    tax, _other = read_tax_totals(root, currency)
    code = root.text("OrderResponseCode")
    answer = codes.ANSWERS.get(code)
    if answer:
        text(root, "OrderResponseCode")
    lines = tuple([_line(line, answer) for line in root.groups("OrderLine")])
    return OrderResponse(
        order_number=text(root, "OrderReference", "ID"),
        order_issued=day(root, "OrderReference", "IssueDate"),
        issued=day(root, "IssueDate") or date.min,
        answer=answer or _sum_up(lines),
        number=text(root, "ID"),
        currency=currency,
        parties=read_parties(root),
        references=read_references(root, _REFERENCES),
        dates=read_dates(root.group("Delivery")),
        lines=lines,
        notes=texts(root, "Note"),
        change_number=text(root, "OrderChangeDocumentReference", "ID"),
        totals=read_totals(root.group("LegalMonetaryTotal"), tax),
        charges=read_charges(root, percent=percent),
        payment_terms=read_payment_terms(root.groups("PaymentTerms")),
        delivery_terms=read_delivery_terms(root.group("DeliveryTerms")),
        transport=read_carriage(root),
    )


def _sum_up(lines: tuple[OrderResponseLine, ...]) -> Answer:
    """Return what lines say together where the heading says nothing."""
    answers = {line.answer for line in lines}
    if answers <= {LineAnswer.ACCEPTED}:
        return Answer.ACCEPTED if answers else Answer.RECEIVED
    return Answer.REJECTED if answers == {LineAnswer.REJECTED} else Answer.ACCEPTED_WITH_CHANGES


def _line(wrapper: Group, heading: Answer | None) -> OrderResponseLine:
    line = wrapper.items["LineItem"]
    if not isinstance(line, Group):  # the table has exactly one
        raise TypeError
    confirmed, unit = take_quantity(line, "Quantity")
    price, per, _price_unit = read_price(line.group("Price"), unit)
    item = line.group("Item")
    ordered_as = text(wrapper, "OrderLineReference", "LineID")
    substitutes = tuple(
        product
        for key in ("SellerSubstitutedLineItem", "SellerProposedSubstituteLineItem")
        for each in wrapper.groups(key)
        for product in read_products(each.group("Item"))
    )
    return OrderResponseLine(
        number=ordered_as if ordered_as and ordered_as != line.text("ID") else text(line, "ID"),
        answer=_answer(text(line, "LineStatusCode"), heading, substituted=bool(substitutes)),
        quantity=Decimal(0) if confirmed is None else confirmed,
        unit=unit,
        price=price,
        products=read_products(item),
        descriptions=read_descriptions(item),
        dates=read_dates(line.group("Delivery")),
        price_per=per,
        references=read_references(wrapper, {}, "DocumentReference"),
        notes=read_notes(line, wrapper),
        substitutes=substitutes,
    )


def _answer(code: str, heading: Answer | None, *, substituted: bool) -> LineAnswer:
    if substituted and codes.LINE_ANSWERS.get(code) in {None, LineAnswer.CHANGED}:
        return LineAnswer.SUBSTITUTED
    default = _BY_HEADING.get(heading, LineAnswer.ACCEPTED) if heading else LineAnswer.ACCEPTED
    return codes.LINE_ANSWERS.get(code, default)


def read_simple(root: Group) -> OrderResponse:
    """Read a sound OrderResponseSimple: the order is accepted or not, as a whole."""
    accepted = truth(root, "AcceptedIndicator")
    return OrderResponse(
        order_number=text(root, "OrderReference", "ID"),
        order_issued=day(root, "OrderReference", "IssueDate"),
        issued=day(root, "IssueDate") or date.min,
        answer=Answer.ACCEPTED if accepted else Answer.REJECTED,
        number=text(root, "ID"),
        parties=read_parties(root),
        references=read_references(root, _SIMPLE),
        notes=texts(root, "Note") + texts(root, "RejectionNote"),
    )


def draft_response(response: OrderResponse) -> Draft:
    """Draft an OrderResponse; it goes by the order's number where it has none of its own."""
    currency = response.currency
    ship_to = first(response.parties, "ship-to")
    return {
        "ID": response.number or response.order_number,
        "IssueDate": response.issued,
        "OrderResponseCode": codes.ANSWER_CODES[response.answer],
        "Note": list(response.notes),
        "DocumentCurrencyCode": currency,
        "OrderReference": {"ID": response.order_number, "IssueDate": response.order_issued},
        "OrderChangeDocumentReference": {"ID": response.change_number},
        **write_references(response.references, _REFERENCES),
        **write_parties(response.parties, document("OrderResponse").by_key),
        "Delivery": write_delivery(response.dates, ship_to, response.transport),
        "DeliveryTerms": write_delivery_terms(response.delivery_terms),
        "PaymentTerms": write_payment_terms(response.payment_terms, currency),
        "AllowanceCharge": write_charges(response.charges, currency),
        "TaxTotal": write_taxes((), response.totals, currency),
        "LegalMonetaryTotal": write_totals(response.totals, currency),
        "OrderLine": [_draft_line(line, currency) for line in response.lines],
    }


def _draft_line(line: OrderResponseLine, currency: str) -> Draft:
    substitute = {"ID": line.number, "Item": write_products(line.substitutes)}
    return {
        "LineItem": {
            "ID": line.number,
            "Note": list(line.notes),
            "LineStatusCode": codes.LINE_ANSWER_CODES[line.answer],
            "Quantity": quantity(line.quantity, line.unit),
            "Delivery": write_delivery(line.dates, None),
            "Price": write_price(line.price, line.price_per, None, line.unit, currency),
            "Item": write_item(line.products, line.descriptions),
        },
        "SellerSubstitutedLineItem": [substitute] if line.substitutes else [],
        "OrderLineReference": {"LineID": line.number},
        **write_references(line.references, {}, "DocumentReference"),
    }


def draft_simple(response: OrderResponse) -> Draft:
    """Draft an OrderResponseSimple, for an order accepted or rejected as a whole."""
    accepted = response.answer is Answer.ACCEPTED
    return {
        "ID": response.number or response.order_number,
        "IssueDate": response.issued,
        "AcceptedIndicator": accepted,
        "Note" if accepted else "RejectionNote": list(response.notes),
        "OrderReference": {"ID": response.order_number, "IssueDate": response.order_issued},
        **write_references(response.references, _SIMPLE),
        **write_parties(response.parties, document("OrderResponseSimple").by_key),
    }
