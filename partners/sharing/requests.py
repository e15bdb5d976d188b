"""Every write to requests: a partner asks for a customer it names; the host answers."""

from dataclasses import dataclass
from datetime import timedelta

from partners.accounts.actions import (
    GRANT_DAYS,
    LONGEST_NAME,
    LONGEST_TEXT,
    GrantTerms,
    check_length,
    share_account,
    too_long,
    with_profile,
)
from partners.accounts.domains import DOMAIN, LONGEST_DOMAIN
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.accounts.parents.models import COUNTRY_CODE_LENGTH
from partners.audiences import both_sides
from partners.companies.models import Company
from partners.sharing import policies, queries
from partners.sharing.actions import NewTerms, change_grant, open_offer
from partners.sharing.events import (
    ShareRequestDeclined,
    ShareRequested,
    ShareRequestGranted,
    ShareRequestWithdrawn,
)
from partners.sharing.models import AccountShareRequest, RequestState
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_account_share_requests_open",
    lambda: Conflict(said("You already asked for this customer. Withdraw that request first.")),
)


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A customer as the asker knows it; `country` as ISO 3166-1 alpha-2."""

    customer_name: str
    customer_country: str
    objects: tuple[GrantObject, ...]
    access: GrantAccess
    purpose: str
    customer_domain: str | None = None
    days: int = GRANT_DAYS


def request_share(work: Work, new: NewRequest) -> AccountShareRequest:
    """Ask the host to share a customer. The answer now is the same whether or not it knows it.

    Raises:
        Forbidden: not a partner, or a role that may not share.
        Invalid: something is missing.
        Conflict: the same customer is asked for already.
    """
    ensure(policies.can_ask(work.actor), said("Asking needs the role partner manager or above."))
    _check(new)
    domain = (new.customer_domain or "").strip().lower() or None
    name = " ".join(new.customer_name.split())
    asked = work.add(
        AccountShareRequest(
            owner_company_id=work.actor.company_id,
            customer_name=name,
            customer_domain=domain,
            customer_country=new.customer_country.strip().upper(),
            customer_key=domain or name.casefold(),
            objects=[each.value for each in with_profile(new.objects)],
            access=new.access,
            purpose=new.purpose.strip(),
            days=new.days,
            asked_by_name=work.actor.name,
            state=RequestState.REQUESTED,
        )
    )
    work.flush()
    work.record(ShareRequested(asked.id), subject=asked, reason=asked.purpose)
    _ring(work, asked)
    return asked


def grant_request(
    work: Work, asked: AccountShareRequest, account: Account, partner: Company
) -> AccountShareGrant:
    """Share an account of the host's with the partner that asked, on the terms it asked for.

    What it holds already on that account grows to the terms it asked for; nothing gets less. What
    it was only offered opens: who asked for it need not accept it too.

    Raises:
        Forbidden: not of the host, or a role that may not share.
        TransitionRefused: it was answered or withdrawn already.
    """
    ensure(policies.can_answer_request(work.actor))
    asked.grant(at=work.now)
    objects = tuple(GrantObject(each) for each in asked.objects)
    held = queries.find_live_grant(work, account, partner.id)
    if held is None:
        terms = GrantTerms(objects, asked.access, asked.purpose, asked.days)
        grant = share_account(work, account, partner, terms)
    else:
        grant = held
        widened = _widened(work, held, asked)
        if held.awaits_answer:
            open_offer(work, held, account, partner, widened)
        else:
            change_grant(work, held, widened)
    work.record(
        ShareRequestGranted(asked.id, grant.id), subject=asked, after={"with": account.name}
    )
    _ring(work, asked)
    return grant


def decline_request(work: Work, asked: AccountShareRequest, reason: str) -> None:
    """Say no, with the reason the partner reads; it should not tell what the host knows.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: it was answered or withdrawn already.
    """
    ensure(policies.can_answer_request(work.actor))
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; the partner reads this.")})
    check_length("reason", reason)
    asked.decline(reason.strip(), at=work.now)
    work.record(ShareRequestDeclined(asked.id), subject=asked, reason=reason.strip())
    _ring(work, asked)


def withdraw_request(work: Work, asked: AccountShareRequest) -> None:
    """Take a request back before it is answered."""
    ensure(policies.can_withdraw(work.actor, asked))
    asked.withdraw(at=work.now)
    work.record(ShareRequestWithdrawn(asked.id), subject=asked)
    _ring(work, asked)


def _widened(work: Work, held: AccountShareGrant, asked: AccountShareRequest) -> NewTerms:
    order = list(GrantAccess)
    return NewTerms(
        objects=tuple(GrantObject(each) for each in {*held.objects, *asked.objects}),
        access=max(held.access, asked.access, key=order.index),
        purpose=asked.purpose,
        until=max(held.valid_until, work.now + timedelta(days=asked.days)),
    )


def _check(new: NewRequest) -> None:
    fields = {}
    if not new.customer_name.strip():
        fields["customer_name"] = said("Enter the customer's name.")
    country = new.customer_country.strip()
    if not (len(country) == COUNTRY_CODE_LENGTH and country.isalpha()):
        fields["customer_country"] = said("Enter the country as two letters, for example NO.")
    if new.customer_domain and not DOMAIN.fullmatch(new.customer_domain.strip().lower()):
        fields["customer_domain"] = said(
            "Enter the web domain alone, for example halden-logistics.example."
        )
    if not new.purpose.strip():
        fields["purpose"] = said("Say what you would use it for.")
    for name, text, most in (
        ("customer_name", new.customer_name, LONGEST_NAME),
        ("customer_domain", new.customer_domain or "", LONGEST_DOMAIN),
        ("purpose", new.purpose, LONGEST_TEXT),
    ):
        if len(text.strip()) > most:
            fields[name] = too_long(most)
    if not 1 <= new.days <= 2 * GRANT_DAYS:
        fields["days"] = said("Choose between 1 and %(most)s days.", most=2 * GRANT_DAYS)
    if fields:
        raise Invalid(fields=fields)


def _ring(work: Work, asked: AccountShareRequest) -> None:
    work.ring("sharing", f"share-request:{asked.id}", to=both_sides(work, asked))
