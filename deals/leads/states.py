"""Where a lead and its offers stand, and where they may go from there."""

from enum import StrEnum
from typing import Final


class LeadState(StrEnum):
    NEW = "NEW"
    QUALIFIED = "QUALIFIED"
    OFFERED = "OFFERED"
    UNPLACED = "UNPLACED"
    """Whoever could be asked has declined or let it lapse."""
    ACCEPTED = "ACCEPTED"
    CONTACTED = "CONTACTED"
    CONVERTED = "CONVERTED"
    RETIRED = "RETIRED"
    """Qualified once, and given up: nobody buys now."""
    REJECTED = "REJECTED"
    """Never one: spam, a competitor, outside the programme."""


LEAD_TRANSITIONS: Final[dict[LeadState, frozenset[LeadState]]] = {
    LeadState.NEW: frozenset({LeadState.QUALIFIED, LeadState.REJECTED}),
    LeadState.QUALIFIED: frozenset(
        {LeadState.OFFERED, LeadState.UNPLACED, LeadState.RETIRED, LeadState.REJECTED}
    ),
    LeadState.OFFERED: frozenset({LeadState.ACCEPTED, LeadState.QUALIFIED, LeadState.UNPLACED}),
    LeadState.UNPLACED: frozenset({LeadState.OFFERED, LeadState.RETIRED, LeadState.REJECTED}),
    LeadState.ACCEPTED: frozenset({LeadState.CONTACTED, LeadState.QUALIFIED, LeadState.RETIRED}),
    LeadState.CONTACTED: frozenset({LeadState.CONVERTED, LeadState.RETIRED}),
    LeadState.CONVERTED: frozenset(),
    LeadState.RETIRED: frozenset(),
    LeadState.REJECTED: frozenset(),
}
"""Recalled by the host, an offered or accepted lead is as it was when it was qualified."""

PLACEABLE: Final = frozenset({LeadState.QUALIFIED, LeadState.UNPLACED})
HELD: Final = frozenset({LeadState.ACCEPTED, LeadState.CONTACTED})
"""A partner works on it, and it counts towards how many that one can take."""


class OfferState(StrEnum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    RECALLED = "RECALLED"


OFFER_TRANSITIONS: Final[dict[OfferState, frozenset[OfferState]]] = {
    OfferState.PENDING: frozenset(set(OfferState) - {OfferState.PENDING}),
    OfferState.ACCEPTED: frozenset({OfferState.RECALLED}),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.RECALLED: frozenset(),
}
"""An accepted one is recalled when the partner does not reach the customer."""


class Rule(StrEnum):
    """By which rule a lead is offered."""

    PUSH = "PUSH"
    """To the partner that the host names."""
    POOL = "POOL"
    """To all who can take it; whoever claims it first has it."""
    ROUND_ROBIN = "ROUND_ROBIN"
    """To one after the other, beginning with whom nothing was offered for longest."""
    CASCADE = "CASCADE"
    """To one after the other, the nearest to the territory first (`candidates.in_cascade`)."""
    PROTECTED = "PROTECTED"
    """To the partner that is protected on this customer already, whatever was chosen."""


CHOSEN: Final = (Rule.PUSH, Rule.POOL, Rule.ROUND_ROBIN, Rule.CASCADE)


class Size(StrEnum):
    """How many people the customer employs."""

    MICRO = "MICRO"
    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"
