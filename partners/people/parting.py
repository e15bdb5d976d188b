"""People at the end of a relationship: nobody is a member any more, every session is gone."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.farewell.parting import Parting, Sheet, Tie, register_sheet, register_tie
from partners.people.models import LoginSession, Membership, MembershipState, Person
from partners.people.queries import open_invitations
from portal.kernel.bell import person_audience
from portal.kernel.db import Work
from portal.kernel.words import said

_STREAMED = {"yield_per": 500}


def members_count(company_id: UUID) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(Membership.id))
        .where(
            Membership.owner_company_id == company_id,
            Membership.state != MembershipState.REMOVED,
        )
        .scalar_subquery()
    )


def _let_go(parting: Parting) -> None:
    work, partner = parting.work, parting.partner
    members = work.all(
        sa.select(Membership).where(
            Membership.owner_company_id == partner.id,
            Membership.state != MembershipState.REMOVED,
        )
    )
    for member in members:
        member.remove()
        work.evict(person_audience(member.person_id))
    for invitation in open_invitations(work, partner.id):
        invitation.withdraw(at=work.now)
    of_the_company = sa.select(Membership.id).where(Membership.owner_company_id == partner.id)
    work.session.execute(
        sa.delete(LoginSession)
        .where(LoginSession.membership_id.in_(of_the_company))
        .execution_options(synchronize_session=False)
    )


def _people(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(Person.name, Person.email, Membership.roles, Membership.created_at)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.owner_company_id == partner_id)
        .order_by(Person.name, Person.id)
        .execution_options(**_STREAMED)
    )
    for name, email, roles, since in work.session.execute(statement):
        yield name, email, ", ".join(roles), since


register_tie(
    Tie(
        said("People of the partner"),
        said("are signed out and no longer members; their open pages close"),
        _let_go,
        members_count,
    )
)
register_sheet(Sheet("people.csv", ("name", "email", "roles", "since"), _people))
