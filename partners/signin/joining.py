"""Accepting an invitation. Whoever has its link read the mail; more is not known about them yet.

This is the portal's own work, done before there is a tenant.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import Company, PartnerRelationship
from partners.people.actions import set_password
from partners.people.events import InvitationAccepted
from partners.people.models import (
    Credential,
    Invitation,
    Membership,
    MembershipState,
    Person,
)
from partners.signin.actors import company_may_act, person_actor
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from portal.kernel.words import said

LONGEST_NAME: Final = 120
_JOINING: Final = system_actor("joining")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an open invitation says to whoever holds its link."""

    invitation: Invitation
    company: Company
    has_login: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody without a login says they are."""

    name: str
    password: str
    locale: str
    time_zone: str


def find_offer(database: Database, invitation_id: UUID) -> Offer:
    """Return what an invitation offers now.

    Raises:
        NotFound: it was used, withdrawn or replaced, it ran out, or its company may not act.
    """
    with database.work(_JOINING) as work:
        invitation = work.get(Invitation, invitation_id)
        if not may_join(work, invitation):
            raise NotFound
        has_login = _find_login(work, invitation.email) is not None
        return Offer(invitation, work.get(Company, invitation.owner_company_id), has_login)


def join_as_newcomer(
    database: Database, invitation_id: UUID, newcomer: Newcomer
) -> tuple[Actor, Membership]:
    """Make a login for the invited address and let it into the company.

    Raises:
        NotFound: the invitation does not offer anything any more.
        Conflict: the address has a login already, which is to be used.
        Invalid: no name, or not a password.
    """
    name = " ".join(newcomer.name.split())
    if not 1 <= len(name) <= LONGEST_NAME or "\0" in name:
        raise Invalid(fields={"name": said("Enter your name as colleagues know it.")})
    with database.work(_JOINING) as work:
        invitation = _lock_offer(work, invitation_id)
        if _find_login(work, invitation.email) is not None:
            raise Conflict(said("This address has a login. Sign in with it to accept."))
        person = _person_at(work, invitation.email) or work.add(
            Person(email=invitation.email, name=name)
        )
        person.name, person.locale, person.time_zone = name, newcomer.locale, newcomer.time_zone
        work.flush()
        set_password(work, person, newcomer.password)
        return _join(work, invitation, person)


def join_as(database: Database, invitation_id: UUID, actor: Actor) -> tuple[Actor, Membership]:
    """Let somebody who is signed in into a further company.

    Raises:
        NotFound: the invitation does not offer anything any more.
        Forbidden: it is for another address than theirs.
    """
    with database.work(_JOINING) as work:
        invitation = _lock_offer(work, invitation_id)
        person = _person_at(work, invitation.email)
        if person is None or person.id != actor.id:
            raise Forbidden(said("This invitation is for another address than yours."))
        return _join(work, invitation, person)


def is_for(database: Database, offer: Offer, actor: Actor) -> bool:
    """Return whether somebody signed in is who was invited."""
    with database.work(_JOINING) as work:
        person = _person_at(work, offer.invitation.email)
        return person is not None and person.id == actor.id


def may_join(work: Work, invitation: Invitation) -> bool:
    """Return whether an invitation would let somebody in now."""
    company = work.get(Company, invitation.owner_company_id)
    state = work.session.scalar(
        sa.select(PartnerRelationship.state).where(PartnerRelationship.partner_id == company.id)
    )
    return invitation.is_open(work.now) and company_may_act(company, state)


def _lock_offer(work: Work, invitation_id: UUID) -> Invitation:
    invitation = work.lock(Invitation, invitation_id)
    if not may_join(work, invitation):
        raise NotFound
    return invitation


def _join(work: Work, invitation: Invitation, person: Person) -> tuple[Actor, Membership]:
    invitation.accept(at=work.now)
    membership = _membership(work, invitation, person)
    work.flush()
    company = work.get(Company, invitation.owner_company_id)
    actor = person_actor(person, membership, company)
    event = InvitationAccepted(invitation.id, person.id, tuple(membership.roles))
    work.record(event, subject=company, owner=company.id, by=actor)
    return actor, membership


def _membership(work: Work, invitation: Invitation, person: Person) -> Membership:
    """Return the membership as invited; one who was removed comes back to the one they had."""
    known = work.session.scalars(
        sa.select(Membership).where(
            Membership.owner_company_id == invitation.owner_company_id,
            Membership.person_id == person.id,
        )
    ).first()
    if known is not None:
        known.join(invitation.held_roles)
        return known
    return work.add(
        Membership(
            owner_company_id=invitation.owner_company_id,
            person_id=person.id,
            roles=list(invitation.roles),
            state=MembershipState.ACTIVE,
        )
    )


def _person_at(work: Work, email: str) -> Person | None:
    return work.session.scalars(sa.select(Person).where(Person.email == email)).first()


def _find_login(work: Work, email: str) -> UUID | None:
    return work.session.scalar(
        sa.select(Credential.person_id)
        .join(Person, Person.id == Credential.person_id)
        .where(Person.email == email)
    )
