"""Every write to grants after, or instead of, sharing at once: offers, changes, bulk, the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from partners.accounts.actions import (
    GRANT_DAYS,
    GrantTerms,
    check_length,
    check_purpose,
    new_grant,
    note_shared,
    ring_grant,
    with_profile,
)
from partners.accounts.models import (
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
)
from partners.companies.models import Company
from partners.sharing import policies
from partners.sharing.events import (
    ShareChanged,
    ShareEnded,
    ShareEndsSoon,
    ShareExpired,
    ShareOfferAccepted,
    ShareOfferDeclined,
    ShareOffered,
    ShareRenewed,
    ShareResumed,
    ShareSuspended,
)
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST: Final = timedelta(days=2 * GRANT_DAYS)
_ONLY_THE_GRANTOR: Final = said("Only the company that shared it can change this.")


def offer_account(
    work: Work, account: Account, grantee: Company, terms: GrantTerms
) -> AccountShareGrant:
    """Offer a partner to open an account to it: nothing is open before it accepts.

    Raises:
        Forbidden: the actor's company does not own the account, or the role may not share.
        Invalid: no purpose, or the partner is not active.
        Conflict: it is already shared with, or offered to, that company.
    """
    if grantee.is_host:
        raise Invalid(fields={"partner": said("Share it with the host at once; it need not ask.")})
    grant = new_grant(work, account, grantee, terms, GrantState.OFFERED)
    _record(work, ShareOffered(grant.id), grant, after=_terms_of(grant), reason=grant.purpose)
    ring_grant(work, grant)
    return grant


def accept_offer(work: Work, grant: AccountShareGrant) -> None:
    """Take what was offered: from now on it is open, for as long as the offer said.

    Raises:
        Forbidden: it was not offered to the actor's company, or the role may not share.
        TransitionRefused: it is no offer any more.
        Conflict: its time is over.
    """
    _ensure_answer(work, grant)
    if grant.valid_until <= work.now:
        raise Conflict(said("This offer has run out. Ask for a new one."))
    grant.accept()
    _record(work, ShareOfferAccepted(grant.id), grant)
    ring_grant(work, grant)


def decline_offer(work: Work, grant: AccountShareGrant, reason: str) -> None:
    """Turn an offer down, with the reason the other side reads.

    Raises:
        Invalid: no reason was given.
    """
    _ensure_answer(work, grant)
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; the other side reads this.")})
    check_length("reason", reason)
    grant.decline()
    _record(work, ShareOfferDeclined(grant.id), grant, reason=reason.strip())
    ring_grant(work, grant)


@dataclass(frozen=True, slots=True)
class NewTerms:
    """The terms of a grant as they shall be from now on."""

    objects: tuple[GrantObject, ...]
    access: GrantAccess
    purpose: str
    until: datetime


def change_grant(work: Work, grant: AccountShareGrant, new: NewTerms) -> None:
    """Change what a grant opens, how far, why or until when. Narrowing holds at once.

    Raises:
        Forbidden: only the grantor may.
        Invalid: no purpose, or an end that is past or too far away.
        TransitionRefused: it is over.
    """
    before = _terms_of(grant)
    _set_terms(work, grant, new)
    _record(
        work,
        ShareChanged(grant.id),
        grant,
        before=before,
        after=_terms_of(grant),
        reason=grant.purpose,
    )
    _close(work, grant)


def open_offer(
    work: Work, grant: AccountShareGrant, account: Account, grantee: Company, terms: NewTerms
) -> None:
    """Open what is only offered, on these terms: whoever asked for it need not accept it too.

    Raises:
        Forbidden, Invalid: see `change_grant`.
        TransitionRefused: it is no offer any more.
    """
    _set_terms(work, grant, terms)
    grant.accept()
    note_shared(work, account, grantee, grant)


def _set_terms(work: Work, grant: AccountShareGrant, new: NewTerms) -> None:
    ensure(policies.can_change(work.actor, grant), _ONLY_THE_GRANTOR)
    check_purpose(new.purpose)
    _check_end(work, new.until)
    if new.until != grant.valid_until or not grant.is_live:
        grant.extend(new.until, at=work.now)
    grant.objects = [each.value for each in with_profile(new.objects)]
    grant.access = new.access
    grant.purpose = new.purpose.strip()


def renew_grants(work: Work, grants: Sequence[AccountShareGrant], until: datetime) -> None:
    """Let several grants run until the same instant: all of them, or none.

    Raises:
        Forbidden: one is not the actor's to renew.
        Invalid: an end that is past or too far away.
        TransitionRefused: some are over; it names them.
    """
    _check_all(work, grants, "until")
    _check_end(work, until)
    for grant in grants:
        before = {"until": grant.valid_until}
        grant.extend(until, at=work.now)
        _record(work, ShareRenewed(grant.id), grant, before=before, after={"until": until})
        ring_grant(work, grant)


def end_grants(work: Work, grants: Sequence[AccountShareGrant], reason: str) -> None:
    """End several grants and offers now: all of them, or none.

    Raises:
        Forbidden: one is not the actor's to end.
        TransitionRefused: some are over already; it names them.
    """
    _check_all(work, grants, "reason")
    check_length("reason", reason)
    for grant in grants:
        grant.revoke()
        _record(work, ShareEnded(grant.id), grant, reason=reason.strip() or None)
        _close(work, grant)


def expire_grant(work: Work, grant: AccountShareGrant) -> None:
    """Say that a grant's time is over. Reading ended by itself at that instant."""
    ensure(work.actor.is_system)
    grant.expire()
    _record(work, ShareExpired(grant.id), grant)
    _close(work, grant)


