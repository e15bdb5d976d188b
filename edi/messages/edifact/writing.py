"""`Order`, `OrderResponse` and `OrderChange` to ORDERS, ORDRSP and ORDCHG."""

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.responses import LineAnswer, OrderResponse, OrderResponseLine
from edi.messages.edifact import codes, moments, sections
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage
from edi.messages.edifact.documents import BACKORDER

_ORDER = "9"  # 6343, what a currency is for
_PAYABLE = "86"


def write_order(order: Order, reference: str, *, style: Style = D96A) -> WrittenMessage:
    """Return the ORDERS for an order; `reference` is UNH0062, 1 to 14 characters.

    Raises NotWritableError naming segment and element when a value does not fit; nothing is cut.
    """
    to = Composer("ORDERS", style)
    kind = codes.ORDER_KINDS.code(order.kind) or "220"
    _beginning(to, kind, order.number, purpose_code(order.purpose, order.purpose_code))
    sections.date(to, "137", moments.write(order.issued))
    _heading(to, order)
    sections.reference(to, "RE", order.release)
    sections.reference(to, "CT", order.contract)
    sections.references(to, order.references)
    _after_references(to, order)
    for line in order.lines:
        _order_line(to, line, "", order.currency)
    _summary(to, order, len(order.lines))
    return to.finish(reference, order)


def write_order_change(
    change: OrderChange, reference: str, *, style: Style = D96A
) -> WrittenMessage:
    """Return the ORDCHG for a change of an order; as `write_order`."""
    to = Composer("ORDCHG", style)
    kind = "" if change.kind == "stand-alone" else codes.ORDER_KINDS.code(change.kind)
    function = purpose_code(change.purpose, change.purpose_code)
    _beginning(to, kind or "230", change.number or change.order_number, function)
    sections.date(to, "137", moments.write(change.issued))
    _heading(to, change)
    _order_reference(to, change.order_number, change)
    sections.reference(to, "RE", change.release)
    sections.reference(to, "CT", change.contract)
    sections.references(to, change.references)
    _after_references(to, change)
    for each in change.lines:
        _line_change(to, each, change.currency)
    _summary(to, change, len(change.lines))
    return to.finish(reference, change)


def write_order_response(
    response: OrderResponse, reference: str, *, style: Style = D96A
) -> WrittenMessage:
    """Return the ORDRSP for an answer to an order; as `write_order`."""
    to = Composer("ORDRSP", style)
    number = response.number or response.order_number
    _beginning(to, "231", number, codes.ANSWER_CODES[response.answer])
    sections.date(to, "137", moments.write(response.issued))
    _heading(to, response)
    _order_reference(to, response.order_number, response)
    sections.reference(to, "PP", response.change_number)
    sections.references(to, response.references)
    _after_references(to, response)
    for line in response.lines:
        _response_line(to, line, response.currency)
    _summary(to, response, len(response.lines))
    return to.finish(reference, response)


def _beginning(to: Composer, kind: str, number: str, function: str) -> None:
    to.add("BGM", "1001", kind, "1004", number, "1225", function)


def purpose_code(purpose: Purpose, code: str) -> str:
    known = codes.PURPOSE_CODES.get(purpose)
    return (
        known or code.removeprefix("edifact:")
        if not code or code.startswith("edifact:")
        else (known or "")
    )


def _heading(to: Composer, document: Order | OrderChange | OrderResponse) -> None:
    sections.dates(to, document.dates)
    sections.notes(to, document.notes)
    sections.terms_note(to, document.payment_terms)


def _order_reference(to: Composer, number: str, document: OrderChange | OrderResponse) -> None:
    sections.reference(to, "ON", number)
    if document.order_issued:
        sections.date(to, "171", moments.write(document.order_issued))


def _after_references(to: Composer, document: Order | OrderChange | OrderResponse) -> None:
    currency = document.currency
    sections.parties(to, document.parties)
    if not isinstance(document, OrderResponse):
        sections.taxes(to, document.taxes, currency, with_basis=False)
    sections.currency(to, currency, _ORDER)
    sections.payment_terms(to, document.payment_terms, currency)
    sections.transport(to, document.transport)
    sections.delivery_terms(to, document.delivery_terms)
    sections.charges(to, document.charges, currency)


def _order_line(to: Composer, line: OrderLine, action: str, currency: str) -> None:
    sections.products(to, line.number, action, line.products)
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, "21", line.quantity, line.unit)
    _line_end(to, line, currency)


def _line_change(to: Composer, each: LineChange, currency: str) -> None:
    action = each.action_code.removeprefix("edifact:")
    if each.action is not LineAction.CHANGE or not action or ":" in action:
        action = codes.LINE_ACTION_CODES.get(each.action, "3")
    line = each.line
    sections.products(to, line.number, action, line.products)
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, "21", line.quantity, line.unit)
    sections.quantity(to, "73", each.left, line.unit)
    _line_end(to, line, currency)


def _line_end(to: Composer, line: OrderLine, currency: str) -> None:
    sections.dates(to, line.dates)
    sections.amount(to, "203", line.stated_amount, currency)
    sections.notes(to, line.notes)
    sections.price(to, line.price, line.price_basis, line.price_per, line.price_unit, currency)
    sections.references(to, line.references)
    if line.tax:
        sections.tax(to, line.tax)
    sections.parties(to, line.parties)
    sections.charges(to, line.charges, currency)


_ACTIONS = {LineAnswer.ACCEPTED: "5", LineAnswer.REJECTED: "7"}


def _response_line(to: Composer, line: OrderResponseLine, currency: str) -> None:
    sections.products(to, line.number, _ACTIONS.get(line.answer, "3"), line.products)
    substitutes = [
        (each.value, codes.product_code(each.scheme, to.version)) for each in line.substitutes
    ]
    sections.pia(to, "3", [pair for pair in substitutes if pair[1]])
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, "113", line.quantity, line.unit)
    sections.quantity(to, "21", line.ordered, line.unit)
    sections.dates(to, line.dates)
    if line.answer is LineAnswer.BACKORDERED:
        to.add("QVR", "4221", BACKORDER)
    sections.notes(to, line.notes)
    sections.price(to, line.price, "", line.price_per, None, currency)
    sections.references(to, line.references)


def _summary(to: Composer, document: Order | OrderChange | OrderResponse, lines: int) -> None:
    to.add("UNS", "0081", "S")
    sections.totals(to, document.totals, payable=_PAYABLE)
    to.add("CNT", "6069", "2", "6066", str(lines))
