"""Every entry of the ledger: accrued by the portal, settled by the host's finance people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from deals.attribution.queries import WHOLE, shares_of
from deals.commissions import policies, queries
from deals.commissions.amounts import MINOR_UNIT, Earned, earned_by, split
from deals.commissions.events import (
    CommissionAccrued,
    CommissionApproved,
    CommissionClawedBack,
    CommissionPaid,
    CommissionRatesSet,
)
from deals.commissions.models import CommissionEntry, CommissionRate, EntryKind
from deals.models import Deal, Motion
from partners.audiences import at_host
from partners.companies.queries import get_host
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, StaleVersion, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST_REFERENCE: Final = 80
LONGEST_REASON: Final = 2000
_MEANWHILE: Final = said("Somebody settled a part of this meanwhile. Look at it again.")
RATE_SETTER: Final = said("You set a rate that this came from. Somebody else has to approve it.")
TWO_PEOPLE: Final = said("You approved this commission. Somebody else has to pay it.")

constraint_means("commission_sums", lambda: Conflict(_MEANWHILE))
constraint_means("commission_two_people", lambda: TransitionRefused(TWO_PEOPLE))
constraint_means("commission_rate_two_people", lambda: TransitionRefused(RATE_SETTER))
constraint_means("uq_commission_entries_accrued", lambda: Conflict(_MEANWHILE))


def accrue(work: Work, deal: Deal) -> list[CommissionEntry]:
    """Enter what a deal earns each company that has a share in it; once, however often it is asked.

    Its lines are loaded. Without agreed shares all of it is its partner's; the host earns nothing.
    """
    ensure(work.actor.is_system)
    if queries.accruals_of(work, deal.id):
        return []
    lines = [(line.family_code, line.amount) for line in deal.lines]
    earned = earned_by(lines, deal.motion, queries.rates_now(work))
    shares = [(each.owner_company_id, each.percent) for each in shares_of(work, deal.id)]
    shares = shares or [(deal.owner_company_id, WHOLE)]
    parts = split(earned, [percent for _company, percent in shares])
    host_id = get_host(work).id
    found = [
        _accrual(work, deal, company_id, part)
        for (company_id, _percent), part in zip(shares, parts, strict=True)
        if company_id != host_id and any(line.amount for line in part)
    ]
    for entry in found:
        _told(work, CommissionAccrued, entry, entry)
    return found


def _accrual(work: Work, deal: Deal, company_id: UUID, lines: list[Earned]) -> CommissionEntry:
    """Enter the share of one company; the number of a deal is for the deal's own partner."""
    is_own = company_id == deal.owner_company_id
    return work.add(
        CommissionEntry(
            owner_company_id=company_id,
            kind=EntryKind.ACCRUED,
            deal_company_id=deal.owner_company_id,
            deal_id=deal.id,
            label=f"{deal.number}, {deal.customer_name}" if is_own else deal.customer_name,
            currency=deal.currency,
            amount=sum((line.amount for line in lines), Decimal(0)),
            breakdown=[line.told() for line in lines],
            by_name=work.actor.name,
        )
    )


def approve(work: Work, accrual: CommissionEntry, amount: Decimal | None) -> CommissionEntry:
    """Approve a part of what was accrued, or all that is left of it.

    Raises:
        Forbidden: it takes the host's finance.
        Invalid: nothing, or more than is left.
        TransitionRefused: whoever set the rate does not approve what came of it.
    """
    ensure(policies.can_settle(work.actor), said("This needs the role finance approver."))
    if work.actor.id in queries.rate_setters(work, accrual):
        raise TransitionRefused(RATE_SETTER)
    left = queries.balance_of(work, accrual).to_approve
    entry = _entry(work, accrual, EntryKind.APPROVED, _within(amount, left))
    _told(work, CommissionApproved, accrual, entry)
    return entry


def pay(
    work: Work,
    accrual: CommissionEntry,
    amount: Decimal | None,
    reference: str,
    paid_on: date | None,
) -> CommissionEntry:
    """Enter that a part of what was approved was paid, or all that is left of it.

    Raises:
        Forbidden: it takes the host's finance.
        Invalid: no reference or day, a day to come, nothing, or more than is left.
        TransitionRefused: whoever approved it does not pay it.
    """
    ensure(policies.can_settle(work.actor), said("This needs the role finance approver."))
    fields: dict[str, str] = {}
    if not 0 < len(reference.strip()) <= LONGEST_REFERENCE:
        fields["reference"] = said("Enter the reference of the payment.")
    if paid_on is None or paid_on > work.now.date():
        fields["paid_on"] = said("Enter the day on which it was paid.")
    if fields:
        raise Invalid(fields=fields)
    left = queries.balance_of(work, accrual).to_pay
    entry = _entry(work, accrual, EntryKind.PAID, _within(amount, left))
    entry.reference, entry.paid_on = reference.strip(), paid_on
    _told(work, CommissionPaid, accrual, entry)
    return entry


