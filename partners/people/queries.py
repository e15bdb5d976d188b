"""Reads of people that several packages need."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from partners.companies.models import PartnerRelationship
from partners.people.models import Invitation, InvitationState, Membership, Person
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
