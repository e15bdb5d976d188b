"""The host's answer to an order as an 855 for the partner's system."""

from decimal import Decimal

from edi.canonical.measures import Money, Unit
from edi.canonical.parties import Identifier
from edi.canonical.responses import Answer, LineAnswer, OrderResponseLine
from edi.canonical.responses import OrderResponse as ResponseDocument
from edi.gateway.models import TradingAgreement
from edi.gateway.outbound import OutgoingMessage, send_message
from edi.messages.x12.response_writing import write_order_response
from edi.orders.models import Order, OrderLine, OrderResponse, OrderState
from portal.kernel.db import Work
from portal.kernel.services import Services


def send_response(work: Work, services: Services, order: Order, response: OrderResponse) -> None:
    """Send the answer as an 855 under the agreement the order came under; a repeat does nothing."""
    if response.message_id is not None:
        return
    agreement = work.get(TradingAgreement, order.agreement_id)
    document = response_document(order, response)
    written = write_order_response(document, "0001", version=agreement.syntax_version)
    segments = list(written.segments)
    message = OutgoingMessage(written.message, written.group, order.number, segments)
    response.message_id = send_message(work, services, agreement, message).id


def response_document(order: Order, response: OrderResponse) -> ResponseDocument:
    is_accepted = response.answer is OrderState.ACCEPTED
    return ResponseDocument(
        order_number=order.number,
        order_issued=order.issued_on,
        issued=response.created_at.date(),
        answer=Answer.ACCEPTED if is_accepted else Answer.REJECTED,
        currency=order.currency,
        lines=tuple(_line(order, line, is_accepted=is_accepted) for line in order.lines),
    )


def _line(order: Order, line: OrderLine, *, is_accepted: bool) -> OrderResponseLine:
    price = None if line.price is None else Money(_plain(line.price), order.currency)
    return OrderResponseLine(
        number=line.number,
        answer=LineAnswer.ACCEPTED if is_accepted else LineAnswer.REJECTED,
        quantity=_plain(line.quantity),
        unit=Unit(line.unit),
        ordered=_plain(line.quantity),
        price=price,
        products=tuple(Identifier(each["scheme"], each["value"]) for each in line.products),
    )


def _plain(value: Decimal) -> Decimal:
    """Drop the zeros that the column's scale adds: X12 counts characters."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
