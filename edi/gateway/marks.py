"""The three things people ask of an interchange: is it right, is it there, is it answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edi.gateway.findings import errors_in
from edi.gateway.models import Interchange
from edi.gateway.states import InterchangeState


class Validation(StrEnum):
    PENDING = "PENDING"
    VALID = "VALID"
    WARNINGS = "WARNINGS"
    ERRORS = "ERRORS"
    QUARANTINED = "QUARANTINED"
    DUPLICATE = "DUPLICATE"


class Delivery(StrEnum):
    RECEIVED = "RECEIVED"
    WAITING = "WAITING"
    DELIVERED = "DELIVERED"


class Answer(StrEnum):
    """For what came in: whether we answered. For what went out: whether the partner did."""

    PENDING = "PENDING"
    NONE_DUE = "NONE_DUE"
    ACCEPTED = "ACCEPTED"
    PARTLY_REFUSED = "PARTLY_REFUSED"
    REFUSED = "REFUSED"
    AWAITED = "AWAITED"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True)
class Marks:
    """The three, each apart: one being wrong says nothing of the others."""

    validation: Validation
    delivery: Delivery
    acknowledgement: Answer


def marks_of(interchange: Interchange, now: datetime) -> Marks:
    if interchange.is_inbound:
        return Marks(_validation(interchange), Delivery.RECEIVED, _our_answer(interchange))
    waits = interchange.state is InterchangeState.BUILT and interchange.delivered_at is None
    delivery = Delivery.WAITING if waits else Delivery.DELIVERED
    return Marks(Validation.VALID, delivery, _their_answer(interchange, now))


def _validation(interchange: Interchange) -> Validation:
    match interchange.state:
        case InterchangeState.RECEIVED:
            return Validation.PENDING
        case InterchangeState.QUARANTINED:
            return Validation.QUARANTINED
        case InterchangeState.DUPLICATE:
            return Validation.DUPLICATE
        case InterchangeState.REJECTED | InterchangeState.PARTIAL:
            return Validation.ERRORS
    if errors_in(interchange.findings) or interchange.has_message_errors:
        return Validation.ERRORS
    return Validation.WARNINGS if interchange.findings else Validation.VALID


def _our_answer(interchange: Interchange) -> Answer:
    if interchange.state is InterchangeState.RECEIVED:
        return Answer.PENDING
    if interchange.acknowledgement_id is None:
        return Answer.NONE_DUE
    refusals = {
        InterchangeState.REJECTED: Answer.REFUSED,
        InterchangeState.PARTIAL: Answer.PARTLY_REFUSED,
    }
    return refusals.get(interchange.state, Answer.ACCEPTED)


def _their_answer(interchange: Interchange, now: datetime) -> Answer:
    if interchange.is_acknowledgement:
        return Answer.NONE_DUE
    match interchange.state:
        case InterchangeState.ACCEPTED:
            return Answer.ACCEPTED
        case InterchangeState.REJECTED:
            return Answer.REFUSED
        case InterchangeState.BUILT:
            return Answer.AWAITED
    due_at = interchange.acknowledgement_due_at
    if due_at is None:
        return Answer.NONE_DUE
    return Answer.OVERDUE if due_at < now else Answer.AWAITED