def claw_back(
    work: Work, accrual: CommissionEntry, amount: Decimal | None, reason: str
) -> CommissionEntry:
    """Take back a part of what was accrued, or all that is left of it; it may be paid already.

    Raises:
        Forbidden: it takes the host's finance, or the portal itself.
        Invalid: no reason, nothing, or more than is left.
    """
    ensure(
        work.actor.is_system or policies.can_settle(work.actor),
        said("This needs the role finance approver."),
    )
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(fields={"reason": said("Say why; the partner reads it.")})
    left = queries.balance_of(work, accrual).earned
    entry = _entry(work, accrual, EntryKind.CLAWED_BACK, _within(amount, left))
    entry.reason = reason.strip()
    _told(work, CommissionClawedBack, accrual, entry, entry.reason)
    return entry


def claw_back_corrected(work: Work, correction: Deal) -> None:
    """Take back what the record earned that a closed correction replaces."""
    ensure(work.actor.is_system)
    if correction.corrects_id is None:
        return
    for accrual in queries.accruals_of(work, correction.corrects_id):
        if queries.balance_of(work, accrual).earned > 0:
            is_own = accrual.owner_company_id == correction.owner_company_id
            what = correction.number if is_own else correction.customer_name
            claw_back(work, accrual, None, f"{what}: corrected.")


def expect_rates(work: Work, version: str) -> None:
    """Refuse rates that were typed against others than hold now; nobody sets any before the commit.

    Raises:
        StaleVersion: somebody set some meanwhile.
    """
    queries.wait_for_rates(work)
    if queries.rates_version(work) != version:
        raise StaleVersion


def set_rates(work: Work, wanted: Mapping[tuple[Motion, str | None], Decimal | None]) -> int:
    """Say what is paid for deals that are won from now on; return how many rates changed.

    None takes a family's own rate away.

    Raises:
        Forbidden: it takes the programme's admin.
    """
    ensure(policies.can_set_rates(work.actor), said("This needs the role programme admin."))
    now, changed = queries.rates_now(work), []
    for (motion, family), per_cent in wanted.items():
        if now.get((motion, family)) != per_cent:
            changed.append(
                work.add(
                    CommissionRate(
                        owner_company_id=work.actor.company_id,
                        motion=motion,
                        family_code=family,
                        per_cent=per_cent,
                        set_by_id=work.actor.id,
                        set_by_name=work.actor.name,
                    )
                )
            )
    work.flush()
    if changed:
        work.record(CommissionRatesSet(changed[0].id), subject=changed[0])
    return len(changed)


def _within(amount: Decimal | None, left: Decimal) -> Decimal:
    wanted = left if amount is None else amount
    if not MINOR_UNIT <= wanted <= left or wanted != wanted.quantize(MINOR_UNIT):
        raise Invalid(
            fields={
                "amount": said("Enter an amount up to %(left)s; that much is left.", left=left)
                if left > 0
                else said("Nothing is left of it.")
            }
        )
    return wanted


def _entry(
    work: Work, accrual: CommissionEntry, kind: EntryKind, amount: Decimal
) -> CommissionEntry:
    return work.add(
        CommissionEntry(
            owner_company_id=accrual.owner_company_id,
            kind=kind,
            accrual_id=accrual.id,
            deal_company_id=accrual.deal_company_id,
            deal_id=accrual.deal_id,
            label=accrual.label,
            currency=accrual.currency,
            amount=amount,
            by_id=work.actor.id,
            by_name=work.actor.name,
        )
    )


def _told(
    work: Work,
    event: type[Event],
    accrual: CommissionEntry,
    entry: CommissionEntry,
    reason: str | None = None,
) -> None:
    work.flush()
    work.record(event(entry.id), subject=accrual, reason=reason)  # type: ignore[call-arg]
    partner = accrual.owner_company_id
    hears = [company_audience(partner), *at_host(work, partner)]
    work.ring("commissions", f"commission:{accrual.id}", to=hears)
