"""Who may see whom: colleagues, one's channel manager, the people of partners one looks after."""

from typing import Any

import sqlalchemy as sa

from partners.companies.models import Company, PartnerRelationship
from partners.people.models import Invitation, Membership, Person
from portal.kernel.actor import Actor
from portal.kernel.permissions import HOST_ROLES, PARTNER_ROLES, ROLE_PERMISSIONS, Role
from portal.kernel.policy import owner_is_managed, visible_to


def can_manage(actor: Actor, company: Company) -> bool:
    """Return whether the actor decides who works for a company, and as what.

    A partner's admins for their own, the host's administrators for the host; whoever writes
    partners at the host for those.
    """
    if actor.is_system:
        return True
    if actor.is_host and not company.is_host:
        return actor.has_permission("partners:write")
    return actor.has_permission("people:manage") and actor.is_company(company.id)


def grantable_roles(actor: Actor, company: Company) -> frozenset[Role]:
    """Return the roles the actor may give at a company: none with rights they lack themselves.

    The host has no partner's rights; its people may give all of them.
    """
    if not can_manage(actor, company):
        return frozenset()
    roles = HOST_ROLES if company.is_host else PARTNER_ROLES
    if actor.is_system:
        return roles
    if not actor.is_company(company.id):
        return roles - {Role.INTEGRATION}
    return giveable(actor.roles, company)


def giveable(held: frozenset[Role], company: Company) -> frozenset[Role]:
    """Return the roles that whoever holds some may give at their own company.

    Roles, not what they open today: an onboarding partner's administrator may do little yet, and
    lets in who will do the rest.
    """
    rights = frozenset().union(*(ROLE_PERMISSIONS[role] for role in held))
    if "people:manage" not in rights:
        return frozenset()
    roles = (HOST_ROLES if company.is_host else PARTNER_ROLES) - {Role.INTEGRATION}
    return frozenset(role for role in roles if ROLE_PERMISSIONS[role] <= rights)


@visible_to(Invitation)
def _invitations(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(Invitation, actor)


@visible_to(Membership)
def _memberships(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(Membership, actor)


@visible_to(Person)
def _people(actor: Actor) -> sa.ColumnElement[bool]:
    memberships = Membership.__table__.c
    known = sa.select(memberships.person_id).where(_may_see(memberships, actor))
    own_manager = sa.select(PartnerRelationship.__table__.c.channel_manager_id).where(
        PartnerRelationship.__table__.c.partner_id == actor.company_id
    )
    return sa.or_(Person.id == actor.id, Person.id.in_(known), Person.id.in_(own_manager))


def _may_see(memberships: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the rule, for the model or for its bare table, to which no rule is added again."""
    owner = memberships.owner_company_id
    own: sa.ColumnElement[bool] = owner == actor.company_id
    return sa.or_(own, owner_is_managed(owner, actor)) if actor.is_host else own
