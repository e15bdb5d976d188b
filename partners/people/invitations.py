"""Inviting people to a company, by mail."""

import re
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from partners.companies.models import Company
from partners.mails.actions import Recipient, send_mail
from partners.people import policies
from partners.people.actions import check_roles
from partners.people.events import InvitationWithdrawn, PersonInvited
from partners.people.models import (
    Invitation,
    InvitationState,
    Membership,
    MembershipState,
    Person,
)
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.permissions import Role
from portal.kernel.policy import ensure
from portal.kernel.words import LANGUAGES, said

LETTER: Final = "invitation"
VALID: Final = timedelta(days=7)
PER_DAY: Final = 100
"""How many a company may send in a day: the portal is no machine for mailing strangers."""
LONGEST_EMAIL: Final = 254
"""RFC 5321, 4.5.3.1.3, without its angle brackets."""
_EMAIL: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
NOT_AN_EMAIL: Final = said("Enter a mail address, like name@company.example.")

constraint_means(
    "uq_invitations_one_open",
    lambda: Conflict(said("A colleague has just invited the same person.")),
)


def invite(
    work: Work, company: Company, email: str, roles: frozenset[Role], locale: str
) -> Invitation:
    """Invite whoever reads mail at an address; an earlier invitation of theirs dies.

    The answer is the same whether or not the address has a login somewhere: nobody looks.

    Raises:
        Forbidden: the actor may not, or would grant a role whose rights they lack.
        Invalid: no mail address, a member already, no role, or too many in one day.
    """
    check_roles(work, company, roles)
    email = clean_email(email)
    _refuse_members(work, company, email)
    _refuse_flood(work, company)
    for earlier in _open_invitations(work, company, email):
        earlier.withdraw(at=work.now)
    work.flush()
    invitation = work.add(
        Invitation(
            owner_company_id=company.id,
            email=email,
            roles=sorted(role.value for role in roles),
            invited_by_id=work.actor.id,
            invited_by_name=work.actor.name,
            expires_at=work.now + VALID,
        )
    )
    work.flush()
    event = PersonInvited(invitation.id, tuple(invitation.roles))
    work.record(event, subject=company, owner=company.id)
    language = locale if locale in LANGUAGES else work.actor.locale
    send_mail(work, LETTER, invitation.id, Recipient(email, language, company.id))
    return invitation


def withdraw_invitation(work: Work, invitation: Invitation) -> None:
    """Take an invitation back: its link does not work any more.

    Raises:
        TransitionRefused: it was used or withdrawn.
    """
    company = work.get(Company, invitation.owner_company_id)
    ensure(policies.can_manage(work.actor, company))
    invitation.withdraw(at=work.now)
    work.record(InvitationWithdrawn(invitation.id), subject=company, owner=company.id)


def clean_email(text: str) -> str:
    """Return an address as it is compared.

    Raises:
        Invalid: it is not one that mail can be sent to.
    """
    email = text.strip().lower()
    if not is_email(email):
        raise Invalid(fields={"email": NOT_AN_EMAIL})
    return email


def is_email(text: str) -> bool:
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def _refuse_members(work: Work, company: Company, email: str) -> None:
    state = work.session.scalar(
        sa.select(Membership.state)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.owner_company_id == company.id, Person.email == email)
    )
    if state is MembershipState.ACTIVE:
        raise Invalid(fields={"email": said("This person works here already.")})
    if state is MembershipState.SUSPENDED:
        raise Invalid(
            fields={"email": said("This person is suspended here. Let them in again instead.")}
        )


def _refuse_flood(work: Work, company: Company) -> None:
    recent = sa.select(sa.func.count(Invitation.id)).where(
        Invitation.owner_company_id == company.id,
        Invitation.created_at > work.now - timedelta(days=1),
    )
    if (work.session.scalar(recent) or 0) >= PER_DAY:
        raise Invalid(
            fields={"email": said("%(most)s invitations a day are the most.", most=PER_DAY)}
        )


def _open_invitations(work: Work, company: Company, email: str) -> list[Invitation]:
    return list(
        work.all(
            sa.select(Invitation).where(
                Invitation.owner_company_id == company.id,
                Invitation.email == email,
                Invitation.state == InvitationState.OPEN,
            )
        )
    )
