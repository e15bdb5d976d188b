"""Reads of a partner's open deals and their plans."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from deals.closing.models import ClosurePlan
from deals.models import Deal
from deals.protection.states import RUNNING
from deals.review.states import UNDECIDED
from portal.kernel.db import Work

OpenDeal = tuple[Deal, ClosurePlan | None]


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """Return, for a statement over deals, what `Deal.is_open` says of one."""
    lasts = sa.or_(Deal.protected_until.is_(None), Deal.protected_until > now)
    return sa.or_(
        Deal.review.in_(list(UNDECIDED)), sa.and_(Deal.protection.in_(list(RUNNING)), lasts)
    )


def open_deals_page(
    work: Work,
    partner_id: UUID,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int | None = None,
) -> Sequence[OpenDeal]:
    """Return a partner's open deals with their plans, the oldest submission first."""
    statement = (
        sa.select(Deal, ClosurePlan)
        .outerjoin(ClosurePlan, ClosurePlan.deal_id == Deal.id)
        .where(Deal.owner_company_id == partner_id, is_open(work.now))
        .order_by(Deal.submitted_at, Deal.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(Deal.submitted_at, Deal.id) > sa.tuple_(*after))
    return [(deal, plan) for deal, plan in work.session.execute(statement)]


def open_count(partner_id: UUID, now: datetime) -> sa.ScalarSelect[int]:
    """Select how many visible deals of a partner are open."""
    return (
        sa.select(sa.func.count(Deal.id))
        .where(Deal.owner_company_id == partner_id, is_open(now))
        .scalar_subquery()
    )


def unplanned_count(partner_id: UUID, now: datetime) -> sa.ScalarSelect[int]:
    """Select how many of them have no plan yet."""
    planned = sa.select(ClosurePlan.deal_id).where(ClosurePlan.owner_company_id == partner_id)
    return (
        sa.select(sa.func.count(Deal.id))
        .where(Deal.owner_company_id == partner_id, is_open(now), Deal.id.not_in(planned))
        .scalar_subquery()
    )
