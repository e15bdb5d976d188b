"""Moving a sale along, up to its end."""

from deals import policies
from deals.bells import ring_deal
from deals.models import Deal
from deals.pipeline.events import DealStageMoved
from deals.pipeline.states import CLOSED, REASONS, Stage, StageReason
from deals.protection.actions import end_quietly
from deals.protection.states import ProtectionState
from deals.pulse.actions import beat
from portal.kernel.companions import part
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "deal_moves",
    lambda: TransitionRefused(said("This deal has moved on, so this step is not open any more.")),
)
constraint_means(
    "closed_for_good",
    lambda: TransitionRefused(
        said("A closed deal is not changed. Register a correction, which points at it.")
    ),
)


def move_stage(
    work: Work, deal: Deal, stage: Stage | None, reason: StageReason | None, note: str
) -> None:
    """Say how far the sale is; its end has a reason, and ends a running protection.

    Raises:
        Forbidden: it is not the actor's sale.
        Invalid: no stage, or an end without a reason that fits it.
        TransitionRefused: it is not approved, or the map of stages leads elsewhere.
    """
    ensure(
        policies.can_move(work.actor, deal),
        said("The partner moves its deal along, and the host only one that both sell."),
    )
    if stage is None:
        raise Invalid(fields={"stage": said("Choose how far the deal is.")})
    _check_reason(stage, reason)
    before = {"stage": deal.stage, "protection": deal.protection}
    deal.move_to(stage, reason, at=work.now)
    _end_protection(work, deal)
    work.record(
        DealStageMoved(deal.id, stage, deal.stage_reason),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after={"stage": stage, "protection": deal.protection},
        reason=note.strip() or None,
    )
    if deal.is_closed:
        part(work, deal)
    beat(work, deal)
    ring_deal(work, deal)


def _check_reason(stage: Stage, reason: StageReason | None) -> None:
    if stage not in CLOSED:
        return
    if reason is None:
        raise Invalid(fields={"stage_reason": said("Choose the reason.")})
    if reason not in REASONS[stage]:
        does_not_fit = said(
            "%(reason)s is no reason for %(stage)s. Choose one of: %(reasons)s.",
            reason=reason.value,
            stage=stage.value,
            reasons=", ".join(REASONS[stage]),
        )
        raise Invalid(fields={"stage_reason": does_not_fit})


def _end_protection(work: Work, deal: Deal) -> None:
    match deal.stage:
        case Stage.WON:
            end_quietly(work, deal, ProtectionState.FULFILLED)
        case Stage.LOST:
            end_quietly(work, deal, ProtectionState.RELEASED, cools=True)
        case Stage.CLOSED_ERROR:
            end_quietly(work, deal, ProtectionState.RELEASED)
