"""Where the host's decision on a registration stands, and what may follow what."""

from enum import StrEnum
from typing import Final


class Review(StrEnum):
    """Where the host's decision stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    CONFLICT_HOLD = "CONFLICT_HOLD"
    WAIT_LISTED = "WAIT_LISTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"


_OPEN_ENDS: Final = frozenset({Review.WITHDRAWN, Review.CANCELLED})

REVIEW_TRANSITIONS: Final[dict[Review, frozenset[Review]]] = {
    Review.DRAFT: frozenset({Review.SUBMITTED, Review.WITHDRAWN}),
    Review.SUBMITTED: frozenset({Review.IN_REVIEW}) | _OPEN_ENDS,
    Review.IN_REVIEW: frozenset(
        {
            Review.ACTION_REQUIRED,
            Review.CONFLICT_HOLD,
            Review.WAIT_LISTED,
            Review.APPROVED,
            Review.REJECTED,
        }
    )
    | _OPEN_ENDS,
    Review.ACTION_REQUIRED: frozenset({Review.IN_REVIEW, Review.REJECTED}) | _OPEN_ENDS,
    Review.CONFLICT_HOLD: frozenset({Review.IN_REVIEW}) | _OPEN_ENDS,
    Review.WAIT_LISTED: frozenset({Review.IN_REVIEW, Review.REJECTED}) | _OPEN_ENDS,
    Review.APPROVED: frozenset(),
    Review.REJECTED: frozenset({Review.IN_REVIEW}),
    Review.WITHDRAWN: frozenset(),
    Review.CANCELLED: frozenset(),
}

"""A registration leaves the wait-list when it is next in line, and a rejection by a dispute."""

UNDECIDED: Final = frozenset(
    {
        Review.SUBMITTED,
        Review.IN_REVIEW,
        Review.ACTION_REQUIRED,
        Review.CONFLICT_HOLD,
        Review.WAIT_LISTED,
    }
)
AT_THE_HOST: Final = UNDECIDED - {Review.ACTION_REQUIRED, Review.WAIT_LISTED}


def review_told(review: Review) -> Review:
    """Return where a decision stands for others than the host: a hold would tell of a rival."""
    return Review.IN_REVIEW if review is Review.CONFLICT_HOLD else review
