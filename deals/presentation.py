"""How states and clocks of deals look: a word, an icon and a tone, never colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from flask_babel import gettext, lazy_gettext

from deals.models import Deal
from deals.pipeline.presentation import STAGES
from deals.pipeline.states import Stage
from deals.protection.states import ProtectionState
from deals.review.states import Review
from portal.web.spans import span_in_words

Badge = tuple[Any, str, str]
"""A word, a tone and an icon."""

REVIEW_BADGES: dict[Review, Badge] = {
    Review.DRAFT: (lazy_gettext("Draft"), "neutral", "circle-dashed"),
    Review.SUBMITTED: (lazy_gettext("Submitted"), "blue", "send"),
    Review.IN_REVIEW: (lazy_gettext("In review"), "amber", "clock"),
    Review.ACTION_REQUIRED: (lazy_gettext("Info needed"), "red", "circle-alert"),
    Review.CONFLICT_HOLD: (lazy_gettext("On hold"), "amber", "circle-pause"),
    Review.WAIT_LISTED: (lazy_gettext("Wait-list"), "blue", "list-ordered"),
    Review.APPROVED: (lazy_gettext("Approved"), "green", "shield-check"),
    Review.REJECTED: (lazy_gettext("Declined"), "neutral", "circle-x"),
    Review.WITHDRAWN: (lazy_gettext("Withdrawn"), "neutral", "undo-2"),
    Review.CANCELLED: (lazy_gettext("Cancelled"), "neutral", "circle-slash"),
}
HANDED_OVER = (lazy_gettext("Handed over"), "neutral", "arrow-right-left")
"""Of a deal that was approved and goes on at another company."""
CLOSED_BADGES: dict[Stage, Badge] = {
    Stage.WON: (STAGES[Stage.WON], "violet", "trophy"),
    Stage.LOST: (STAGES[Stage.LOST], "neutral", "circle-minus"),
    Stage.CLOSED_ERROR: (STAGES[Stage.CLOSED_ERROR], "neutral", "eraser"),
}

Standing = Review | Stage | ProtectionState
"""Where a deal stands, on the one of its axes that matters."""
BADGES = dict[Standing, Badge](
    [*REVIEW_BADGES.items(), *CLOSED_BADGES.items(), (ProtectionState.TRANSFERRED, HANDED_OVER)]
)


def told_of(deal: Deal, *, to_host: bool) -> Badge:
    """Return the one label that a reader is told of a deal."""
    return BADGES[standing_of(deal, to_host=to_host)]


def standing_of(deal: Deal, *, to_host: bool) -> Standing:
    """Return where it stands, as a reader is told.

    The axes stay what they are: of an approved one it matters that it went elsewhere or how it
    ended, and of a hold no partner learns.
    """
    if deal.was_handed_over:
        return ProtectionState.TRANSFERRED
    if deal.review is Review.APPROVED and deal.is_closed:
        return deal.stage
    return deal.review if to_host else deal.review_told


def clock_of(deal: Deal, now: datetime) -> tuple[float, str] | None:
    """Return the share of the promise used (0 to 1) and what is left in words.

    None when no promise runs: it is decided or wait-listed, or a question holds the clock.
    """
    if not deal.awaits_the_host or deal.submitted_at is None or deal.answer_due_at is None:
        return None
    total = (deal.answer_due_at - (deal.clock_from or deal.submitted_at)).total_seconds()
    left = (deal.answer_due_at - now).total_seconds()
    used = min(max(1 - left / total, 0), 1) if total > 0 else 1
    return used, span_in_words(left)


def protection_in_words(deal: Deal, now: datetime) -> str | None:
    """`89 of 90 days left` of a running protection; a day that has begun counts."""
    until = deal.protected_until
    if deal.protection is not ProtectionState.ACTIVE or not deal.protection_runs(now):
        return gettext("provisionally protected") if deal.is_protected(now) else None
    if until is None:
        return gettext("extension asked")
    total = ceil((until - (deal.protected_from or now)) / timedelta(days=1))
    left = max(ceil((until - now) / timedelta(days=1)), 0)
    return gettext("%(left)s of %(total)s days left", left=left, total=total)


@dataclass(frozen=True, slots=True)
class Steps:
    """Labels with their notes, and the index of the current one."""

    labels: list[tuple[str, str | None]]
    current: int


def steps_of(deal: Deal) -> Steps:
    """Return Submitted, Review, Decision, Closed and where the deal stands."""
    labels: list[tuple[str, str | None]] = [
        (gettext("Submitted"), None),
        (gettext("Review"), None),
        (gettext("Decision"), None),
        (gettext("Closed"), None),
    ]
    match deal.review:
        case Review.DRAFT | Review.SUBMITTED:
            current = 0
        case Review.IN_REVIEW | Review.ACTION_REQUIRED | Review.CONFLICT_HOLD | Review.WAIT_LISTED:
            current = 1
        case Review.APPROVED | Review.REJECTED:
            current = 2
        case _:
            current = 3
    return Steps(labels, current)
