"""Where a dispute stands, what it is about, and how it may be decided."""

from enum import StrEnum
from typing import Final


class DisputeState(StrEnum):
    OPEN = "OPEN"
    INVESTIGATING = "INVESTIGATING"
    DECIDED = "DECIDED"
    APPEALED = "APPEALED"
    FINAL = "FINAL"


class Disputed(StrEnum):
    """The decision that a partner does not accept."""

    REJECTION = "REJECTION"
    WAIT_LIST = "WAIT_LIST"
    REVOCATION = "REVOCATION"


class Verdict(StrEnum):
    """What a dispute comes to: the decision stands, falls, or both sides get a part."""

    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    SPLIT = "SPLIT"


DISPUTE_TRANSITIONS: Final[dict[DisputeState, frozenset[DisputeState]]] = {
    DisputeState.OPEN: frozenset({DisputeState.INVESTIGATING}),
    DisputeState.INVESTIGATING: frozenset({DisputeState.DECIDED, DisputeState.FINAL}),
    DisputeState.DECIDED: frozenset({DisputeState.APPEALED, DisputeState.FINAL}),
    DisputeState.APPEALED: frozenset({DisputeState.FINAL}),
    DisputeState.FINAL: frozenset(),
}
"""A decision that gives the partner all it asked for is final at once."""

AT_THE_HOST: Final = frozenset(
    {DisputeState.OPEN, DisputeState.INVESTIGATING, DisputeState.APPEALED}
)
