"""Reads of protections: what runs, what is due, and who is next in line."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from deals.models import Deal
from deals.protection.models import CoolingOff, ExtensionRequest, ExtensionState, Protection
from deals.protection.states import RUNNING, ProtectionState
from deals.registration.models import DealLine
from deals.review.states import AT_THE_HOST, UNDECIDED
from portal.kernel.db import Work, raw


def running_protections(work: Work, deal: Deal) -> Sequence[Protection]:
    return work.all(
        sa.select(Protection).where(
            Protection.deal_id == deal.id, Protection.state.in_(list(RUNNING))
        )
    )


def wait_for_turn(work: Work, deal: Deal) -> None:
    """Let one transaction after the other protect on this customer.

    Without it two insertions that exclude each other may each wait for the other to end, and one
    dies of the deadlock instead of learning who was first. Whoever waits here has written its own
    deal already, so that nobody waits for a row in the meantime.
    """
    work.flush()
    lock = sa.func.pg_advisory_xact_lock(
        sa.func.hashtextextended(f"protection of {deal.customer_key}", 0)
    )
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))


def wait_for_partner(work: Work, deal: Deal) -> None:
    """Let one transaction after the other count what a partner holds."""
    lock = sa.func.pg_advisory_xact_lock(
        sa.func.hashtextextended(f"protections of {deal.owner_company_id}", 0)
    )
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))


def held_by_partner(work: Work, deal: Deal, limit: int) -> Sequence[Deal]:
    """Return the partner's other deals that are protected exclusively, the soonest to end first."""
    return work.all(
        sa.select(Deal)
        .where(
            Deal.owner_company_id == deal.owner_company_id,
            Deal.id != deal.id,
            Deal.protection == ProtectionState.ACTIVE,
            Deal.is_exclusive,
            sa.or_(Deal.protected_until.is_(None), Deal.protected_until > work.now),
        )
        .order_by(Deal.protected_until, Deal.id)
        .limit(limit)
    )


def is_kept_for_another(work: Work, deal: Deal, families: Collection[str]) -> bool:
    """Return whether somebody earlier was promised some of this by the clock, as far as one sees.

    A worker writes that down as a provisional protection, which excludes on its own. This is for
    the time in which no worker runs.
    """
    earlier = work.session.scalars(
        sa.select(Deal.id)
        .where(
            Deal.customer_key == deal.customer_key,
            Deal.territory_code == deal.territory_code,
            Deal.review.in_(list(AT_THE_HOST)),
            Deal.protection == ProtectionState.NONE,
            Deal.answer_due_at <= work.now,
            Deal.submission_sequence < deal.submission_sequence,
            Deal.lines.any(DealLine.family_code.in_(list(families))),
        )
        .limit(1)
    )
    return earlier.first() is not None


def find_next_in_line(
    work: Work, deal: Deal, given_up: Collection[str] | None = None
) -> Deal | None:
    """Return the earliest waiting registration of another partner that this one kept away.

    Of all that it protected, or of the product families that were `given_up` alone.
    """
    families = sa.select(Protection.family_code).where(
        Protection.deal_id == deal.id, Protection.is_exclusive
    )
    if given_up is not None:
        families = families.where(Protection.family_code.in_(given_up))
    return work.session.scalars(
        sa.select(Deal)
        .where(
            Deal.customer_key == deal.customer_key,
            Deal.territory_code == deal.territory_code,
            Deal.review.in_(list(UNDECIDED)),
            Deal.owner_company_id != deal.owner_company_id,
            Deal.lines.any(DealLine.family_code.in_(families)),
        )
        .order_by(Deal.submission_sequence)
        .limit(1)
    ).first()


def find_request(work: Work, deal: Deal) -> ExtensionRequest | None:
    """Return the last request to extend the deal's protection."""
    return work.session.scalars(
        sa.select(ExtensionRequest)
        .where(ExtensionRequest.deal_id == deal.id)
        .order_by(ExtensionRequest.created_at.desc())
        .limit(1)
    ).first()


def find_cooling_off(work: Work, customer_key: str) -> CoolingOff | None:
    """Return what keeps the actor's company from registering a customer now, the longest of it."""
    return work.session.scalars(
        sa.select(CoolingOff)
        .where(
            CoolingOff.owner_company_id == work.actor.company_id,
            CoolingOff.customer_key == customer_key,
            CoolingOff.until > work.now,
        )
        .order_by(CoolingOff.until.desc())
        .limit(1)
    ).first()


def extensions_to_answer(work: Work, limit: int = 12) -> Sequence[tuple[Deal, ExtensionRequest]]:
    """Return visible requests that wait for an answer with their deals, the longest waiting first.

    Of a deal its partner is loaded.
    """
    rows = work.session.execute(
        sa.select(Deal, ExtensionRequest)
        .join(ExtensionRequest, ExtensionRequest.deal_id == Deal.id)
        .where(ExtensionRequest.state == ExtensionState.ASKED)
        .options(joinedload(Deal.partner))
        .order_by(ExtensionRequest.created_at, ExtensionRequest.id)
        .limit(limit)
    )
    return [(deal, request) for deal, request in rows]


def run_out(work: Work, limit: int) -> Sequence[Deal]:
    """Return deals whose protection is over and of which it was not said yet, locked."""
    return _locked(
        work,
        sa.select(Deal)
        .where(Deal.protection == ProtectionState.ACTIVE, Deal.protected_until <= work.now)
        .order_by(Deal.protected_until)
        .limit(limit),
    )


def ending_within(work: Work, days: int, limit: int) -> Sequence[Deal]:
    """Return deals whose protection ends so soon and that were not reminded of so late, locked."""
    reminded = Deal.reminded_days
    return _locked(
        work,
        sa.select(Deal)
        .where(
            Deal.protection == ProtectionState.ACTIVE,
            Deal.protected_until > work.now,
            Deal.protected_until <= work.now + timedelta(days=days),
            sa.or_(reminded.is_(None), reminded > days),
        )
        .order_by(Deal.protected_until)
        .limit(limit),
    )


def due_for_warning(work: Work, limit: int) -> Sequence[Deal]:
    """Return registrations whose promise nears its end or has passed it, in their order, locked."""
    return _locked(
        work,
        sa.select(Deal)
        .where(Deal.review.in_(list(AT_THE_HOST)), Deal.warn_at <= work.now)
        .options(selectinload(Deal.lines))
        .order_by(Deal.submission_sequence)
        .limit(limit),
    )


def _locked(work: Work, statement: sa.Select[Deal]) -> Sequence[Deal]:
    """Two workers at once pass over each other's rows."""
    return work.all(statement.with_for_update(skip_locked=True, of=Deal))
