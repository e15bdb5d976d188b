"""From a membership to an actor: who this person is for the rest of the request.

These look-ups run before a tenant is known, as the portal's own work.
"""

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import (
    MAY_SIGN_IN,
    Company,
    PartnerRelationship,
    RelationshipState,
)
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.actor import Actor, ActorKind, Side, reach_of
from portal.kernel.db import Work
from portal.kernel.permissions import HOST_ROLES, PARTNER_ROLES, WHILE_ONBOARDING


def find_actor(
    work: Work,
    person_id: UUID,
    membership_id: UUID | None = None,
    *,
    company_id: UUID | None = None,
) -> Actor | None:
    """Return the actor of a person now, in the given company or the first one that may act.

    None when the person, the membership or the company may no longer act: a session of a
    suspended partner ends here, at its next request.
    """
    statement = (
        sa.select(Person, Membership, Company, PartnerRelationship.state)
        .join(Membership, Membership.person_id == Person.id)
        .join(Company, Company.id == Membership.owner_company_id)
        .outerjoin(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
        .where(
            Person.id == person_id,
            Person.is_active,
            Membership.state == MembershipState.ACTIVE,
        )
        .order_by(Membership.created_at, Membership.id)
    )
    if membership_id is not None:
        statement = statement.where(Membership.id == membership_id)
    if company_id is not None:
        statement = statement.where(Membership.owner_company_id == company_id)
    actors = (actor_now(*row) for row in work.session.execute(statement).all())
    return next((actor for actor in actors if actor is not None), None)


def actor_now(
    person: Person, membership: Membership, company: Company, state: RelationshipState | None
) -> Actor | None:
    """Return the actor of a person in a company, or None when one of the three may not act now."""
    is_member = person.is_active and membership.state is MembershipState.ACTIVE
    may_act = is_member and company_may_act(company, state)
    return narrowed(person_actor(person, membership, company), state) if may_act else None


def narrowed(actor: Actor, state: RelationshipState | None) -> Actor:
    """Return an actor with no more than its company may do in its relationship's state."""
    if state is not RelationshipState.ONBOARDING or not actor.is_partner:
        return actor
    scopes = WHILE_ONBOARDING if actor.scopes is None else actor.scopes & WHILE_ONBOARDING
    return replace(actor, scopes=scopes)


def company_may_act(company: Company, state: RelationshipState | None) -> bool:
    """Return whether anybody, person or machine, may act for the company now.

    `state` is that of its relationship with the host; a suspended partner is shut out whole.
    """
    return company.is_host or state in MAY_SIGN_IN


def person_actor(person: Person, membership: Membership, company: Company) -> Actor:
    """Return who a person is while they act for a company, whether or not they may now."""
    side = Side.HOST if company.is_host else Side.PARTNER
    roles = membership.held_roles & (HOST_ROLES if company.is_host else PARTNER_ROLES)
    return Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        name=person.name,
        company_id=company.id,
        company_name=company.trade_name,
        side=side,
        roles=roles,
        reach=reach_of(side, roles),
        locale=person.locale,
        time_zone=person.time_zone,
    )
