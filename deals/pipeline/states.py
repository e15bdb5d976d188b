"""How far a sale is, where it may go from there, and why it ended."""

from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """How far the sale itself is."""

    QUALIFIED = "QUALIFIED"
    DEVELOPED = "DEVELOPED"
    PROPOSED = "PROPOSED"
    NEGOTIATED = "NEGOTIATED"
    WON = "WON"
    LOST = "LOST"
    CLOSED_ERROR = "CLOSED_ERROR"


class StageReason(StrEnum):
    """Why a sale was won or lost, or should never have stood here."""

    SOLUTION = "SOLUTION"
    PRICE = "PRICE"
    RELATIONSHIP = "RELATIONSHIP"
    DELIVERY = "DELIVERY"
    COMPETITOR = "COMPETITOR"
    NO_BUDGET = "NO_BUDGET"
    NO_DECISION = "NO_DECISION"
    TIMING = "TIMING"
    DUPLICATE = "DUPLICATE"
    WRONG_CUSTOMER = "WRONG_CUSTOMER"
    ENTERED_BY_MISTAKE = "ENTERED_BY_MISTAKE"
    OTHER = "OTHER"


_ENDS_EARLY: Final = frozenset({Stage.LOST, Stage.CLOSED_ERROR})

STAGE_TRANSITIONS: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.QUALIFIED: frozenset({Stage.DEVELOPED}) | _ENDS_EARLY,
    Stage.DEVELOPED: frozenset({Stage.PROPOSED}) | _ENDS_EARLY,
    Stage.PROPOSED: frozenset({Stage.NEGOTIATED}) | _ENDS_EARLY,
    Stage.NEGOTIATED: frozenset({Stage.WON}) | _ENDS_EARLY,
    Stage.WON: frozenset(),
    Stage.LOST: frozenset(),
    Stage.CLOSED_ERROR: frozenset(),
}
"""The database holds the same map (`kontor_deal_moves`)."""

OPEN: Final = (Stage.QUALIFIED, Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED)
"""The stages of a sale that has not ended, in order."""
CLOSED: Final = frozenset({Stage.WON, Stage.LOST, Stage.CLOSED_ERROR})

REASONS: Final[dict[Stage, tuple[StageReason, ...]]] = {
    Stage.WON: (
        StageReason.SOLUTION,
        StageReason.PRICE,
        StageReason.RELATIONSHIP,
        StageReason.DELIVERY,
        StageReason.OTHER,
    ),
    Stage.LOST: (
        StageReason.COMPETITOR,
        StageReason.PRICE,
        StageReason.SOLUTION,
        StageReason.DELIVERY,
        StageReason.NO_BUDGET,
        StageReason.NO_DECISION,
        StageReason.TIMING,
        StageReason.OTHER,
    ),
    Stage.CLOSED_ERROR: (
        StageReason.DUPLICATE,
        StageReason.WRONG_CUSTOMER,
        StageReason.ENTERED_BY_MISTAKE,
        StageReason.OTHER,
    ),
}
"""What may be said of each end; the stages before have no reason."""
