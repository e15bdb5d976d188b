"""Protections given, and ended in one of five ways.

An answer that is late gives one too (`lateness`); one asked to last longer is `extending`.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import Range

from deals.bells import ring_deal
from deals.models import Deal
from deals.programme.queries import terms_of
from deals.protection import policies, queries
from deals.protection.capacity import refuse_over_capacity
from deals.protection.events import (
    DealNextInLine,
    ProtectionEndsSoon,
    ProtectionExpired,
    ProtectionReleased,
    ProtectionRevoked,
)
from deals.protection.models import CoolingOff, ExtensionState, Protection
from deals.protection.states import ProtectionState, RevocationReason
from portal.kernel.activity import Event
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

_TAKEN: Final = said(
    "Another partner holds an exclusive protection for this customer, product family and"
    " territory at that time. Nothing was changed. Put this registration on hold, or decide"
    " the conflict first."
)


def _taken() -> Conflict:
    return Conflict(_TAKEN)


constraint_means("ex_protections_one_exclusive", _taken)
constraint_means(
    "protection_moves",
    lambda: TransitionRefused(
        said("This protection has moved on, so this step is not open any more.")
    ),
)
constraint_means(
    "uq_extension_requests_one",
    lambda: Conflict(said("An extension was asked for already. There is one for each deal.")),
)


def protect(work: Work, deal: Deal) -> None:
    """Write down what an approval gives, from now on; a provisional protection becomes this one.

    Raises:
        Conflict: an exclusive protection of another partner overlaps (the database says so), or
            one earlier in line has waited longer than was promised; or the partner holds as many
            as the programme gives.
    """
    queries.wait_for_turn(work, deal)
    if deal.is_exclusive:
        refuse_if_kept(work, deal, [line.family_code for line in deal.claimed_lines])
        refuse_over_capacity(work, deal)
    provided = {each.family_code: each for each in queries.running_protections(work, deal)}
    for line in deal.claimed_lines:
        code = line.family_code
        protection = provided.pop(code, None) or new_protection(work, deal, code)
        protection.state = ProtectionState.ACTIVE
        protection.is_exclusive = deal.is_exclusive
        protection.during = Range(work.now, deal.protected_until)
    for left_out in provided.values():
        left_out.end(ProtectionState.REVOKED, at=work.now)
    work.flush()


def refuse_if_kept(work: Work, deal: Deal, families: Collection[str]) -> None:
    """Refuse what by the clock is another's already, though no worker has written it down.

    Raises:
        Conflict: an earlier registration of the same has waited longer than was promised.
    """
    if queries.is_kept_for_another(work, deal, families):
        raise _taken()


def new_protection(work: Work, deal: Deal, family_code: str) -> Protection:
    return work.add(
        Protection(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            customer_key=deal.customer_key,
            family_code=family_code,
            territory_code=deal.territory_code,
            during=Range(deal.protected_from, None),
            state=ProtectionState.PROVISIONAL,
        )
    )


def expire_protection(work: Work, deal: Deal) -> None:
    """Say that a protection's time is over. It ended by itself at that instant."""
    ensure(work.actor.is_system)
    _finish(work, deal, ProtectionState.EXPIRED, ProtectionExpired(deal.id), cools=True)


def remind_of_end(work: Work, deal: Deal, days: int) -> None:
    """Say, `days` days before, that a protection is going to end."""
    ensure(work.actor.is_system)
    deal.reminded_days = days
    record_on(work, ProtectionEndsSoon(deal.id, days), deal, {})


def tell_next_in_line(
    work: Work, deal: Deal, given_up: Collection[str] | None = None
) -> Deal | None:
    """Tell the earliest that waited for what this deal protected; nothing of whom it waited for."""
    ensure(work.actor.is_system)
    found = queries.find_next_in_line(work, deal, given_up)
    if found is not None:
        record_on(work, DealNextInLine(found.id), found, {})
    return found


def release_protection(work: Work, deal: Deal, reason: str) -> None:
    """Give a running protection back before its time.

    Raises:
        Forbidden: not the partner's, or a role that may not register.
        TransitionRefused: nothing is protected any more.
    """
    ensure(policies.can_release(work.actor, deal))
    check_runs(work, deal)
    event = ProtectionReleased(deal.id)
    _finish(work, deal, ProtectionState.RELEASED, event, cools=True, reason=_stripped(reason))


def revoke_protection(work: Work, deal: Deal, code: RevocationReason | None, reason: str) -> None:
    """Take an approved protection away, with a reason by code and in words.

    Raises:
        Forbidden: the role may not approve.
        Invalid: no reason was chosen, or nothing said about it.
        TransitionRefused: nothing is protected any more.
    """
    ensure(policies.can_revoke(work.actor, deal), said("Revoking needs the role channel manager."))
    fields = {}
    if code is None:
        fields["code"] = said("Choose the reason.")
    if not reason.strip():
        fields["ending_reason"] = said("Say why; the partner reads this.")
    if fields or code is None:
        raise Invalid(fields=fields)
    check_runs(work, deal)
    deal.revoked_for = code
    _finish(
        work,
        deal,
        ProtectionState.REVOKED,
        ProtectionRevoked(deal.id, code),
        cools=code is not RevocationReason.HOSTS_MISTAKE,
        reason=_stripped(reason),
    )


def end_quietly(work: Work, deal: Deal, state: ProtectionState, *, cools: bool = False) -> None:
    """End a running protection as a part of something that is recorded by itself."""
    if deal.protection_runs(work.now):
        _end(work, deal, state, cools=cools)


def _end(work: Work, deal: Deal, state: ProtectionState, *, cools: bool) -> None:
    deal.end_protection(state, at=work.now)
    for protection in queries.running_protections(work, deal):
        protection.end(state, at=work.now)
    request = queries.find_request(work, deal)
    if request is not None and request.state is ExtensionState.ASKED:
        request.answer(ExtensionState.DROPPED, at=work.now)
    if cools and deal.is_exclusive and deal.protected_until is not None:
        until = deal.protected_until + terms_of(work).cooling_off
        work.add(
            CoolingOff(
                owner_company_id=deal.owner_company_id,
                customer_key=deal.customer_key,
                until=until,
            )
        )


def check_runs(work: Work, deal: Deal) -> None:
    """Refuse what is for an approved protection that still runs, by the clock."""
    if deal.protection is not ProtectionState.ACTIVE or not deal.protection_runs(work.now):
        raise TransitionRefused(
            said("%(number)s is not protected now, so this step is not open.", number=deal.number)
        )


def _finish(
    work: Work,
    deal: Deal,
    state: ProtectionState,
    event: Event,
    *,
    cools: bool,
    reason: str | None = None,
) -> None:
    before = {"protection": deal.protection}
    _end(work, deal, state, cools=cools)
    record_on(work, event, deal, before, reason=reason)


def record_on(
    work: Work,
    event: Event,
    deal: Deal,
    before: Mapping[str, Any],
    *,
    reason: str | None = None,
    until: datetime | None = None,
) -> None:
    after = {"protection": deal.protection} | ({"until": until} if until else {})
    work.record(
        event,
        subject=deal,
        account_id=deal.account_id,
        before=dict(before),
        after=after,
        reason=reason,
    )
    ring_deal(work, deal)


def _stripped(reason: str) -> str | None:
    return reason.strip() or None