def remind_of_end(work: Work, grant: AccountShareGrant, days: int) -> None:
    """Say, `days` days before, that a grant is going to end."""
    ensure(work.actor.is_system)
    grant.reminded_days = days
    _record(work, ShareEndsSoon(grant.id, days), grant)


def suspend_grant(work: Work, grant: AccountShareGrant) -> None:
    """Put a grant to rest while one of its sides is shut out."""
    ensure(work.actor.is_system)
    grant.suspend()
    _record(work, ShareSuspended(grant.id), grant)
    _close(work, grant)


def resume_grant(work: Work, grant: AccountShareGrant) -> None:
    """Open what rested again, until the day it was given for."""
    ensure(work.actor.is_system)
    grant.resume()
    _record(work, ShareResumed(grant.id), grant)
    ring_grant(work, grant)


def _ensure_answer(work: Work, grant: AccountShareGrant) -> None:
    ensure(
        policies.can_answer_offer(work.actor, grant),
        said("Only the company it was offered to can answer."),
    )


def _check_end(work: Work, until: datetime) -> None:
    if not work.now < until <= work.now + LONGEST:
        days = LONGEST.days
        raise Invalid(
            fields={
                "until": said("Choose a day after today, %(most)s days away at most.", most=days)
            }
        )


def _check_all(work: Work, grants: Sequence[AccountShareGrant], field: str) -> None:
    if not grants:
        raise Invalid(fields={field: said("Choose at least one line first.")})
    for grant in grants:
        ensure(policies.can_change(work.actor, grant), _ONLY_THE_GRANTOR)
    over = sorted(grant.customer_name for grant in grants if not grant.is_live)
    if over:
        raise TransitionRefused(
            said("Nothing was changed, because these are over: %(names)s.", names=", ".join(over))
        )


def _close(work: Work, grant: AccountShareGrant) -> None:
    """Have open pages of the grantee ask again from the start: they may listen to too much."""
    ring_grant(work, grant)
    work.evict(company_audience(grant.grantee_company_id))


def _terms_of(grant: AccountShareGrant) -> dict[str, Any]:
    return {
        "objects": list(grant.objects),
        "access": grant.access,
        "purpose": grant.purpose,
        "until": grant.valid_until,
    }


def _record(work: Work, event: Event, grant: AccountShareGrant, **where: Any) -> None:
    work.record(
        event,
        subject=grant,
        counterparty=grant.grantee_company_id,
        account_id=grant.account_id,
        **where,
    )
