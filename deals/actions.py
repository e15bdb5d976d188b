"""The review of a registration: the host's decision, the partner's answers, its withdrawal.

Deal approval is the slice that all others copy.
"""

from datetime import timedelta

from deals import policies
from deals.approval.actions import begin_anew, give_approval
from deals.approval.award import ALONE, Award
from deals.bells import ring_deal
from deals.events import (
    DealApproved,
    DealCancelled,
    DealQuestionAnswered,
    DealQuestionAsked,
    DealQuestionTakenBack,
    DealRejected,
    DealReviewStarted,
    DealWithdrawn,
)
from deals.models import Deal
from deals.programme.queries import terms_of
from deals.protection.actions import end_quietly, protect
from deals.protection.lateness import provide_protection, start_clock
from deals.protection.states import ProtectionState
from deals.queries import next_submission_sequence
from deals.receipts.actions import give_receipt
from deals.review.replies import answer_due_now, reply_clock
from deals.review.states import Review
from partners.companies.queries import host_calendar
from portal.kernel.activity import Event
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said


def start_review(work: Work, deal: Deal) -> None:
    """Take a submitted registration into review.

    Raises:
        TransitionRefused: it is in review already, waits for an answer, or is decided.
    """
    ensure(policies.can_review(work.actor, deal))
    _take_up(work, deal)


def ask_for_information(work: Work, deal: Deal, question: str) -> None:
    """Ask the partner before deciding; the partner's answer resumes the review.

    Raises:
        Invalid: there is no question.
    """
    ensure(policies.can_ask(work.actor, deal))
    if not question.strip():
        raise Invalid(fields={"question": said("Write what you need to know.")})
    if deal.is_overdue(work.now):  # no question takes away what the broken promise gave
        provide_protection(work, deal)
    _open_review(work, deal)
    due_at, warn_at = reply_clock(work)
    deal.return_for_information(at=work.now, due_at=due_at, warn_at=warn_at)
    begin_anew(work, deal)
    work.record(
        DealQuestionAsked(deal.id, question.strip()), subject=deal, account_id=deal.account_id
    )
    ring_deal(work, deal)


def answer_question(work: Work, deal: Deal, answer: str) -> None:
    """Answer the host's question; in time the registration keeps its place, later it goes last.

    Raises:
        TransitionRefused: no question is open.
    """
    ensure(policies.can_answer(work.actor, deal))
    if not answer.strip():
        raise Invalid(fields={"answer": said("Write your answer.")})
    came_late = deal.reply_is_late(work.now)
    if came_late:
        sequence = next_submission_sequence(work)
        deal.resubmit(at=work.now, sequence=sequence, answer_due_at=answer_due_now(work))
        work.flush()
        give_receipt(work, deal, answer.strip())
    else:
        deal.resume_review(at=work.now, calendar=host_calendar(work))
    start_clock(work, deal)
    event = DealQuestionAnswered(deal.id, answer.strip(), came_late)
    work.record(event, subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)


def take_question_back(work: Work, deal: Deal) -> None:
    """Go on with the review without an answer; place and promise stay what they were.

    Raises:
        TransitionRefused: no question is open.
    """
    ensure(policies.can_ask(work.actor, deal))
    deal.resume_review(at=work.now, calendar=host_calendar(work))
    start_clock(work, deal)
    work.record(DealQuestionTakenBack(deal.id), subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)


def approve_deal(
    work: Work, deal: Deal, award: Award = ALONE, *, window_days: int | None = None
) -> None:
    """Approve a registration: from now on the partner is protected, as long as the programme says.

    One that is not exclusive keeps nobody else away, and a split from nothing but what it gives.
    Where the programme asks for the approval of several, nothing else happens before the last of
    them gives theirs.

    Raises:
        Forbidden: the role may not approve.
        Invalid: a split of what was not registered, or of all of it.
        TransitionRefused: it is already decided.
        Conflict: what lacks is the approval of somebody else; or an exclusive
            protection of another partner overlaps (the database says so).
    """
    ensure(
        policies.can_approve(work.actor, deal), said("Approving needs the role channel manager.")
    )
    _open_review(work, deal)
    deal.check_leads_to(Review.APPROVED)
    left_out = award.left_out(deal)
    if not give_approval(work, deal, award):
        return
    before = {"review": deal.review, "protection": deal.protection}
    until = work.now + timedelta(days=window_days or terms_of(work).protection_days)
    deal.approve(at=work.now, until=until, is_exclusive=award.is_exclusive, left_out=left_out)
    protect(work, deal)
    work.record(
        DealApproved(deal.id, award.is_exclusive, tuple(left_out)),
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
        _take_up(work, deal)


def _take_up(work: Work, deal: Deal) -> None:
    deal.start_review()
    work.record(DealReviewStarted(deal.id), subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)
