"""Where an interchange or a message of it stands, and the only ways on."""

from enum import StrEnum
from typing import Final


class Direction(StrEnum):
    """As seen from the host: IN came from a partner, OUT goes to one."""

    IN = "IN"
    OUT = "OUT"


class InterchangeState(StrEnum):
    # In
    RECEIVED = "RECEIVED"
    IDENTIFIED = "IDENTIFIED"
    VALIDATED = "VALIDATED"
    APPLIED = "APPLIED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    DUPLICATE = "DUPLICATE"
    QUARANTINED = "QUARANTINED"
    PARTIAL = "PARTIAL"
    # Out
    BUILT = "BUILT"
    DELIVERED = "DELIVERED"
    ACCEPTED = "ACCEPTED"
    # Either way
    REJECTED = "REJECTED"


TRANSITIONS: Final[dict[InterchangeState, frozenset[InterchangeState]]] = {
    InterchangeState.RECEIVED: frozenset(
        {
            InterchangeState.IDENTIFIED,
            InterchangeState.DUPLICATE,
            InterchangeState.REJECTED,
            InterchangeState.QUARANTINED,
        }
    ),
    InterchangeState.IDENTIFIED: frozenset(
        {InterchangeState.VALIDATED, InterchangeState.REJECTED, InterchangeState.QUARANTINED}
    ),
    InterchangeState.VALIDATED: frozenset(
        {InterchangeState.APPLIED, InterchangeState.PARTIAL, InterchangeState.REJECTED}
    ),
    InterchangeState.APPLIED: frozenset({InterchangeState.ACKNOWLEDGED}),
    InterchangeState.ACKNOWLEDGED: frozenset(),
    InterchangeState.DUPLICATE: frozenset(),
    InterchangeState.PARTIAL: frozenset(),
    # Only an operator takes one out of quarantine, after the agreement was put right.
    InterchangeState.QUARANTINED: frozenset({InterchangeState.RECEIVED}),
    InterchangeState.BUILT: frozenset(
        {InterchangeState.DELIVERED, InterchangeState.ACCEPTED, InterchangeState.REJECTED}
    ),
    InterchangeState.DELIVERED: frozenset({InterchangeState.ACCEPTED, InterchangeState.REJECTED}),
    InterchangeState.ACCEPTED: frozenset(),
    InterchangeState.REJECTED: frozenset(),
}


class MessageDisposition(StrEnum):
    """What became of one message. The first three are about syntax, the rest about business."""

    ACCEPTED = "ACCEPTED"
    ACCEPTED_WITH_ERRORS = "ACCEPTED_WITH_ERRORS"
    REJECTED = "REJECTED"
    DUPLICATE = "DUPLICATE"
    BUSINESS_REJECTED = "BUSINESS_REJECTED"
    SUPERSEDED = "SUPERSEDED"
