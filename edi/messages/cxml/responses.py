"""ConfirmationRequest to and from `OrderResponse`."""

from decimal import Decimal

from edi.canonical.measures import Money
from edi.canonical.parties import Identifier, Reference
from edi.canonical.responses import (
    Answer,
    Confirmation,
    LineAnswer,
    OrderResponse,
    OrderResponseLine,
)
from edi.canonical.terms import DeliveryTerms
from edi.canonical.totals import Totals
from edi.messages.cxml import amounts, codes, items, parties
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_ANSWERS = {
    "accept": Answer.ACCEPTED,
    "reject": Answer.REJECTED,
    "requestToPay": Answer.RECEIVED,
}
_TYPES = {Answer.ACCEPTED: "accept", Answer.REJECTED: "reject"}
_LINE_ANSWERS = {
    "accept": LineAnswer.ACCEPTED,
    "allDetail": LineAnswer.ACCEPTED,
    "requestToPay": LineAnswer.ACCEPTED,
    "reject": LineAnswer.REJECTED,
    "backordered": LineAnswer.BACKORDERED,
}
_LINE_TYPES = {
    LineAnswer.ACCEPTED: "accept",
    LineAnswer.REJECTED: "reject",
    LineAnswer.BACKORDERED: "backordered",
}
_DATES = {"shipmentDate": "ship", "deliveryDate": "delivery"}
_ANSWER = "answer"  # the name of an Extrinsic that says what the type alone does not
_REMAINDER = 2  # statuses: what is confirmed, and what is not


def order_of(request: Element) -> Element | None:
    """Return what says which order a document is about."""
    return request.first("OrderReference") or request.first("OrderIDInfo")


def read_response(
    request: Element, buyer: tuple[Identifier, ...], seller: tuple[Identifier, ...]
) -> OrderResponse | None:
    header, order = request.first("ConfirmationHeader"), order_of(request)
    issued = header.day("noticeDate") if header else None
    if header is None or order is None or issued is None:
        return None
    total = amounts.money(header.first("Total"))
    tax = amounts.money(header.first("Tax"))
    lines = tuple(_line(item) for item in request.all("ConfirmationItem"))
    found, contacts = parties.sort_contacts(header.all("Contact"))
    priced = next((line.price for line in lines if line.price), None)
    references = list(parties.references(header))
    payload = order.first("DocumentReference")
    if payload:
        references.append(Reference("cxml:payloadID", payload.get("payloadID")))
    invoice = header.get("invoiceID")
    references += [Reference("invoice", invoice)] if invoice else []
    terms = header.get("incoTerms")
    return OrderResponse(
        order.get("orderID"),
        order.day("orderDate"),
        issued,
        _ANSWERS.get(header.get("type"), Answer.ACCEPTED_WITH_CHANGES),
        header.get("confirmID"),
        total.currency if total else priced.currency if priced else "",
        parties.with_sides(found, buyer, seller),
        tuple(references),
        (),
        lines,
        contacts,
        header.texts("Comments"),
        totals=_totals(total, tax),
        charges=amounts.freight(header.first("Shipping")),
        delivery_terms=DeliveryTerms(terms.upper()) if terms else None,
    )


def _totals(total: Money | None, tax: Money | None) -> Totals | None:
    if total is None and tax is None:
        return None
    return Totals(lines=total.amount if total else None, tax=tax.amount if tax else None)


def _line(item: Element) -> OrderResponseLine:
    ordered = item.number("quantity") or Decimal(0)
    statuses = item.all("ConfirmationStatus")
    parts = [_part(status, item, ordered) for status in statuses]
    first = statuses[0]
    answer, quantity, schedule = _sum_up(parts)
    substitute = first.first("ItemIn")
    price_holder = substitute.first("ItemDetail") if substitute else first
    new = items.products(substitute, price_holder) if substitute else ()
    per, _ = items.price_basis(price_holder, None) if price_holder else (Decimal(1), None)
    return OrderResponseLine(
        item.get("lineNumber"),
        answer,
        quantity,
        codes.unit(item.text("UnitOfMeasure")),
        ordered,
        amounts.money(price_holder.first("UnitPrice")) if price_holder else None,
        descriptions=price_holder.texts("Description") if price_holder else (),
        dates=() if schedule else parts[0].dates,
        price_per=per,
        notes=first.texts("Comments"),
        substitutes=new,
        schedule=schedule,
    )


