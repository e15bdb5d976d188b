"""Every write to people and their memberships."""

from dataclasses import dataclass

import sqlalchemy as sa

from partners.companies.models import Company
from partners.people import policies
from partners.people.events import (
    InvitationWithdrawn,
    MemberAdded,
    MemberRemoved,
    MemberResumed,
    MemberRolesChanged,
    MemberSuspended,
)
from partners.people.models import (
    Credential,
    Invitation,
    InvitationState,
    LoginSession,
    Membership,
    MembershipState,
    Person,
)
from partners.people.passwords import hash_password
from portal.kernel.bell import person_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.permissions import HOST_ROLES, PARTNER_ROLES, Role
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
    check_roles(work, company, roles)
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
        Conflict: they are the last administrator and would not be one any more.
    """
    company = work.get(Company, membership.owner_company_id)
    check_roles(work, company, roles)
    if admin_role(company) not in roles:
        _keep_an_admin(work, company, membership)
    before = list(membership.roles)
    membership.roles = sorted(role.value for role in roles)
    _withdraw_invitations(work, membership, but=policies.giveable(roles, company))
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
        Conflict: they are the last administrator.
    """
    company = _managed_company(work, membership)
    _keep_an_admin(work, company, membership)
    membership.suspend()
    _withdraw_invitations(work, membership)
    work.record(
        MemberSuspended(membership.person_id), subject=company, owner=company.id, reason=reason
    )
    work.evict(person_audience(membership.person_id))


def resume_member(work: Work, membership: Membership) -> None:
    """Let a suspended person in again, with the roles they had.

    Raises:
        TransitionRefused: they are not suspended.
    """
    company = _managed_company(work, membership)
    membership.resume()
    work.record(MemberResumed(membership.person_id), subject=company, owner=company.id)


def remove_member(work: Work, membership: Membership, reason: str) -> None:
    """Take one person out of one company, at once; what they did stays.

    Raises:
        TransitionRefused: they are removed already.
        Conflict: they are the last administrator.
    """
    company = _managed_company(work, membership)
    _keep_an_admin(work, company, membership)
    membership.remove()
    _withdraw_invitations(work, membership)
    work.record(
        MemberRemoved(membership.person_id), subject=company, owner=company.id, reason=reason
    )
    work.evict(person_audience(membership.person_id))


def admin_role(company: Company) -> Role:
    """Return the role without which nobody could let anybody else in."""
    return Role.ADMINISTRATOR if company.is_host else Role.PARTNER_ADMIN


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


def check_roles(work: Work, company: Company, roles: frozenset[Role]) -> None:
    """Refuse roles that the actor may not give at a company.

    Raises:
        Forbidden: the actor may not manage its people, or would grant rights they lack.
        Invalid: no role, or one of the other side of the counter.
    """
    ensure(policies.can_manage(work.actor, company))
    of_its_side = HOST_ROLES if company.is_host else PARTNER_ROLES
    if not roles or not roles <= of_its_side:
        raise Invalid(fields={"roles": said("Choose at least one role of this company's side.")})
    ensure(
        roles <= policies.grantable_roles(work.actor, company),
        said("You cannot grant rights that you do not have yourself."),
    )


def _withdraw_invitations(
    work: Work, membership: Membership, *, but: frozenset[Role] = frozenset()
) -> None:
    """Take back what a member has sent and may send no more, lest they let themselves in again.

    At the host that is also what they sent for partners. Roles in `but` they may still give.
    """
    company = work.get(Company, membership.owner_company_id)
    sent = sa.select(Invitation).where(
        Invitation.invited_by_id == membership.person_id,
        Invitation.state == InvitationState.OPEN,
    )
    if not company.is_host:
        sent = sent.where(Invitation.owner_company_id == company.id)
    for invitation in work.all(sent):
        if not invitation.held_roles <= but:
            invitation.withdraw(at=work.now)
            to = work.get(Company, invitation.owner_company_id)
            work.record(InvitationWithdrawn(invitation.id), subject=to, owner=to.id)


def _managed_company(work: Work, membership: Membership) -> Company:
    company = work.get(Company, membership.owner_company_id)
    ensure(policies.can_manage(work.actor, company))
    return company


def _keep_an_admin(work: Work, company: Company, leaving: Membership) -> None:
    """Refuse to take away the last administrator: nobody could let anybody in after that.

    The others are locked: two who demote each other at once must not both succeed. The portal's
    own work may, an operator then helps.
    """
    admin = admin_role(company)
    if work.actor.is_system or admin not in leaving.held_roles or not leaving.is_active:
        return
    admins = work.session.scalars(
        sa.select(Membership.id)
        .where(
            Membership.owner_company_id == company.id,
            Membership.state == MembershipState.ACTIVE,
            Membership.roles.contains([admin]),
        )
        .order_by(Membership.id)
        .with_for_update()
    ).all()
    if set(admins) <= {leaving.id}:
        raise Conflict(
            said(
                "This is the last administrator of %(company)s. Make somebody else one first.",
                company=company.trade_name,
            )
        )
