"""Reads of what the host proposed: what waits for the owner, who answers, and what has run out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.handoffs.models import HandOff
from deals.handoffs.states import HandOffState
from deals.models import Deal
from partners.people.models import Membership, MembershipState
from portal.kernel.actor import Reach, Side, reach_of
from portal.kernel.db import Work
from portal.kernel.permissions import ROLE_PERMISSIONS, Role

_PROPOSED = HandOff.state == HandOffState.PROPOSED


def stands_at(state: HandOffState, now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of standing there by the clock, as `HandOff.state_at` reads it."""
    written = HandOff.state == state
    if state is HandOffState.PROPOSED:
        return sa.and_(written, HandOff.consent_due_at > now)
    if state is HandOffState.EXPIRED:
        return sa.or_(written, sa.and_(_PROPOSED, HandOff.consent_due_at <= now))
    return written


def proposals_to_answer(work: Work, limit: int = 12) -> Sequence[HandOff]:
    """Return what waits for the actor's own company, the soonest end first."""
    return work.all(
        sa.select(HandOff)
        .where(
            HandOff.owner_company_id == work.actor.company_id,
            stands_at(HandOffState.PROPOSED, work.now),
        )
        .options(joinedload(HandOff.deal))
        .order_by(HandOff.consent_due_at, HandOff.id)
        .limit(limit)
    )


def lapsed_proposals(work: Work, limit: int) -> Sequence[HandOff]:
    """Return what was not answered in time and of which it was not said yet."""
    return work.all(
        sa.select(HandOff)
        .where(_PROPOSED, HandOff.consent_due_at <= work.now)
        .order_by(HandOff.consent_due_at)
        .limit(limit)
    )


def proposals_to_remind_of(work: Work, limit: int) -> Sequence[HandOff]:
    """Return open proposals of which the owner is reminded now, locked."""
    return work.all(
        sa.select(HandOff)
        .where(HandOff.remind_at <= work.now, HandOff.consent_due_at > work.now)
        .order_by(HandOff.remind_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=HandOff)
    )


def deciders_of(work: Work, deal: Deal) -> list[UUID]:
    """Return who answers for the owner: those who hand over, of deals they see. For the portal."""
    members = work.all(
        sa.select(Membership).where(
            Membership.owner_company_id == deal.owner_company_id,
            Membership.state == MembershipState.ACTIVE,
        )
    )
    return [
        each.person_id
        for each in members
        if _may_answer(frozenset(map(Role, each.roles)))
        and (_sees_all(frozenset(map(Role, each.roles))) or each.person_id == deal.submitter_id)
    ]


def _may_answer(roles: frozenset[Role]) -> bool:
    return any("deals:hand-off" in ROLE_PERMISSIONS[role] for role in roles)


def _sees_all(roles: frozenset[Role]) -> bool:
    return reach_of(Side.PARTNER, roles) is not Reach.OWN
