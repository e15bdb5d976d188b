"""Every write to accounts and their grants."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa

from partners.accounts import policies, queries
from partners.accounts.domains import DOMAIN
from partners.accounts.duplicates.actions import register
from partners.accounts.duplicates.identities import Registered, registered_identities
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.events import AccountOpened, AccountShared, AccountShareRevoked
from partners.accounts.models import (
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
    reminded_already,
)
from partners.accounts.parents.checking import checked_parent
from partners.accounts.parents.models import COUNTRY_CODE_LENGTH, UNKNOWN, Parent
from partners.audiences import at_host
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.companies.queries import get_host
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import Said, said

GRANT_DAYS: Final = 180
LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 1000
"""Characters of a purpose, a reason or an answer."""

constraint_means(
    "uq_account_share_grants_active",
    lambda: Conflict(
        said("This account is already shared with that company. End that grant first.")
    ),
)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An end customer as entered; `domain` without scheme, `country` as ISO 3166-1 alpha-2."""

    name: str
    country: str
    domain: str | None = None
    place: str | None = None
    registered: Registered = field(default_factory=dict)
    parent: Parent = UNKNOWN


def open_account(work: Work, new: NewAccount) -> Account:
    """Add an end customer to the actor's own company.

    Raises:
        Invalid: a field is missing or wrong.
    """
    ensure(work.actor.has_permission("accounts:write"))
    known = checked(new)
    account = work.add(
        Account(
            owner_company_id=work.actor.company_id,
            name=new.name.strip(),
            domain=(new.domain or "").strip().lower() or None,
            country=new.country.strip().upper(),
            place=(new.place or "").strip() or None,
            parent=known.parent,
        )
    )
    work.flush()
    register(work, account, known.registered, held={})
    work.record(AccountOpened(account.id), subject=account, account_id=account.id)
    work.ring("accounts", to=[company_audience(account.owner_company_id)])
    return account


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What is opened, how far, why and for how many days."""

    objects: tuple[GrantObject, ...] = (GrantObject.PROFILE,)
    access: GrantAccess = GrantAccess.READ
    purpose: str = ""
    days: int = GRANT_DAYS


def share_account(
    work: Work, account: Account, grantee: Company, terms: GrantTerms
) -> AccountShareGrant:
    """Open an account at once: the host's to a partner, or a partner's to the host.

    Raises:
        Forbidden: the actor's company does not own the account, or the role may not share.
        Invalid: no purpose, or the partner is not active.
        Conflict: it is already shared with that company.
    """
    if work.actor.is_partner and not grantee.is_host:
        raise Invalid(fields={"partner": said("Another partner decides itself: offer it.")})
    grant = new_grant(work, account, grantee, terms, GrantState.ACTIVE)
    note_shared(work, account, grantee, grant)
    return grant


def note_shared(work: Work, account: Account, grantee: Company, grant: AccountShareGrant) -> None:
    """Record that a grant opened an account, and ring for both sides."""
    work.record(
        AccountShared(account.id, grant.id),
        subject=account,
        counterparty=grantee.id,
        account_id=account.id,
        after={
            "with": grantee.trade_name,
            "objects": grant.objects,
            "access": grant.access,
            "until": grant.valid_until,
        },
        reason=grant.purpose,
    )
    ring_grant(work, grant)


def new_grant(
    work: Work, account: Account, grantee: Company, terms: GrantTerms, state: GrantState
) -> AccountShareGrant:
    """Write a grant on the actor's own account, checked but not yet told to anybody.

    Raises:
        Forbidden, Invalid, Conflict: see `share_account`.
    """
    ensure(
        policies.can_share(work.actor, account), said("Only the owner of an account can share it.")
    )
    _check_terms(work, grantee, terms)
    run_out = queries.find_run_out(work, account, grantee.id)
    if run_out is not None:
        run_out.expire()
        work.flush()
    grant = work.add(
        AccountShareGrant(
            owner_company_id=account.owner_company_id,
            account_id=account.id,
            customer_name=account.name,
            grantee_company_id=grantee.id,
            objects=[each.value for each in with_profile(terms.objects)],
            access=terms.access,
            purpose=terms.purpose.strip(),
            valid_until=work.now + timedelta(days=terms.days),
            state=state,
            reminded_days=reminded_already(timedelta(days=terms.days)),
        )
    )
    work.flush()
    return grant


def with_profile(objects: Iterable[GrantObject]) -> list[GrantObject]:
    """Return the objects in their usual order; who sees anything of a customer sees who it is."""
    return [each for each in GrantObject if each in {*objects, GrantObject.PROFILE}]


def revoke_grant(work: Work, grant: AccountShareGrant, account: Account, reason: str) -> None:
    """End a grant now: the next request, open sockets and links of the grantee lose the account.

    Raises:
        Forbidden: only the grantor may.
        Invalid: the reason is too long.
        TransitionRefused: it already ended.
    """
    ensure(
        policies.can_revoke(work.actor, grant),
        said("Only the company that shared it can end this."),
    )
    check_length("reason", reason)
    grant.revoke()
    work.record(
        AccountShareRevoked(account.id, grant.id),
        subject=account,
        counterparty=grant.grantee_company_id,
        account_id=account.id,
        reason=reason,
    )
    ring_grant(work, grant)
    # Open pages of the grantee may listen to rooms of this account: they ask again from the start.
    work.evict(company_audience(grant.grantee_company_id))


class Known(NamedTuple):
    """What was entered of a customer beside its profile, as it is kept."""

    registered: dict[IdentityKind, str]
    parent: Parent | None


def checked(new: NewAccount) -> Known:
    """Refuse a customer of whom a field is missing or wrong; return what else is known of it.

    Raises:
        Invalid: with a sentence for each such field.
    """
    fields: dict[str, str] = {}
    registered, parent = {}, None
    if not new.name.strip():
        fields["name"] = said("Enter the customer's name.")
    if not (len(new.country.strip()) == COUNTRY_CODE_LENGTH and new.country.strip().isalpha()):
        fields["country"] = said("Enter the country as two letters, for example NO.")
    if new.domain and not DOMAIN.fullmatch(new.domain.strip().lower()):
        fields["domain"] = said("Enter the web domain alone, for example halden-logistics.example.")
    try:
        registered = registered_identities(new.registered)
    except Invalid as error:
        fields |= error.fields
    try:
        parent = checked_parent(new.parent)
    except Invalid as error:
        fields |= error.fields
    if fields:
        raise Invalid(fields=fields)
    return Known(registered, parent.of(new.country.strip().upper()) if parent else None)


def _check_terms(work: Work, grantee: Company, terms: GrantTerms) -> None:
    check_purpose(terms.purpose)
    if not 1 <= terms.days <= 2 * GRANT_DAYS:
        raise Invalid(
            fields={"days": said("Choose between 1 and %(most)s days.", most=2 * GRANT_DAYS)}
        )
    if work.actor.is_company(grantee.id):
        raise Invalid(
            fields={"partner": said("Choose a partner, what to share and for how many days.")}
        )
    active = sa.select(PartnerRelationship).where(
        PartnerRelationship.partner_id == grantee.id,
        PartnerRelationship.state == RelationshipState.ACTIVE,
    )
    if work.actor.is_host and not work.all(active):
        raise Invalid(fields={"partner": said("This partner is not active yet.")})


def check_purpose(purpose: str) -> None:
    """Refuse a grant without a purpose, or with an essay for one.

    Raises:
        Invalid: see above.
    """
    if not purpose.strip():
        raise Invalid(fields={"purpose": said("Say what the partner may use this for.")})
    check_length("purpose", purpose)


def check_length(field: str, text: str) -> None:
    """Refuse a purpose, reason or answer that is longer than anybody reads.

    Raises:
        Invalid: see above.
    """
    if len(text.strip()) > LONGEST_TEXT:
        raise Invalid(fields={field: too_long(LONGEST_TEXT)})


def too_long(most: int) -> Said:
    return said("Use at most %(most)s characters.", most=most)


def ring_grant(work: Work, grant: AccountShareGrant) -> None:
    """Ring for both sides of a grant: their lists, the account, and the grant itself."""
    work.ring(
        "accounts",
        "sharing",
        f"account:{grant.account_id}",
        f"grant:{grant.id}",
        to=_who_sees_grant(work, grant),
    )


def _who_sees_grant(work: Work, grant: AccountShareGrant) -> list[str]:
    """Return everybody of a partner that gives or holds it; at the host, who looks after that."""
    sides = {grant.owner_company_id, grant.grantee_company_id}
    host_id = get_host(work).id
    partners = sorted(sides - {host_id})
    audiences = [company_audience(each) for each in partners]
    if host_id in sides:
        audiences += [person for each in partners for person in at_host(work, each)]
    return audiences
