"""Whom a person works for: the companies they may act for, one at a time."""

from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import Company
from partners.people.models import Membership, MembershipState
from partners.signin.actors import find_actor
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import NotFound

_CHOOSING: Final = system_actor("workplaces")


class Workplace(NamedTuple):
    company_id: UUID
    company_name: str


def workplaces(database: Database, person_id: UUID) -> list[Workplace]:
    """Return the companies a person may act for now, by name."""
    with database.work(_CHOOSING) as work:
        rows = work.session.execute(
            sa.select(Company.id, Company.trade_name)
            .join(Membership, Membership.owner_company_id == Company.id)
            .where(Membership.person_id == person_id, Membership.state == MembershipState.ACTIVE)
            .order_by(Company.trade_name, Company.id)
        ).all()
        if len(rows) == 1:
            return [Workplace(*row) for row in rows]
        return [Workplace(*row) for row in rows if _may_act(work, person_id, row[0])]


def act_for(database: Database, person_id: UUID, company_id: UUID) -> tuple[Actor, Membership]:
    """Return who a person is at another of their companies; a session is opened for that.

    Raises:
        NotFound: they may not act there now, or there is no such company.
    """
    with database.work(_CHOOSING) as work:
        actor = find_actor(work, person_id, company_id=company_id)
        if actor is None:
            raise NotFound
        membership = work.one(
            sa.select(Membership).where(
                Membership.person_id == person_id, Membership.owner_company_id == company_id
            )
        )
        return actor, membership


def _may_act(work: Work, person_id: UUID, company_id: UUID) -> bool:
    return find_actor(work, person_id, company_id=company_id) is not None
