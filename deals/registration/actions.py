"""Registering a deal on a customer: number, timestamp, promised answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deals import policies, queries
from deals.bells import ring_deal
from deals.catalogue.queries import catalogue_errors
from deals.events import DealRegistered
from deals.evidence.consent import Consent
from deals.models import Deal, DealKind, Motion
from deals.protection.lateness import start_clock
from deals.protection.queries import find_cooling_off
from deals.receipts.actions import give_receipt
from deals.registration.models import DealLine
from deals.review.replies import answer_due_now
from deals.review.states import Review
from partners.accounts.models import Account
from partners.accounts.parents.checking import checked_parent
from partners.accounts.parents.models import UNKNOWN, Parent
from partners.companies.business_days import HOST_ZONE
from partners.companies.queries import get_own_company, is_leaving
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
    consent: Consent = Consent.NONE
    consent_on: date | None = None
    """On which day the customer agreed; None where it did not."""
    parent: Parent = UNKNOWN
    """Whom the customer belongs to, as far as the partner knows."""
    corrects: Deal | None = None
    """A closed deal of the partner's own that this one puts right."""


def register_deal(
    work: Work, account: Account, new: NewDeal, prepare: Callable[[Deal], object] | None = None
) -> Deal:
    """Register a deal on an account the partner may see: number, receipt, promised answer.

    `prepare` is done to the deal before it is submitted, such as storing what proves it: from the
    submission to the commit every other registration waits for its own place in line.

    Raises:
        Forbidden: not a partner, one that is leaving, or a role that may not register.
        Invalid: a close date in the past, no line, a family twice, or a territory or family that
            the catalogue does not have.
    """
    ensure(
        policies.can_register(work.actor), said("Registering deals needs the role seller or above.")
    )
    ensure(not is_leaving(work), said("Your company is leaving: no new deals are taken."))
    parent = _checked(work, new)
    _check_customer(work, account, new)
    partner = get_own_company(work)
    deal = work.add(
        Deal(
            owner_company_id=partner.id,
            number=f"DR-{partner.code}-{queries.next_number(work, partner.id):04d}",
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
            parent=parent.of(account.country) if parent else None,
            consent=new.consent,
            consent_on=new.consent_on if new.consent is not Consent.NONE else None,
            corrects_id=new.corrects.id if new.corrects else None,
            review=Review.DRAFT,
            lines=_lines(work, partner.id, new.lines),
        )
    )
    if prepare is not None:
        work.flush()
        prepare(deal)
    deal.submit(
        at=work.now,
        sequence=queries.next_submission_sequence(work),
        answer_due_at=answer_due_now(work),
    )
    start_clock(work, deal)
    work.flush()
    give_receipt(work, deal)
    work.record(
        DealRegistered(deal.id),
        subject=deal,
        account_id=account.id,
        after={"review": deal.review, "value": deal.value, "currency": deal.currency},
    )
    ring_deal(work, deal)
    return deal


def _checked(work: Work, new: NewDeal) -> Parent | None:
    """Refuse what is missing or wrong; return the customer's parent as it is compared."""
    fields = catalogue_errors(work, new.territory_code, [line.family_code for line in new.lines])
    if new.expected_close <= work.now.astimezone(HOST_ZONE).date():
        fields["expected_close"] = said("Choose a day after today.")
    today = work.now.astimezone(HOST_ZONE).date()
    if new.consent is not Consent.NONE and (new.consent_on is None or new.consent_on > today):
        fields["consent_on"] = said("Enter the day on which the customer agreed.")
    if not new.lines:
        fields["lines"] = said("Add at least one product family.")
    families = [line.family_code for line in new.lines]
    if len(families) != len(set(families)):
        fields["lines"] = said("A product family can stand on one line only.")
    if not new.progress.strip():
        fields["progress"] = said("Say in a sentence what you have done so far.")
    parent = None
    try:
        parent = checked_parent(new.parent)
    except Invalid as error:
        fields |= error.fields
    if fields:
        raise Invalid(fields=fields)
    return parent


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
