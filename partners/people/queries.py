"""Reads of people that several packages need."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from partners.companies.models import PartnerRelationship
from partners.people.models import (
    Invitation,
    InvitationState,
    Membership,
    MembershipState,
    Person,
)
from portal.kernel.db import Work


def channel_manager_of(work: Work, partner_id: UUID) -> UUID | None:
    """Return the person at the host who looks after a partner, if one is assigned."""
    return work.session.scalar(
        sa.select(PartnerRelationship.channel_manager_id).where(
            PartnerRelationship.partner_id == partner_id
        )
    )


def members_page(
    work: Work, company_id: UUID, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> Sequence[Membership]:
    """Return a company's visible members with their people, by name, past the cursor (name, id)."""
    statement = (
        sa.select(Membership)
        .join(Membership.person)
        .where(Membership.owner_company_id == company_id)
        .options(contains_eager(Membership.person))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(Person.name, Person.id) > sa.tuple_(*after))
    return work.all(statement)


def member_place(member: Membership) -> tuple[str, str]:
    """Return where a member, loaded with their person, stands in `members_page`."""
    return member.person.name, str(member.person_id)


def open_invitations(work: Work, company_id: UUID) -> Sequence[Invitation]:
    """Return a company's invitations that nobody used or withdrew, those run out among them."""
    return work.all(
        sa.select(Invitation)
        .where(Invitation.owner_company_id == company_id, Invitation.state == InvitationState.OPEN)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(200)
    )


def find_colleague(work: Work, person_id: UUID) -> Person | None:
    """Return an active person of the actor's own company."""
    found = work.session.scalars(_colleagues(work).where(Membership.person_id == person_id)).first()
    return found.person if found else None


def colleagues(work: Work, limit: int = 200) -> Sequence[Person]:
    """Return the active people of the actor's own company, by name."""
    members = work.all(_colleagues(work).order_by(Person.name, Person.id).limit(limit))
    return [member.person for member in members]


def _colleagues(work: Work) -> sa.Select[Membership]:
    return (
        sa.select(Membership)
        .join(Membership.person)
        .where(
            Membership.owner_company_id == work.actor.company_id,
            Membership.state == MembershipState.ACTIVE,
        )
        .options(contains_eager(Membership.person))
    )
