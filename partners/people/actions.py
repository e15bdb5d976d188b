"""Every write to people and their memberships."""

from dataclasses import dataclass

import sqlalchemy as sa

from partners.companies.models import Company
from partners.people.events import MemberAdded, MemberRolesChanged, MemberSuspended
from partners.people.models import (
    Credential,
    LoginSession,
    Membership,
    MembershipState,
    Person,
)
from partners.people.passwords import hash_password
from portal.kernel.bell import person_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Forbidden, Invalid
from portal.kernel.permissions import HOST_ROLES, PARTNER_ROLES, ROLE_PERMISSIONS, Role
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_people_email",
    lambda: Conflict(said("This person cannot be added. Ask them to sign in first.")),
)


@dataclass(frozen=True, slots=True)
class NewPerson:
    email: str
    name: str
    locale: str = "en"
    time_zone: str = "Europe/Berlin"


def add_member(work: Work, company: Company, new: NewPerson, roles: frozenset[Role]) -> Person:
    """Add a person to a company with the given roles.

    Raises:
        Forbidden: the actor may not, or would grant a role whose rights they lack.
        Invalid: the roles do not exist on that side of the counter.
    """
    _check_roles(work, company, roles)
    person = work.add(
        Person(
            email=new.email.strip().lower(),
            name=new.name.strip(),
            locale=new.locale,
            time_zone=new.time_zone,
        )
    )
    work.flush()
    membership = work.add(
        Membership(
            owner_company_id=company.id,
            person_id=person.id,
            roles=sorted(role.value for role in roles),
            state=MembershipState.ACTIVE,
        )
    )
    work.flush()
    work.record(MemberAdded(person.id, tuple(membership.roles)), subject=company, owner=company.id)
    return person


def change_roles(work: Work, membership: Membership, roles: frozenset[Role]) -> None:
    """Give a member other roles; the next request and every open socket follow.

    Raises:
        Forbidden: the actor may not, or would grant a role whose rights they lack.
    """
    company = work.get(Company, membership.owner_company_id)
    _check_roles(work, company, roles)
    before = list(membership.roles)
    membership.roles = sorted(role.value for role in roles)
    work.record(
        MemberRolesChanged(membership.person_id, tuple(membership.roles)),
        subject=company,
        owner=company.id,
        before={"roles": before},
    )
    work.evict(person_audience(membership.person_id))


def suspend_member(work: Work, membership: Membership, reason: str) -> None:
    """Shut one person out of one company, at once.

    Raises:
        TransitionRefused: they are shut out already, only invited, or removed.
    """
    company = work.get(Company, membership.owner_company_id)
    ensure(_may_manage(work, company))
    membership.suspend()
    work.record(
        MemberSuspended(membership.person_id), subject=company, owner=company.id, reason=reason
    )
    work.evict(person_audience(membership.person_id))


def set_password(work: Work, person: Person, password: str) -> None:
    """Set a password (the portal's own work: the hash is out of every tenant's reach).

    A change ends every session of the person: whoever held one may be why it was changed.

    Raises:
        Invalid: shorter than 12 or longer than 1,000 characters.
    """
    ensure(work.actor.is_system)
    credential = work.session.get(Credential, person.id) or Credential(person_id=person.id)
    credential.password_hash = hash_password(password)
    credential.changed_at = work.now
    work.session.add(credential)
    work.session.execute(sa.delete(LoginSession).where(LoginSession.person_id == person.id))
    work.evict(person_audience(person.id))


def _check_roles(work: Work, company: Company, roles: frozenset[Role]) -> None:
    ensure(_may_manage(work, company))
    allowed = HOST_ROLES if company.is_host else PARTNER_ROLES
    if not roles or not roles <= allowed:
        raise Invalid(fields={"roles": said("Choose at least one role of this company's side.")})
    if work.actor.is_partner:
        wanted = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
        if not wanted <= work.actor.permissions:
            raise Forbidden(said("You cannot grant rights that you do not have yourself."))


def _may_manage(work: Work, company: Company) -> bool:
    actor = work.actor
    if actor.is_system or (actor.is_host and actor.has_permission("partners:write")):
        return True
    return Role.PARTNER_ADMIN in actor.roles and actor.is_company(company.id)
