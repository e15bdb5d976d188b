"""Reads of the ledger: what was accrued, what became of it, and the rates that hold."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, joinedload

from deals.commissions.amounts import Rates
from deals.commissions.models import Balance, CommissionEntry, CommissionRate, EntryKind
from portal.kernel.db import Work, raw
from portal.kernel.db.places import Place, past


class Waiting(StrEnum):
    """What a list of the ledger is narrowed to."""

    APPROVAL = "approval"
    PAYMENT = "payment"


class Account(NamedTuple):
    """What was accrued for a deal, and what its entries come to."""

    accrual: CommissionEntry
    balance: Balance


class Total(NamedTuple):
    currency: str
    kind: EntryKind
    amount: Decimal


def ledger_page(
    work: Work,
    *,
    waiting: Waiting | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> list[Account]:
    """Return visible commissions, the newest first, past the cursor (created_at, id)."""
    entry, sums = CommissionEntry, _sums()
    approved, paid, taken = (sums[kind] for kind in _AFTERWARDS)
    earned = entry.amount - taken
    statement = (
        sa.select(entry, approved, paid, taken)
        .where(entry.kind == EntryKind.ACCRUED)
        .options(joinedload(entry.partner))
        .order_by(entry.created_at.desc(), entry.id)
        .limit(limit)
    )
    if waiting is Waiting.APPROVAL:
        statement = statement.where(approved < earned)
    if waiting is Waiting.PAYMENT:
        statement = statement.where(paid < sa.func.least(approved, earned))
    if after is not None:
        statement = statement.where(past(entry.created_at, entry.id, after))
    return [
        Account(found, Balance(found.amount, *amounts))
        for found, *amounts in work.session.execute(statement)
    ]


def approval_waiting() -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[datetime]]:
    """Select how many visible commissions wait for an approval, and since when the first does."""
    entry, sums = CommissionEntry, _sums()
    waits = (
        entry.kind == EntryKind.ACCRUED,
        sums[EntryKind.APPROVED] < entry.amount - sums[EntryKind.CLAWED_BACK],
    )
    return (
        sa.select(sa.func.count(entry.id)).where(*waits).scalar_subquery(),
        sa.select(sa.func.min(entry.created_at)).where(*waits).scalar_subquery(),
    )


def totals(work: Work) -> list[Total]:
    """Return what all visible entries come to, by currency and kind."""
    entry = CommissionEntry
    rows = work.session.execute(
        sa.select(entry.currency, entry.kind, sa.func.sum(entry.amount))
        .group_by(entry.currency, entry.kind)
        .order_by(entry.currency)
    )
    return [Total(*row) for row in rows]


def entries_of(work: Work, accrual: CommissionEntry) -> Sequence[CommissionEntry]:
    """Return an accrual and all that became of it, in the order of time."""
    return work.all(
        sa.select(CommissionEntry)
        .where(sa.or_(CommissionEntry.id == accrual.id, CommissionEntry.accrual_id == accrual.id))
        .order_by(CommissionEntry.created_at, CommissionEntry.id)
    )


def balance_of(work: Work, accrual: CommissionEntry) -> Balance:
    return balance_of_entries(entries_of(work, accrual))


def balance_of_entries(entries: Sequence[CommissionEntry]) -> Balance:
    amounts = dict.fromkeys(EntryKind, Decimal(0))
    for each in entries:
        amounts[each.kind] += each.amount
    return Balance(*(amounts[kind] for kind in (EntryKind.ACCRUED, *_AFTERWARDS)))


def accruals_of(work: Work, deal_id: UUID) -> Sequence[CommissionEntry]:
    """Return what was accrued for a deal, the largest first: one for each who earns by it."""
    return work.all(
        sa.select(CommissionEntry)
        .where(CommissionEntry.deal_id == deal_id, CommissionEntry.kind == EntryKind.ACCRUED)
        .options(joinedload(CommissionEntry.partner))
        .order_by(CommissionEntry.amount.desc(), CommissionEntry.id)
    )


def all_entries(work: Work, limit: int) -> Sequence[CommissionEntry]:
    """Return visible entries with their partners, the newest first."""
    return work.all(
        sa.select(CommissionEntry)
        .options(joinedload(CommissionEntry.partner))
        .order_by(CommissionEntry.created_at.desc(), CommissionEntry.id.desc())
        .limit(limit)
    )


def rates_now(work: Work, by_then: datetime | None = None) -> Rates:
    """Return the rates that hold, or held by an instant: the newest for each motion and family."""
    rate = CommissionRate
    statement = (
        sa.select(rate)
        .ext(distinct_on(rate.motion, rate.family_code))
        .order_by(rate.motion, rate.family_code, rate.created_at.desc(), rate.id.desc())
    )
    if by_then is not None:
        statement = statement.where(rate.created_at <= by_then)
    rows = work.all(statement)
    return {
        (each.motion, each.family_code): each.per_cent for each in rows if each.per_cent is not None
    }


def rate_setters(work: Work, accrual: CommissionEntry) -> set[UUID]:
    """Return who set the rates that a commission came from, those of the portal's own left out."""
    function = sa.func.kontor_commission_rate_setters(accrual.id, type_=sa.Uuid())
    statement = raw(sa.select(function), "the database asks the same before it takes an approval")
    return set(work.session.scalars(statement))


def wait_for_settling(work: Work, accrual: CommissionEntry) -> None:
    """Let nobody else settle a commission before the commit, as the database does itself."""
    key = sa.func.hashtextextended(f"commission {accrual.id}", 0)
    lock = sa.func.pg_advisory_xact_lock(key)
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))


def rates_version(work: Work) -> str:
    """Return what changes whenever rates are set."""
    newest = work.session.scalar(
        sa.select(CommissionRate.id)
        .order_by(CommissionRate.created_at.desc(), CommissionRate.id.desc())
        .limit(1)
    )
    return str(newest or "")


def wait_for_rates(work: Work) -> None:
    """Let nobody else set rates before the commit."""
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("rates of commission", 0))
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))


def rates_set(work: Work, limit: int = 50) -> Sequence[CommissionRate]:
    """Return the rates that were ever set, the newest first."""
    return work.all(
        sa.select(CommissionRate)
        .order_by(CommissionRate.created_at.desc(), CommissionRate.id.desc())
        .limit(limit)
    )


_AFTERWARDS = (EntryKind.APPROVED, EntryKind.PAID, EntryKind.CLAWED_BACK)


def _sums() -> dict[EntryKind, Any]:
    found = {}
    for kind in _AFTERWARDS:
        part = aliased(CommissionEntry)
        found[kind] = (
            sa.select(sa.func.coalesce(sa.func.sum(part.amount), 0))
            .where(part.accrual_id == CommissionEntry.id, part.kind == kind)
            .correlate(CommissionEntry)
            .scalar_subquery()
        )
    return found
