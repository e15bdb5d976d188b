"""Every write to deals. Deal approval is the slice that all others copy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from deals import policies, promise, queries
from deals.bells import ring_deal
from deals.catalogue import catalogue_errors
from deals.events import (
    DealApproved,
    DealCancelled,
    DealQuestionAnswered,
    DealQuestionAsked,
    DealRegistered,
    DealRejected,
    DealReviewStarted,
    DealWithdrawn,
)
from deals.models import (
    Deal,
    DealKind,
    DealLine,
    Motion,
    Review,
)
from deals.programme.queries import terms_of
from deals.protection.actions import end_quietly, protect
from deals.protection.lateness import provide_protection, start_clock
from deals.protection.queries import find_cooling_off
from deals.protection.states import ProtectionState
from partners.accounts.models import Account
from partners.companies.business_days import HOST_ZONE
from partners.companies.queries import get_own_company, host_calendar, is_leaving
from portal.kernel.activity import Event
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_deals_corrects_id",
    lambda: Conflict(said("This deal was corrected already. Correct the record that did.")),
)


@dataclass(frozen=True, slots=True)
class NewLine:
    family_code: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NewDeal:
    """A registration as entered; amounts in `currency` (ISO 4217)."""

    motion: Motion
    kind: DealKind
    territory_code: str
    currency: str
    expected_close: date
    progress: str
    lines: tuple[NewLine, ...]
    crm_id: str | None = None
    is_named_in_writing: bool = False
    corrects: Deal | None = None
    """A closed deal of the partner's own that this one puts right."""


def register_deal(work: Work, account: Account, new: NewDeal) -> Deal:
    """Register a deal on an account the partner may see: number, timestamp, promised answer.

    Raises:
        Forbidden: not a partner, one that is leaving, or a role that may not register.
        Invalid: a close date in the past, no line, a family twice, or a territory or family that
            the catalogue does not have.
    """
    ensure(
        policies.can_register(work.actor), said("Registering deals needs the role seller or above.")
    )
    ensure(not is_leaving(work), said("Your company is leaving: no new deals are taken."))
    _check(work, new)
    _check_customer(work, account, new)
    partner = get_own_company(work)
    deal = work.add(
        Deal(
            owner_company_id=partner.id,
            number=f"DR-{partner.code}-{queries.next_number(work):04d}",
            account_id=account.id,
            submitter_id=work.actor.id,
            submitter_name=work.actor.name,
            customer_name=account.name,
            customer_key=account.customer_key,
            motion=new.motion,
            kind=new.kind,
            territory_code=new.territory_code,
            currency=new.currency,
            value=sum((line.amount for line in new.lines), Decimal(0)),
            expected_close=new.expected_close,
            progress=new.progress.strip(),
            crm_id=new.crm_id,
            is_named_in_writing=new.is_named_in_writing,
            corrects_id=new.corrects.id if new.corrects else None,
            review=Review.DRAFT,
            lines=_lines(work, partner.id, new.lines),
        )
    )
    deal.submit(
        at=work.now,
        sequence=queries.next_submission_sequence(work),
        answer_due_at=promised_answer(work),
    )
    start_clock(work, deal)
    work.flush()
    work.record(
        DealRegistered(deal.id),
        subject=deal,
        account_id=account.id,
        after={"review": deal.review, "value": deal.value, "currency": deal.currency},
    )
    ring_deal(work, deal)
    return deal


def promised_answer(work: Work) -> datetime:
    """Return when a registration sent now would be answered at the latest."""
    return promise.answer_due(work.now, host_calendar(work), terms_of(work))


def start_review(work: Work, deal: Deal) -> None:
    """Take a submitted registration into review.

    Raises:
        TransitionRefused: it is in review already, waits for an answer, or is decided.
    """
    ensure(policies.can_review(work.actor, deal))
    deal.start_review()
    work.record(DealReviewStarted(deal.id), subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)


def ask_for_information(work: Work, deal: Deal, question: str) -> None:
    """Ask the partner before deciding; the partner's answer resumes the review.

    Raises:
        Invalid: there is no question.
    """
    ensure(policies.can_review(work.actor, deal))
    if not question.strip():
        raise Invalid(fields={"question": said("Write what you need to know.")})
    if deal.is_overdue(work.now):  # no question takes away what the broken promise gave
        provide_protection(work, deal)
    _open_review(work, deal)
    deal.return_for_information(at=work.now)
    work.record(
        DealQuestionAsked(deal.id, question.strip()), subject=deal, account_id=deal.account_id
    )
    ring_deal(work, deal)


def answer_question(work: Work, deal: Deal, answer: str) -> None:
    """Answer the host's question; the registration keeps its place.

    Raises:
        TransitionRefused: no question is open.
    """
    ensure(policies.can_answer(work.actor, deal))
    if not answer.strip():
        raise Invalid(fields={"answer": said("Write your answer.")})
    deal.resume_review(at=work.now, calendar=host_calendar(work))
    start_clock(work, deal)
    work.record(
        DealQuestionAnswered(deal.id, answer.strip()), subject=deal, account_id=deal.account_id
    )
    ring_deal(work, deal)


