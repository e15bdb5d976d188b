"""Every write to orders: placing one that came in, and the host's answer."""

from dataclasses import dataclass
from uuid import UUID

from edi.canonical import orders as canonical
from edi.orders import policies, queries
from edi.orders.entry import Entry, problems_of, read_entry
from edi.orders.events import OrderAccepted, OrderDeclined, OrderReceived
from edi.orders.models import Order, OrderResponse, OrderState
from partners.audiences import both_sides
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said


@dataclass(frozen=True, slots=True)
class Source:
    """Where an order comes from: the message that brought it and the agreement it came under."""

    owner_company_id: UUID
    agreement_id: UUID
    message_id: UUID
    currency: str
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """What became of an order that came in.

    `order` is the new one, or the earlier one when it `is_repeat`; None when `problems` say why
    it cannot be taken.
    """

    order: Order | None
    is_repeat: bool = False
    problems: tuple[str, ...] = ()


def place_order(work: Work, source: Source, document: canonical.Order) -> Placement:
    """Take a partner's order into the books, once per agreement, number and purpose."""
    ensure(work.actor.is_system)
    problems = problems_of(document, source.currency)
    if problems:
        return Placement(None, problems=tuple(problems))
    entry = read_entry(document, source.currency)
    order = queries.insert_order(work, _values(source, entry), _lines(source, entry))
    if order is None:
        return Placement(_earlier(work, source, document), is_repeat=True)
    work.record(
        OrderReceived(order.id, len(document.lines)),
        subject=order,
        after={"number": order.number, "total": order.total, "currency": order.currency},
    )
    _ring(work, order)
    return Placement(order)


def accept_order(work: Work, order: Order) -> OrderResponse:
    """Accept an order as it stands. The answer goes to the partner's system as an 855.

    Raises:
        Forbidden: the role may not respond.
        TransitionRefused: it was answered already.
    """
    ensure(
        policies.can_respond(work.actor), said("Answering orders needs the role channel manager.")
    )
    order.accept(at=work.now)
    response = _respond(work, order, None)
    work.record(
        OrderAccepted(order.id, response.id),
        subject=order,
        before={"state": OrderState.NEW},
        after={"state": order.state},
    )
    _ring(work, order)
    return response


def decline_order(work: Work, order: Order, reason: str) -> OrderResponse:
    """Decline an order, with the reason the partner reads.

    Raises:
        Invalid: no reason was given.
    """
    ensure(
        policies.can_respond(work.actor), said("Answering orders needs the role channel manager.")
    )
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; the partner reads this.")})
    order.reject(at=work.now)
    response = _respond(work, order, reason.strip())
    work.record(
        OrderDeclined(order.id, response.id),
        subject=order,
        before={"state": OrderState.NEW},
        after={"state": order.state},
        reason=reason.strip(),
    )
    _ring(work, order)
    return response


def _respond(work: Work, order: Order, reason: str | None) -> OrderResponse:
    response = work.add(
        OrderResponse(
            owner_company_id=order.owner_company_id,
            order_id=order.id,
            answer=order.state,
            reason=reason,
        )
    )
    work.flush()
    return response


def _earlier(work: Work, source: Source, document: canonical.Order) -> Order | None:
    return queries.find_order(
        work,
        source.owner_company_id,
        source.agreement_id,
        document.number,
        document.purpose.name,
    )


def _values(source: Source, entry: Entry) -> dict[str, object]:
    return {
        "owner_company_id": source.owner_company_id,
        "agreement_id": source.agreement_id,
        "message_id": source.message_id,
        "is_test": source.is_test,
        "state": OrderState.NEW,
        **entry.order,
    }


def _lines(source: Source, entry: Entry) -> list[dict[str, object]]:
    return [{"owner_company_id": source.owner_company_id, **line} for line in entry.lines]


def _ring(work: Work, order: Order) -> None:
    work.ring("orders", "home", f"order:{order.id}", to=both_sides(work, order))