def _sum_up(
    parts: list[Confirmation],
) -> tuple[LineAnswer, Decimal, tuple[Confirmation, ...]]:
    """Return a line's answer and confirmed quantity; parts are kept if they say more."""
    confirmed = [part for part in parts if part.answer is not LineAnswer.REJECTED]
    quantity = sum((part.quantity for part in confirmed), Decimal(0))
    if len(parts) == 1:
        return parts[0].answer, parts[0].quantity, ()
    is_less = len(parts) == _REMAINDER and parts[1].answer is LineAnswer.REJECTED
    if is_less and parts[0].answer is LineAnswer.ACCEPTED and not parts[1].dates:
        return LineAnswer.CHANGED_QUANTITY, quantity, ()
    answers = {part.answer for part in parts}
    answer = answers.pop() if len(answers) == 1 else LineAnswer.CHANGED
    return answer, quantity, tuple(parts)


def _part(status: Element, item: Element, ordered: Decimal) -> Confirmation:
    quantity = status.number("quantity") or Decimal(0)
    whole = len(item.all("ConfirmationStatus")) == 1
    return Confirmation(
        _answer(status, is_other_quantity=whole and quantity != ordered),
        quantity,
        codes.unit(status.text("UnitOfMeasure")),
        amounts.moments(status, _DATES),
    )


def _answer(status: Element, *, is_other_quantity: bool) -> LineAnswer:
    for extra in status.all("Extrinsic"):
        said = next((each for each in LineAnswer if each.value == extra.content), None)
        if extra.attributes.get("name") == _ANSWER and said:
            extra.get("name")
            extra.value()
            return said
    return _by_content(status, status.get("type"), is_other_quantity=is_other_quantity)


def _by_content(status: Element, kind: str, *, is_other_quantity: bool) -> LineAnswer:
    """Say what has changed: what is given has, says the standard."""
    known = _LINE_ANSWERS.get(kind)
    if known is LineAnswer.ACCEPTED and is_other_quantity:
        return LineAnswer.CHANGED_QUANTITY
    if known or kind == "unknown":
        return known or LineAnswer.CHANGED
    if status.first("ItemIn"):
        return LineAnswer.SUBSTITUTED
    changes = [
        answer
        for answer, is_so in (
            (LineAnswer.CHANGED_PRICE, status.first("UnitPrice") is not None),
            (LineAnswer.CHANGED_DATE, bool(amounts.moments(status, _DATES))),
            (LineAnswer.CHANGED_QUANTITY, is_other_quantity),
        )
        if is_so
    ]
    return changes[0] if len(changes) == 1 else LineAnswer.CHANGED


def response_node(response: OrderResponse) -> Node:
    """Return the ConfirmationRequest; a rejection of the whole order has no lines there."""
    attributes = [("confirmID", response.number)] if response.number else []
    attributes += [
        ("type", _TYPES.get(response.answer, "detail")),
        ("noticeDate", moment_of(response.issued, None) + "T12:00:00+00:00"),
    ]
    known = {each.kind: each.value for each in response.references}
    terms = response.delivery_terms
    attributes += [("invoiceID", known["invoice"])] if "invoice" in known else []
    if terms and ":" not in terms.code:
        attributes.append(("incoTerms", terms.code.lower()))
    header = Node("ConfirmationHeader", "", attributes, _header(response))
    order = [("orderID", response.order_number)]
    if response.order_issued:
        order.append(("orderDate", moment_of(response.order_issued, None)))
    payload = known.get("cxml:payloadID", "")
    reference = Node(
        "OrderReference", "", order, [Node("DocumentReference", "", [("payloadID", payload)])]
    )
    lines = () if response.answer is Answer.REJECTED else response.lines
    answered = [_item(line, response.currency) for line in lines]
    return Node("ConfirmationRequest", children=[header, reference, *answered])


