"""Every write to protections: given, held open, extended, and ended in one of five ways."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.dialects.postgresql import Range

from deals.bells import ring_deal
from deals.models import Deal
from deals.policies import can_review
from deals.programme.queries import terms_of
from deals.promise import BROKEN, warnings_of
from deals.protection import policies, queries
from deals.protection.events import (
    AnswerRunsLate,
    DealNextInLine,
    ExtensionAsked,
    ExtensionDeclined,
    ExtensionGranted,
    ProtectionEndsSoon,
    ProtectionExpired,
    ProtectionProvided,
    ProtectionReleased,
    ProtectionRevoked,
)
from deals.protection.models import CoolingOff, ExtensionRequest, ExtensionState, Protection
from deals.protection.states import ProtectionState, RevocationReason
from partners.companies.queries import host_calendar
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
            one earlier in line has waited longer than was promised.
    """
    queries.wait_for_turn(work, deal)
    if deal.is_exclusive:
        refuse_if_kept(work, deal)
    provided = {each.family_code: each for each in queries.running_protections(work, deal)}
    for line in deal.lines:
        protection = provided.get(line.family_code) or _new_protection(work, deal, line.family_code)
        protection.state = ProtectionState.ACTIVE
        protection.is_exclusive = deal.is_exclusive
        protection.during = Range(work.now, deal.protected_until)
    work.flush()


def refuse_if_kept(work: Work, deal: Deal) -> None:
    """Refuse what by the clock is another's already, though no worker has written it down.

    Raises:
        Conflict: an earlier registration of the same has waited longer than was promised.
    """
    if queries.is_kept_for_another(work, deal):
        raise _taken()


def provide_protection(work: Work, deal: Deal) -> None:
    """Protect from the submission on, because the host did not answer in time.

    Where another partner is protected already it keeps nobody away: the partner is told the same
    either way, and whoever decides meets the conflict.
    """
    ensure(work.actor.is_system or can_review(work.actor, deal))
    before = {"protection": deal.protection}
    deal.protect_provisionally()
    queries.wait_for_turn(work, deal)
    for line in deal.lines:
        _provide(work, deal, line.family_code)
    _record(work, ProtectionProvided(deal.id), deal, before)


def _provide(work: Work, deal: Deal, family_code: str) -> None:
    for is_exclusive in (True, False):
        try:
            with work.session.begin_nested():
                protection = _new_protection(work, deal, family_code)
                protection.is_exclusive = is_exclusive
                work.flush()
        except Conflict:
            continue
        return


def _new_protection(work: Work, deal: Deal, family_code: str) -> Protection:
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


def start_clock(work: Work, deal: Deal) -> None:
    """Say when the reviewer is warned next: after the submission, and after each answer."""
    deal.warn_at = next(
        (at for percent, at in _warnings(work, deal) if percent > deal.warned), None
    )


def warn_reviewer(work: Work, deal: Deal) -> None:
    """Warn of a promise that runs out, or do what follows when it has.

    Of several warnings that are due, after a pause of the worker, only the last is sent.
    """
    ensure(work.actor.is_system)
    before = deal.warned
    deal.warned = max([before, *(each for each, at in _warnings(work, deal) if at <= work.now)])
    start_clock(work, deal)
    if deal.warned == before:  # the programme gives more time than it did
        return
    if deal.warned < BROKEN:
        _record(work, AnswerRunsLate(deal.id, deal.warned), deal, {})
    elif deal.protection is ProtectionState.NONE:
        provide_protection(work, deal)


def _warnings(work: Work, deal: Deal) -> list[tuple[int, datetime]]:
    start, due = deal.clock_from, deal.answer_due_at
    assert start is not None  # noqa: S101 - it was submitted
    assert due is not None  # noqa: S101 - and promised an answer
    return warnings_of(start, due, host_calendar(work), terms_of(work))


def expire_protection(work: Work, deal: Deal) -> None:
    """Say that a protection's time is over. It ended by itself at that instant."""
    ensure(work.actor.is_system)
    _finish(work, deal, ProtectionState.EXPIRED, ProtectionExpired(deal.id), cools=True)


def remind_of_end(work: Work, deal: Deal, days: int) -> None:
    """Say, `days` days before, that a protection is going to end."""
    ensure(work.actor.is_system)
    deal.reminded_days = days
    _record(work, ProtectionEndsSoon(deal.id, days), deal, {})


