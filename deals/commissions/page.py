"""One commission on screen: its page, and what a step would book before it is booked."""

from collections.abc import Mapping
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import joinedload

from deals.catalogue.queries import product_families
from deals.commissions import policies, queries
from deals.commissions.bookings import Booking
from deals.commissions.models import CommissionEntry, EntryKind
from deals.models import Deal
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, NotFound


def get_accrual(work: Work, entry_id: UUID) -> CommissionEntry:
    """Return what was accrued, with its partner.

    Raises:
        NotFound: absent, not visible, or an entry of another kind.
    """
    entry = work.get(CommissionEntry, entry_id, joinedload(CommissionEntry.partner))
    if entry.kind is not EntryKind.ACCRUED:
        raise NotFound
    return entry


def commission_page(
    work: Work,
    accrual: CommissionEntry,
    conflict: Conflict | None = None,
    *,
    errors: Mapping[str, str] | None = None,
) -> str:
    balance, may_settle = queries.balance_of(work, accrual), policies.can_settle(work.actor)
    asks = may_settle and balance.to_approve > 0
    return render_template(
        "commissions/show.html",
        accrual=accrual,
        deal=work.find(Deal, accrual.deal_id),
        entries=queries.entries_of(work, accrual),
        balance=balance,
        families=_families(work),
        can_settle=may_settle,
        host_name=get_host(work).trade_name,
        may_approve=asks and work.actor.id not in queries.rate_setters(work, accrual),
        typed=request.form,
        errors=errors or {},
        conflict=conflict,
    )


def confirmation_page(
    work: Work, accrual: CommissionEntry, booking: Booking, *, has_moved: bool = False
) -> str:
    """Show what would be booked. `has_moved`: somebody settled a part since it was shown before."""
    return render_template(
        "commissions/confirm.html",
        accrual=accrual,
        booking=booking,
        do=request.form["do"],
        families=_families(work),
        has_moved=has_moved,
    )


def _families(work: Work) -> dict[str, str]:
    return {each.code: each.name for each in product_families(work)}
