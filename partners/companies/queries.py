"""Reads of companies that several packages need."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from partners.companies.business_days import HOST_ZONE, HostCalendar
from partners.companies.models import (
    MAY_SIGN_IN,
    Company,
    CompanyKind,
    Holiday,
    PartnerRelationship,
    RelationshipState,
)
from portal.kernel.activity import Activity
from portal.kernel.db import Work

LONGEST_PROMISE: Final = timedelta(days=366)
"""How far back a promise that still counts may have begun."""


def get_host(work: Work) -> Company:
    """Return the one company that hosts the portal; everybody may see it."""
    return work.one(sa.select(Company).where(Company.kind == CompanyKind.HOST))


def get_own_company(work: Work) -> Company:
    return work.one(sa.select(Company).where(Company.id == work.actor.company_id))


def get_relationship(work: Work, partner_id: UUID) -> PartnerRelationship:
    """Return a visible partner's relationship with the host.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.one(
        sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == partner_id)
    )


def is_leaving(work: Work) -> bool:
    """Return whether the actor's own company is being offboarded."""
    state = work.session.scalar(
        sa.select(PartnerRelationship.state).where(
            PartnerRelationship.partner_id == work.actor.company_id
        )
    )
    return state is RelationshipState.OFFBOARDING


def partners_page(
    work: Work,
    *,
    active_only: bool = False,
    after: tuple[str, UUID] | None = None,
    limit: int = 50,
) -> Sequence[PartnerRelationship]:
    """Return visible relationships with their companies, by name, past the cursor (name, id)."""
    statement = (
        sa.select(PartnerRelationship)
        .join(PartnerRelationship.partner)
        .options(contains_eager(PartnerRelationship.partner))
        .order_by(Company.trade_name, Company.id)
        .limit(limit)
    )
    if active_only:
        statement = statement.where(PartnerRelationship.state == RelationshipState.ACTIVE)
    if after is not None:
        statement = statement.where(sa.tuple_(Company.trade_name, Company.id) > sa.tuple_(*after))
    return work.all(statement)


def partner_names(
    work: Work, *, limit: int, among: UUID | None = None
) -> Sequence[sa.Row[UUID, str]]:
    """Return id and name of the first visible partners by name with whom one works now.

    The one named by `among` is there too, whatever became of it, if it is visible.
    """
    works_now = PartnerRelationship.state == RelationshipState.ACTIVE
    statement = (
        sa.select(Company.id, Company.trade_name)
        .join(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
        .where(works_now if among is None else sa.or_(works_now, Company.id == among))
        .order_by(*([] if among is None else [Company.id != among]))
        .order_by(Company.trade_name, Company.id)
        .limit(limit)
    )
    return work.session.execute(statement).all()


def partner_place(relationship: PartnerRelationship) -> tuple[str, str]:
    """Return where a relationship, loaded with its company, stands in `partners_page`."""
    return relationship.partner.trade_name, str(relationship.partner_id)


def companies_page(
    work: Work, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> Sequence[Company]:
    """Return visible companies by name, `limit` at the most, past the cursor (name, id)."""
    statement = sa.select(Company).order_by(Company.trade_name, Company.id).limit(limit)
    if after is not None:
        statement = statement.where(sa.tuple_(Company.trade_name, Company.id) > sa.tuple_(*after))
    return work.all(statement)


def last_activity(work: Work, partner_id: UUID) -> datetime | None:
    """Return when something was last done by a partner or with it, as far as one sees."""
    sides = Activity.owner_company_id, Activity.counterparty_company_id
    latest = [
        sa.select(sa.func.max(Activity.at)).where(side == partner_id).scalar_subquery()
        for side in sides
    ]
    return max((each for each in work.figures(*latest) if each is not None), default=None)


def shut_out_partners() -> sa.Select[UUID]:
    """Select the ids of partners for whom nobody may act now."""
    return sa.select(PartnerRelationship.partner_id).where(
        PartnerRelationship.state.not_in(MAY_SIGN_IN)
    )


def host_calendar(work: Work) -> HostCalendar:
    """Return the host's business days: from a year ago on, as far as its holidays are known."""
    return HostCalendar(frozenset(each.day for each in holidays_of(work)))


def holidays_of(work: Work) -> Sequence[Holiday]:
    """Return the host's holidays from a year ago on, in their order."""
    since = work.now.astimezone(HOST_ZONE).date() - LONGEST_PROMISE
    return work.all(sa.select(Holiday).where(Holiday.day >= since).order_by(Holiday.day))
