"""Where a hand-off and its offers stand, and where they may go from there."""

from enum import StrEnum
from typing import Final


class HandOffState(StrEnum):
    PROPOSED = "PROPOSED"
    """Begun by the host: whose deal it is has not agreed yet, and nobody else is asked."""
    DRAFT = "DRAFT"
    """Offered to nobody yet: the host decides whom to ask."""
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    RECALLED = "RECALLED"
    IN_TRANSITION = "IN_TRANSITION"
    """Somebody took it over, and the first step of the hand-over is done."""
    COMPLETED = "COMPLETED"
    RETURNED = "RETURNED"


HAND_OFF_TRANSITIONS: Final[dict[HandOffState, frozenset[HandOffState]]] = {
    HandOffState.PROPOSED: frozenset(
        {
            HandOffState.DRAFT,
            HandOffState.DECLINED,
            HandOffState.EXPIRED,
            HandOffState.RECALLED,
        }
    ),
    HandOffState.DRAFT: frozenset({HandOffState.OFFERED, HandOffState.RECALLED}),
    HandOffState.OFFERED: frozenset(
        {
            HandOffState.DRAFT,
            HandOffState.ACCEPTED,
            HandOffState.DECLINED,
            HandOffState.EXPIRED,
            HandOffState.RECALLED,
        }
    ),
    HandOffState.ACCEPTED: frozenset({HandOffState.IN_TRANSITION, HandOffState.RETURNED}),
    HandOffState.IN_TRANSITION: frozenset({HandOffState.COMPLETED, HandOffState.RETURNED}),
    HandOffState.DECLINED: frozenset(),
    HandOffState.EXPIRED: frozenset(),
    HandOffState.RECALLED: frozenset(),
    HandOffState.COMPLETED: frozenset({HandOffState.RETURNED}),
    HandOffState.RETURNED: frozenset(),
}
"""Nobody took it: the deal stays where it is, or the host decides whom to ask next.

What was completed goes back only where the deal is sold together: that can be ended at any time.
"""

WAITING: Final = frozenset({HandOffState.PROPOSED, HandOffState.DRAFT, HandOffState.OFFERED})
"""Nobody took it yet, so it can be recalled."""
TAKEN: Final = frozenset({HandOffState.ACCEPTED, HandOffState.IN_TRANSITION})
"""Somebody took it, and the two sides still hand it over."""


class OfferState(StrEnum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    RECALLED = "RECALLED"
    COMPLETED = "COMPLETED"
    RETURNED = "RETURNED"


OFFER_TRANSITIONS: Final[dict[OfferState, frozenset[OfferState]]] = {
    OfferState.PENDING: frozenset(
        {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.RECALLED}
    ),
    OfferState.ACCEPTED: frozenset({OfferState.COMPLETED, OfferState.RETURNED}),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.RECALLED: frozenset(),
    OfferState.COMPLETED: frozenset({OfferState.RETURNED}),
    OfferState.RETURNED: frozenset(),
}


class Kind(StrEnum):
    """What the receiver gets of a deal."""

    TRANSFER = "TRANSFER"
    """The deal itself, with its place and the rest of its protection."""
    CO_SELL = "CO_SELL"
    """A share of it: both sell, and both read the deal, which stays where it is."""
    ASSIST = "ASSIST"
    """The same without a share."""


class Fallback(StrEnum):
    """What becomes of a hand-off that nobody takes."""

    STAY = "STAY"
    """The deal stays with its owner."""
    HOST = "HOST"
    """The host decides whom to ask next; the deal stays with its owner meanwhile."""


class Side(StrEnum):
    GIVER = "GIVER"
    RECEIVER = "RECEIVER"


class Task(StrEnum):
    """A step of the hand-over, each of one side."""

    INTRODUCED = "INTRODUCED"
    DOCUMENTS = "DOCUMENTS"
    OPEN_POINTS = "OPEN_POINTS"
    CUSTOMER_MET = "CUSTOMER_MET"
    PLAN_MADE = "PLAN_MADE"


CHECKLIST: Final[dict[Task, Side]] = {
    Task.INTRODUCED: Side.GIVER,
    Task.DOCUMENTS: Side.GIVER,
    Task.OPEN_POINTS: Side.GIVER,
    Task.CUSTOMER_MET: Side.RECEIVER,
    Task.PLAN_MADE: Side.RECEIVER,
}
