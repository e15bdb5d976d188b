"""Every write to deals. Deal approval is the slice that all others copy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range

from deals import policies, promise, queries
from deals.catalogue import catalogue_errors
from deals.events import (
    DealApproved,
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
    Protection,
    ProtectionState,
    Review,
)
from partners.accounts.models import Account
from partners.audiences import both_sides
from partners.companies.business_days import HOST_ZONE
from partners.companies.queries import get_own_company, is_leaving
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "ex_protections_one_exclusive",
    lambda: Conflict(
        said(
            "Another partner holds an exclusive protection for this customer, product family and"
            " territory at that time. Nothing was changed. Put this registration on hold, or decide"
            " the conflict first."
        )
    ),
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
            review=Review.DRAFT,
            lines=_lines(work, partner.id, new.lines),
        )
    )
    deal.submit(
        at=work.now,
        sequence=queries.next_submission_sequence(work),
        answer_due_at=promised_answer(work),
    )
    work.flush()
    work.record(
        DealRegistered(deal.id),
        subject=deal,
        account_id=account.id,
        after={"review": deal.review, "value": deal.value, "currency": deal.currency},
    )
    _ring(work, deal)
    return deal


def promised_answer(work: Work) -> datetime:
    """Return when a registration sent now would be answered at the latest."""
    return promise.answer_due(work.now, HOST_ZONE)


def start_review(work: Work, deal: Deal) -> None:
    """Take a submitted registration into review.

    Raises:
        TransitionRefused: it is in review already, waits for an answer, or is decided.
    """
    ensure(policies.can_review(work.actor, deal))
    deal.start_review()
    work.record(DealReviewStarted(deal.id), subject=deal, account_id=deal.account_id)
    _ring(work, deal)


def ask_for_information(work: Work, deal: Deal, question: str) -> None:
    """Ask the partner before deciding; the partner's answer resumes the review.

    Raises:
        Invalid: there is no question.
    """
    ensure(policies.can_review(work.actor, deal))
    if not question.strip():
        raise Invalid(fields={"question": said("Write what you need to know.")})
    _open_review(work, deal)
    deal.return_for_information(at=work.now)
    work.record(
        DealQuestionAsked(deal.id, question.strip()), subject=deal, account_id=deal.account_id
    )
    _ring(work, deal)


def answer_question(work: Work, deal: Deal, answer: str) -> None:
    """Answer the host's question; the registration keeps its place.

    Raises:
        TransitionRefused: no question is open.
    """
    ensure(policies.can_answer(work.actor, deal))
    if not answer.strip():
        raise Invalid(fields={"answer": said("Write your answer.")})
    deal.resume_review(at=work.now)
    work.record(
        DealQuestionAnswered(deal.id, answer.strip()), subject=deal, account_id=deal.account_id
    )
    _ring(work, deal)


def approve_deal(work: Work, deal: Deal, *, window_days: int = promise.PROTECTION_DAYS) -> None:
    """Approve a registration: from now on the partner is protected for `window_days`.

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
    until = work.now + timedelta(days=window_days)
    deal.approve(at=work.now, until=until)
    for line in deal.lines:
        work.add(
            Protection(
                owner_company_id=deal.owner_company_id,
                deal_id=deal.id,
                customer_key=deal.customer_key,
                family_code=line.family_code,
                territory_code=deal.territory_code,
                during=Range(work.now, until),
                state=ProtectionState.ACTIVE,
            )
        )
    work.flush()
    work.record(
        DealApproved(deal.id),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after={"review": deal.review, "protection": deal.protection, "until": until},
    )
    _ring(work, deal)


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
    deal.reject(at=work.now)
    work.record(
        DealRejected(deal.id), subject=deal, account_id=deal.account_id, reason=reason.strip()
    )
    _ring(work, deal)


def withdraw_deal(work: Work, deal: Deal) -> None:
    """Take a registration back before it is decided."""
    ensure(policies.can_withdraw(work.actor, deal))
    deal.withdraw(at=work.now)
    work.record(DealWithdrawn(deal.id), subject=deal, account_id=deal.account_id)
    _ring(work, deal)


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


def _ring(work: Work, deal: Deal) -> None:
    work.ring(
        "deals",
        "home",
        f"deal:{deal.id}",
        f"account:{deal.account_id}",
        to=both_sides(work, deal),
    )
