"""How far a sale is, on screen: its line of stages and the form that moves it."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from deals import policies
from deals.models import Deal
from deals.pipeline.states import CLOSED, REASONS, Stage, StageReason
from deals.review.states import Review
from portal.kernel.db import Work

STAGES: dict[Stage, Any] = {
    Stage.QUALIFIED: lazy_gettext("Qualified"),
    Stage.DEVELOPED: lazy_gettext("Developed"),
    Stage.PROPOSED: lazy_gettext("Proposed"),
    Stage.NEGOTIATED: lazy_gettext("Negotiated"),
    Stage.WON: lazy_gettext("Won"),
    Stage.LOST: lazy_gettext("Lost"),
    Stage.CLOSED_ERROR: lazy_gettext("Entered in error"),
}
STAGE_REASONS: dict[StageReason, Any] = {
    StageReason.SOLUTION: lazy_gettext("The solution"),
    StageReason.PRICE: lazy_gettext("The price"),
    StageReason.RELATIONSHIP: lazy_gettext("The relationship"),
    StageReason.DELIVERY: lazy_gettext("The delivery time"),
    StageReason.COMPETITOR: lazy_gettext("A competitor"),
    StageReason.NO_BUDGET: lazy_gettext("No budget"),
    StageReason.NO_DECISION: lazy_gettext("No decision"),
    StageReason.TIMING: lazy_gettext("The wrong time"),
    StageReason.DUPLICATE: lazy_gettext("A duplicate"),
    StageReason.WRONG_CUSTOMER: lazy_gettext("The wrong customer"),
    StageReason.ENTERED_BY_MISTAKE: lazy_gettext("Entered by mistake"),
    StageReason.OTHER: lazy_gettext("Something else"),
}
_WAY = (Stage.QUALIFIED, Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`steps` is empty before the approval; `choices` where this reader cannot move it."""

    steps: list[tuple[Any, str | None]]
    current: int
    choices: list[tuple[str, Any]]
    reasons: list[tuple[str, Any, list[tuple[str, Any]]]]
    """Each end on offer with its label and the reasons that fit it."""
    reason: Any
    """Why it was won or lost, once it was."""
    can_correct: bool


def pipeline_of(work: Work, deal: Deal) -> Pipeline:
    is_approved = deal.review is Review.APPROVED
    can_move = is_approved and policies.can_move(work.actor, deal)
    choices = [each for each in Stage if can_move and deal.may_move_to(each)]
    stages = _stages(deal)
    return Pipeline(
        steps=[(STAGES[each], None) for each in stages] if is_approved else [],
        current=stages.index(deal.stage),
        choices=[(each.value, STAGES[each]) for each in choices],
        reasons=_reasons(choices),
        reason=STAGE_REASONS[deal.stage_reason] if deal.stage_reason else None,
        can_correct=deal.is_closed and is_approved and policies.can_answer(work.actor, deal),
    )


def does_not_fit(end: Stage, reason: StageReason) -> str:
    """Return in words what the action refuses in codes, which machines send."""
    return gettext(
        "“%(reason)s” is no reason for “%(stage)s”. Choose one of: %(reasons)s.",
        reason=STAGE_REASONS[reason],
        stage=STAGES[end],
        reasons=", ".join(str(STAGE_REASONS[each]) for each in REASONS[end]),
    )


def _stages(deal: Deal) -> tuple[Stage, ...]:
    """Return the way to a win; one that ended elsewhere says where it began and how it ended."""
    if deal.stage in CLOSED and deal.stage is not Stage.WON:
        return _WAY[0], deal.stage
    return (*_WAY, Stage.WON)


def _reasons(choices: list[Stage]) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    return [
        (end.value, STAGES[end], [(each.value, STAGE_REASONS[each]) for each in REASONS[end]])
        for end in choices
        if end in CLOSED
    ]
