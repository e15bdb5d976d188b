"""One extension of a protection: asked for with evidence, and answered."""

from datetime import datetime, timedelta

from deals.models import Deal
from deals.programme.queries import terms_of
from deals.protection import policies, queries
from deals.protection.actions import check_runs, record_on
from deals.protection.events import ExtensionAsked, ExtensionDeclined, ExtensionGranted
from deals.protection.models import ExtensionRequest, ExtensionState
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said


def ask_extension(work: Work, deal: Deal, evidence: str) -> ExtensionRequest:
    """Ask that a protection lasts longer; until it is answered it does not end.

    Raises:
        Invalid: nothing was said of the progress, or it is too early to ask.
        TransitionRefused: nothing is protected any more.
        Conflict: it was extended already, or a request waits.
    """
    ensure(policies.can_ask_to_extend(work.actor, deal))
    check_runs(work, deal)
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
    record_on(work, ExtensionAsked(deal.id, request.evidence), deal, {"until": ends_at})
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
    record_on(work, ExtensionGranted(deal.id), deal, {"until": request.ends_at}, until=until)


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
    record_on(work, event, deal, {}, reason=reason.strip(), until=deal.protected_until)


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
