"""Reads of disputes: that of a deal, who is concerned by it, and what is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from deals.disputes.models import Dispute, DisputeDecision
from deals.disputes.states import AT_THE_HOST, Disputed, DisputeState
from deals.models import Deal
from deals.protection.states import ProtectionState
from deals.review.states import Review
from portal.kernel.activity import Activity
from portal.kernel.db import Work

_SAID_BY: Final = {
    Disputed.REJECTION: "deal-rejected",
    Disputed.WAIT_LIST: "deal-wait-listed",
    Disputed.REVOCATION: "protection-revoked",
}


def disputes_of(work: Work, deal: Deal, limit: int | None = None) -> Sequence[Dispute]:
    """Return the visible disputes about a deal with their decisions, the last one first."""
    return work.all(
        sa.select(Dispute)
        .where(Dispute.deal_id == deal.id)
        .options(selectinload(Dispute.decisions))
        .order_by(Dispute.created_at.desc(), Dispute.id.desc())
        .limit(limit)
    )


def find_dispute(work: Work, deal: Deal) -> Dispute | None:
    """Return the last dispute of a deal, with its decisions."""
    return next(iter(disputes_of(work, deal, 1)), None)


def disputes_to_decide(work: Work, limit: int = 12) -> Sequence[tuple[Deal, Dispute]]:
    """Return visible disputes that the actor may judge with their deals, the soonest promise first.

    Whoever took a decision does not judge it. Of a deal its partner is loaded.
    """
    judged = sa.select(DisputeDecision.dispute_id).where(
        DisputeDecision.decided_by_id == work.actor.id
    )
    rows = work.session.execute(
        sa.select(Deal, Dispute)
        .join(Dispute, Dispute.deal_id == Deal.id)
        .where(
            Dispute.state.in_(list(AT_THE_HOST)),
            Dispute.against_id.is_distinct_from(work.actor.id),
            Dispute.id.not_in(judged),
        )
        .options(joinedload(Deal.partner), selectinload(Dispute.decisions))
        .order_by(Dispute.due_at, Dispute.id)
        .limit(limit)
    )
    return [(deal, dispute) for deal, dispute in rows]


def disputable(deal: Deal) -> tuple[Disputed, datetime | None] | None:
    """Return which decision can be disputed now, and when it was taken if that matters."""
    if deal.review is Review.REJECTED:
        return Disputed.REJECTION, deal.decided_at
    if deal.is_wait_listed:
        return Disputed.WAIT_LIST, None
    if deal.review is Review.APPROVED and deal.protection is ProtectionState.REVOKED:
        return Disputed.REVOCATION, deal.protected_until
    return None


def who_decided(work: Work, deal: Deal, about: Disputed) -> UUID | None:
    """Return the person whose decision it was, as the record of what happened tells."""
    return work.session.scalars(
        sa.select(Activity.actor_id)
        .where(Activity.subject_id == deal.id, Activity.verb == _SAID_BY[about])
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    ).first()


def late_disputes(work: Work, limit: int) -> Sequence[Dispute]:
    """Return those that the host did not decide in time and of which it was not said, locked."""
    return _locked(
        work,
        sa.select(Dispute)
        .where(
            Dispute.state.in_(list(AT_THE_HOST)),
            Dispute.due_at <= work.now,
            Dispute.is_late.is_(False),
        )
        .order_by(Dispute.due_at)
        .limit(limit),
    )


def unappealed_disputes(work: Work, limit: int) -> Sequence[Dispute]:
    """Return those that were decided and not appealed in time, locked."""
    return _locked(
        work,
        sa.select(Dispute)
        .where(Dispute.state == DisputeState.DECIDED, Dispute.appeal_until <= work.now)
        .order_by(Dispute.appeal_until)
        .limit(limit),
    )


def _locked(work: Work, statement: sa.Select[Dispute]) -> Sequence[Dispute]:
    """Two workers at once pass over each other's rows."""
    return work.all(statement.with_for_update(skip_locked=True, of=Dispute))
