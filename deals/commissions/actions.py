"""Every entry of the ledger: accrued by the portal, settled by the host's finance people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from deals.commissions import bookings, policies, queries
from deals.commissions.amounts import Earned
from deals.commissions.bookings import RATE_SETTER, TWO_PEOPLE, Booking
from deals.commissions.earning import total_of, worked_out
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
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, StaleVersion, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

_MEANWHILE: Final = said("Somebody settled a part of this meanwhile. Look at it again.")
_EVENTS: Final[dict[EntryKind, type[Event]]] = {
    EntryKind.APPROVED: CommissionApproved,
    EntryKind.PAID: CommissionPaid,
    EntryKind.CLAWED_BACK: CommissionClawedBack,
}

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
    worked = worked_out(work, deal, work.now)
    found = [
        _accrual(work, deal, company_id, part)
        for company_id, part in worked.parts.items()
        if worked.why_nothing(company_id) is None
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
            amount=total_of(lines),
            breakdown=[line.told() for line in lines],
            by_name=work.actor.name,
        )
    )


def approve(work: Work, accrual: CommissionEntry, amount: Decimal | None) -> CommissionEntry:
    """Approve a part of what was accrued, or all that is left of it; refused as `bookings` says."""
    return book(work, accrual, bookings.approval(work, accrual, amount))


def pay(
    work: Work,
    accrual: CommissionEntry,
    amount: Decimal | None,
    reference: str,
    paid_on: date | None,
) -> CommissionEntry:
    """Enter that a part of what was approved was paid, or all that is left of it."""
    return book(work, accrual, bookings.payment(work, accrual, amount, reference, paid_on))


def claw_back(
    work: Work, accrual: CommissionEntry, amount: Decimal | None, reason: str
) -> CommissionEntry:
    """Take back a part of what was accrued, or all that is left of it; it may be paid already."""
    return book(work, accrual, bookings.claw_back_of(work, accrual, amount, reason))


def book(work: Work, accrual: CommissionEntry, booking: Booking) -> CommissionEntry:
    """Enter what `bookings` worked out and checked.

    Raises:
        Conflict: somebody settled a part meanwhile, says the database.
    """
    entry = _entry(work, accrual, booking.kind, booking.amount)
    entry.reference, entry.paid_on = booking.reference, booking.paid_on
    entry.reason = booking.reason
    _told(work, _EVENTS[booking.kind], accrual, entry, booking.reason)
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