def _header(response: OrderResponse) -> list[Node]:
    stated = response.totals or Totals()
    currency = response.currency
    freight = next((c for c in response.charges if c.is_charge and c.code == "freight"), None)
    inside = []
    if stated.lines is not None:
        inside.append(amounts.amount_node("Total", stated.lines, currency))
    if freight and freight.amount:
        money = amounts.money_node(freight.amount.amount, freight.amount.currency)
        inside.append(Node("Shipping", children=[money, parties.described(freight.reason)]))
    if stated.tax is not None:
        inside.append(amounts.tax_node(stated.tax, (), currency))
    inside += parties.contact_nodes(response.parties, response.contacts)
    inside += parties.comments(response.notes)
    return inside + parties.reference_nodes(response.references, "invoice", "cxml:payloadID")


def _item(line: OrderResponseLine, currency: str) -> Node:
    ordered = line.quantity if line.ordered is None else line.ordered
    attributes = [("quantity", write_decimal(ordered)), ("lineNumber", line.number)]
    unit = codes.unit_code(line.unit)
    parts = line.schedule or _parts(line, ordered)
    statuses = [
        _status(line, part, currency, is_first=not at, is_only=len(parts) == 1)
        for at, part in enumerate(parts)
    ]
    return Node("ConfirmationItem", "", attributes, [Node("UnitOfMeasure", unit), *statuses])


def _parts(line: OrderResponseLine, ordered: Decimal) -> tuple[Confirmation, ...]:
    whole = Confirmation(line.answer, line.quantity, line.unit, line.dates)
    rest = ordered - line.quantity
    if line.answer is not LineAnswer.CHANGED_QUANTITY or rest <= 0:
        return (whole,)
    confirmed = Confirmation(LineAnswer.ACCEPTED, line.quantity, line.unit, line.dates)
    return confirmed, Confirmation(LineAnswer.REJECTED, rest, line.unit)


def _status(
    line: OrderResponseLine, part: Confirmation, currency: str, *, is_first: bool, is_only: bool
) -> Node:
    attributes = [
        ("quantity", write_decimal(part.quantity)),
        ("type", _LINE_TYPES.get(part.answer, "detail")),
        *amounts.moment_attributes(part.dates, _DATES),
    ]
    inside = [Node("UnitOfMeasure", codes.unit_code(part.unit or line.unit))]
    if is_first and line.substitutes:
        inside.append(_substitute(line, currency))
    elif is_first and line.price:
        price = line.price
        inside.append(amounts.amount_node("UnitPrice", price.amount, price.currency or currency))
    inside += parties.comments(line.notes) if is_first else []
    if part.answer not in _LINE_TYPES or (is_only and part.answer is LineAnswer.ACCEPTED):
        inside.append(Node("Extrinsic", part.answer.value, [("name", _ANSWER)]))
    return Node("ConfirmationStatus", "", attributes, inside)


def _substitute(line: OrderResponseLine, currency: str) -> Node:
    detail = []
    if line.price:
        price = line.price
        detail.append(amounts.amount_node("UnitPrice", price.amount, price.currency or currency))
    detail += [parties.described(text) for text in line.descriptions or ("",)]
    detail.append(Node("UnitOfMeasure", codes.unit_code(line.unit)))
    detail += items.price_basis_nodes(line.price_per, line.unit, None)
    detail += items.classifications(line.substitutes)
    detail += items.retail(line.substitutes, "ItemDetailIndustry")
    inside = [items.item_id(line.substitutes), Node("ItemDetail", children=detail)]
    return Node("ItemIn", "", [("quantity", write_decimal(line.quantity))], inside)