def tell_next_in_line(work: Work, deal: Deal) -> None:
    """Tell the earliest that waited for what this deal protected; nothing of whom it waited for."""
    ensure(work.actor.is_system)
    found = queries.find_next_in_line(work, deal)
    if found is not None:
        _record(work, DealNextInLine(found.id), found, {})


def release_protection(work: Work, deal: Deal, reason: str) -> None:
    """Give a running protection back before its time.

    Raises:
        Forbidden: not the partner's, or a role that may not register.
        TransitionRefused: nothing is protected any more.
    """
    ensure(policies.can_release(work.actor, deal))
    _check_runs(work, deal)
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
    _check_runs(work, deal)
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


def ask_extension(work: Work, deal: Deal, evidence: str) -> ExtensionRequest:
    """Ask that a protection lasts longer; until it is answered it does not end.

    Raises:
        Invalid: nothing was said of the progress, or it is too early to ask.
        TransitionRefused: nothing is protected any more.
        Conflict: it was extended already, or a request waits.
    """
    ensure(policies.can_ask_to_extend(work.actor, deal))
    _check_runs(work, deal)
    terms, ends_at = terms_of(work), deal.protected_until
    if ends_at is None:
        raise Conflict(said("An extension was asked for already. There is one for each deal."))
    if ends_at - work.now > terms.extension_window:
        raise Invalid(
            fields={
                "evidence": said(
                    "It is too early: ask within the last %(days)s days.",
                    days=terms.extension_window_days,
                )
            }
        )
    if not evidence.strip():
        raise Invalid(fields={"evidence": said("Say what you have achieved since the approval.")})
    request = work.add(
        ExtensionRequest(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            evidence=evidence.strip()[:2000],
            ends_at=ends_at,
            asked_by_id=work.actor.id,
            asked_by_name=work.actor.name,
            state=ExtensionState.ASKED,
        )
    )
    work.flush()  # Holding an end open is allowed to whom a request stands for.
    _run_until(work, deal, None)
    _record(work, ExtensionAsked(deal.id, request.evidence), deal, {"until": ends_at})
    return request


def grant_extension(work: Work, deal: Deal) -> None:
    """Let the protection run on from where it was going to end.

    Raises:
        TransitionRefused: no request waits.
    """
    request = _open_request(work, deal)
    request.answer(ExtensionState.GRANTED, at=work.now)
    until = max(request.ends_at + terms_of(work).extension, work.now + timedelta(days=1))
    _run_until(work, deal, until)
    _record(work, ExtensionGranted(deal.id), deal, {"until": request.ends_at}, until=until)


def decline_extension(work: Work, deal: Deal, reason: str) -> None:
    """Let the protection end when it was going to; at once, if that has passed.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: no request waits.
    """
    request = _open_request(work, deal)
    if not reason.strip():
        raise Invalid(fields={"extension_reason": said("Say why; the partner reads this.")})
    request.answer(ExtensionState.DECLINED, at=work.now)
    _run_until(work, deal, max(request.ends_at, work.now))
    event = ExtensionDeclined(deal.id)
    _record(work, event, deal, {}, reason=_stripped(reason), until=deal.protected_until)


def _open_request(work: Work, deal: Deal) -> ExtensionRequest:
    ensure(
        policies.can_answer_extension(work.actor, deal),
        said("Extending needs the role channel manager."),
    )
    request = queries.find_request(work, deal)
    if request is None or request.state is not ExtensionState.ASKED:
        raise TransitionRefused(said("No extension is asked for."))
    return request


def _run_until(work: Work, deal: Deal, until: datetime | None) -> None:
    """Change the end; what was reminded of the old one is reminded of the new one again."""
    deal.run_until(until)
    left = until - work.now if until else None
    reminders = sorted(terms_of(work).reminders)
    deal.reminded_days = next(
        (days for days in reminders if left is not None and left <= timedelta(days=days)), None
    )
    for protection in queries.running_protections(work, deal):
        protection.run(until)
    work.flush()


def _check_runs(work: Work, deal: Deal) -> None:
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
    _record(work, event, deal, before, reason=reason)


def _record(
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
