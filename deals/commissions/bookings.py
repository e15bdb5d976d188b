"""What finance is about to enter: asked for, checked against all rules, and not written.

Showing one before it is booked and booking it are the same function, so that no page promises what
the ledger refuses.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from deals.commissions import policies, queries
from deals.commissions.amounts import MINOR_UNIT
from deals.commissions.models import Balance, CommissionEntry, EntryKind
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST_REFERENCE: Final = 80
LONGEST_REASON: Final = 2000
RATE_SETTER: Final = said("You set a rate that this came from. Somebody else has to approve it.")
TWO_PEOPLE: Final = said("You approved this commission. Somebody else has to pay it.")
_FINANCE: Final = said("This needs the role finance approver.")


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry as it would be made, in the currency of what was accrued."""

    kind: EntryKind
    amount: Decimal
    before: Balance
    """What the entries come to without it."""
    reference: str | None = None
    paid_on: date | None = None
    reason: str | None = None

    @property
    def after(self) -> Balance:
        return self.before.with_entry(self.kind, self.amount)


def approval(work: Work, accrual: CommissionEntry, amount: Decimal | None) -> Booking:
    """Return the approval of a part of what was accrued, or of all that is left of it.

    Raises:
        Forbidden: it takes the host's finance.
        Invalid: nothing, or more than is left.
        TransitionRefused: whoever set the rate does not approve what came of it.
    """
    ensure(policies.can_settle(work.actor), _FINANCE)
    if work.actor.id in queries.rate_setters(work, accrual):
        raise TransitionRefused(RATE_SETTER)
    now = queries.balance_of(work, accrual)
    return Booking(EntryKind.APPROVED, _within(amount, now.to_approve), now)


def payment(
    work: Work,
    accrual: CommissionEntry,
    amount: Decimal | None,
    reference: str,
    paid_on: date | None,
) -> Booking:
    """Return the payment of a part of what was approved, or of all that is left of it.

    Raises:
        Forbidden: it takes the host's finance.
        Invalid: no reference or day, a day to come, nothing, or more than is left.
        TransitionRefused: whoever approved it does not pay it.
    """
    ensure(policies.can_settle(work.actor), _FINANCE)
    fields: dict[str, str] = {}
    if not 0 < len(reference.strip()) <= LONGEST_REFERENCE:
        fields["reference"] = said("Enter the reference of the payment.")
    if paid_on is None or paid_on > work.now.date():
        fields["paid_on"] = said("Enter the day on which it was paid.")
    if fields:
        raise Invalid(fields=fields)
    entries = queries.entries_of(work, accrual)
    now = queries.balance_of_entries(entries)
    left = _within(amount, now.to_pay)
    approvers = {each.by_id for each in entries if each.kind is EntryKind.APPROVED}
    if work.actor.id in approvers:
        raise TransitionRefused(TWO_PEOPLE)
    return Booking(EntryKind.PAID, left, now, reference=reference.strip(), paid_on=paid_on)


def claw_back_of(
    work: Work, accrual: CommissionEntry, amount: Decimal | None, reason: str
) -> Booking:
    """Return what takes back a part of what was accrued, or all of it; it may be paid already.

    Raises:
        Forbidden: it takes the host's finance, or the portal itself.
        Invalid: no reason, nothing, or more than is left.
    """
    ensure(work.actor.is_system or policies.can_settle(work.actor), _FINANCE)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(fields={"reason": said("Say why; the partner reads it.")})
    now = queries.balance_of(work, accrual)
    return Booking(EntryKind.CLAWED_BACK, _within(amount, now.earned), now, reason=reason.strip())


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