def approve_deal(
    work: Work, deal: Deal, *, is_exclusive: bool = True, window_days: int | None = None
) -> None:
    """Approve a registration: from now on the partner is protected, as long as the programme says.

    One that is not exclusive keeps nobody else away.

    Raises:
        Forbidden: the role may not approve.
        TransitionRefused: it is already decided.
        Conflict: an exclusive protection of another partner overlaps (the database says so).
    """
    ensure(
        policies.can_approve(work.actor, deal), said("Approving needs the role channel manager.")
    )
    _open_review(work, deal)
    before = {"review": deal.review, "protection": deal.protection}
    until = work.now + timedelta(days=window_days or terms_of(work).protection_days)
    deal.approve(at=work.now, until=until, is_exclusive=is_exclusive)
    protect(work, deal)
    work.record(
        DealApproved(deal.id, is_exclusive),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after={"review": deal.review, "protection": deal.protection, "until": until},
    )
    ring_deal(work, deal)


def reject_deal(work: Work, deal: Deal, reason: str) -> None:
    """Decline a registration, with the reason the partner will read.

    Raises:
        Invalid: no reason was given.
    """
    ensure(
        policies.can_approve(work.actor, deal), said("Declining needs the role channel manager.")
    )
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; the partner reads this.")})
    _open_review(work, deal)
    before = _standing(deal)
    deal.reject(at=work.now)
    _close(work, deal, ProtectionState.REVOKED, DealRejected(deal.id), before, reason)


def withdraw_deal(work: Work, deal: Deal) -> None:
    """Take a registration back before it is decided."""
    ensure(policies.can_withdraw(work.actor, deal))
    before = _standing(deal)
    deal.withdraw(at=work.now)
    _close(work, deal, ProtectionState.RELEASED, DealWithdrawn(deal.id), before)


def cancel_deal(work: Work, deal: Deal, reason: str) -> None:
    """Take a registration off the desk without deciding it, with the reason the partner will read.

    Raises:
        Invalid: no reason was given.
    """
    ensure(
        policies.can_cancel(work.actor, deal), said("Cancelling needs the role channel manager.")
    )
    if not reason.strip():
        raise Invalid(fields={"ending_reason": said("Say why; the partner reads this.")})
    before = _standing(deal)
    deal.cancel(at=work.now)
    _close(work, deal, ProtectionState.REVOKED, DealCancelled(deal.id), before, reason)


def _standing(deal: Deal) -> dict[str, object]:
    return {"review": deal.review, "protection": deal.protection}


def _close(
    work: Work,
    deal: Deal,
    state: ProtectionState,
    event: Event,
    before: dict[str, object],
    reason: str = "",
) -> None:
    """Record an end without approval; what was protected provisionally ends with it."""
    end_quietly(work, deal, state)
    work.record(
        event,
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after=_standing(deal),
        reason=reason.strip() or None,
    )
    ring_deal(work, deal)


def _open_review(work: Work, deal: Deal) -> None:
    """Deciding straight from the queue is a review that starts and ends at once."""
    if deal.awaits_review:
        start_review(work, deal)


def _check(work: Work, new: NewDeal) -> None:
    fields = catalogue_errors(work, new.territory_code, [line.family_code for line in new.lines])
    if new.expected_close <= work.now.astimezone(HOST_ZONE).date():
        fields["expected_close"] = said("Choose a day after today.")
    if not new.lines:
        fields["lines"] = said("Add at least one product family.")
    families = [line.family_code for line in new.lines]
    if len(families) != len(set(families)):
        fields["lines"] = said("A product family can stand on one line only.")
    if not new.progress.strip():
        fields["progress"] = said("Say in a sentence what you have done so far.")
    if fields:
        raise Invalid(fields=fields)


def _check_customer(work: Work, account: Account, new: NewDeal) -> None:
    """Refuse a customer too soon after its protection ended; a correction waits for nothing."""
    if new.corrects is not None:
        ensure(policies.can_answer(work.actor, new.corrects))
        if not new.corrects.is_closed:
            raise Invalid(fields={"corrects": said("Only a closed deal is corrected.")})
        return
    rest = find_cooling_off(work, account.customer_key)
    if rest is not None:
        day = rest.until.astimezone(HOST_ZONE).date()
        raise Invalid(
            fields={
                "account": said(
                    "A protection of your company for this customer ended lately. It can be"
                    " registered again after %(day)s.",
                    day=day.isoformat(),
                )
            }
        )


def _lines(work: Work, owner_company_id: object, new: tuple[NewLine, ...]) -> list[DealLine]:
    return [
        DealLine(
            owner_company_id=owner_company_id,
            created_at=work.now,
            position=position,
            family_code=line.family_code,
            quantity=line.quantity,
            amount=line.amount,
        )
        for position, line in enumerate(new, start=1)
    ]
