"""Reads of receipts and of the chain that holds their order."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from deals.models import Deal
from deals.receipts.models import Receipt, ReceiptLink
from deals.registration.models import DealLine
from portal.kernel.db import Work, raw

AT_ONCE = 500


def receipts_of(work: Work, deal_id: UUID) -> Sequence[Receipt]:
    """Return the visible receipts of a deal, the last one first."""
    return work.all(
        sa.select(Receipt)
        .where(Receipt.deal_id == deal_id)
        .order_by(Receipt.place.desc())
        .limit(50)
    )


def find_receipt(work: Work, number: str) -> Receipt | None:
    return work.session.scalars(sa.select(Receipt).where(Receipt.number == number)).first()


def lines_of(work: Work, deal: Deal) -> Sequence[DealLine]:
    return work.all(
        sa.select(DealLine).where(DealLine.deal_id == deal.id).order_by(DealLine.position)
    )


def next_place(work: Work, deal: Deal) -> int:
    last = sa.select(sa.func.max(Receipt.place)).where(Receipt.deal_id == deal.id)
    return (work.session.scalar(last) or 0) + 1


def wait_to_seal(work: Work) -> None:
    """Let one transaction after the other seal."""
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("seals of receipts", 0))
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))


def last_sealed(work: Work) -> ReceiptLink | None:
    return work.session.scalars(
        sa.select(ReceiptLink)
        .where(ReceiptLink.seal.is_not(None))
        .order_by(ReceiptLink.sequence.desc())
        .limit(1)
    ).first()


def unsealed(work: Work, limit: int = AT_ONCE) -> Sequence[ReceiptLink]:
    """Return the links to seal, in the order of the submissions."""
    return work.all(
        sa.select(ReceiptLink)
        .where(ReceiptLink.seal.is_(None))
        .order_by(ReceiptLink.sequence)
        .limit(limit)
    )


def chain(work: Work) -> Iterator[ReceiptLink]:
    """Yield every sealed link with its receipt, in order and in constant memory."""
    links = (
        sa.select(ReceiptLink)
        .join(ReceiptLink.receipt)
        .options(contains_eager(ReceiptLink.receipt))
        .where(ReceiptLink.seal.is_not(None))
        .order_by(ReceiptLink.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    for link in work.session.scalars(links):
        yield link
        work.session.expunge(link)


def count_links(work: Work) -> tuple[int, int]:
    """Return how many links are sealed, and how many wait for it."""
    sealed = sa.select(sa.func.count(ReceiptLink.seal)).scalar_subquery()
    waiting = sa.select(sa.func.count(ReceiptLink.id)).where(ReceiptLink.seal.is_(None))
    first, second = work.counts(sealed, waiting.scalar_subquery())
    return first, second


def find_unreceipted(work: Work) -> Deal | None:
    """Return the first registration since the first receipt whose place in line none certifies."""
    first = sa.select(sa.func.min(ReceiptLink.sequence)).scalar_subquery()
    certified = sa.select(ReceiptLink.id).where(ReceiptLink.sequence == Deal.submission_sequence)
    return _first(
        work,
        sa.select(Deal).where(Deal.submission_sequence >= first, ~certified.exists()),
    )


def find_displaced(work: Work) -> Deal | None:
    """Return the first registration that does not stand where its last receipt says."""
    last = (
        sa.select(sa.func.max(ReceiptLink.sequence))
        .join(Receipt, Receipt.id == ReceiptLink.receipt_id)
        .where(Receipt.deal_id == Deal.id)
        .correlate(Deal)
        .scalar_subquery()
    )
    return _first(work, sa.select(Deal).where(Deal.submission_sequence != last))


def _first(work: Work, deals: sa.Select[Deal]) -> Deal | None:
    return work.session.scalars(deals.order_by(Deal.submission_sequence).limit(1)).first()
