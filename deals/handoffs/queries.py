"""Reads of hand-offs: the lists, whose turn it is, who can be asked, and what has run out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.handoffs.models import (
    HandOff,
    HandOffOffer,
    HandOffReceipt,
    HandOffTask,
    HandOffTurn,
)
from deals.handoffs.proposals import stands_at
from deals.handoffs.states import HandOffState, OfferState
from deals.models import Deal
from partners.companies.models import (
    Company,
    CompanyKind,
    PartnerRelationship,
    RelationshipState,
)
from portal.kernel.db import Work
from portal.kernel.db.places import Place, past


def get_handoff(work: Work, handoff_id: UUID) -> HandOff:
    """Return a visible hand-off with its deal and giver.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(HandOff, handoff_id, joinedload(HandOff.deal), joinedload(HandOff.giver))


def get_offer(work: Work, offer_id: UUID) -> HandOffOffer:
    """Return a visible offer.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(HandOffOffer, offer_id, joinedload(HandOffOffer.territory))


def handoffs_page(
    work: Work,
    *,
    state: HandOffState | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> Sequence[HandOff]:
    """Return visible hand-offs, the newest first, past the cursor (created_at, id)."""
    statement = (
        sa.select(HandOff)
        .options(joinedload(HandOff.deal), joinedload(HandOff.giver))
        .order_by(HandOff.created_at.desc(), HandOff.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(stands_at(state, work.now))
    if after is not None:
        statement = statement.where(past(HandOff.created_at, HandOff.id, after))
    return work.all(statement)


def offers_page(
    work: Work, *, after: Place | None = None, limit: int = 50
) -> Sequence[HandOffOffer]:
    """Return offers to the actor's own company, the newest first, past the cursor."""
    statement = (
        sa.select(HandOffOffer)
        .where(HandOffOffer.owner_company_id == work.actor.company_id)
        .options(joinedload(HandOffOffer.territory))
        .order_by(HandOffOffer.created_at.desc(), HandOffOffer.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(past(HandOffOffer.created_at, HandOffOffer.id, after))
    return work.all(statement)


def last_of_deal(work: Work, deal_id: UUID) -> HandOff | None:
    """Return the newest visible hand-off of a deal."""
    return work.session.scalars(
        sa.select(HandOff)
        .where(HandOff.deal_id == deal_id)
        .order_by(HandOff.created_at.desc())
        .limit(1)
    ).first()


def offer_of_deal(work: Work, deal: Deal) -> HandOffOffer | None:
    """Return the offer by which a deal was taken over, or by which the actor sells it along."""
    receiver_id = work.actor.company_id if work.actor.is_partner else deal.owner_company_id
    return work.session.scalars(
        sa.select(HandOffOffer)
        .where(HandOffOffer.deal_id == deal.id, HandOffOffer.owner_company_id == receiver_id)
        .order_by(HandOffOffer.created_at.desc())
        .limit(1)
    ).first()


def turns_of(work: Work, handoff: HandOff) -> Sequence[HandOffTurn]:
    """Return the visible turns in their order, with company and offer as far as one sees them."""
    return work.all(
        sa.select(HandOffTurn)
        .where(HandOffTurn.handoff_id == handoff.id)
        .options(joinedload(HandOffTurn.company), joinedload(HandOffTurn.offer))
        .order_by(HandOffTurn.position)
    )


def next_turn(work: Work, handoff: HandOff) -> HandOffTurn | None:
    """Return the first turn that was not asked yet."""
    return work.session.scalars(
        sa.select(HandOffTurn)
        .where(HandOffTurn.handoff_id == handoff.id, HandOffTurn.offer_id.is_(None))
        .order_by(HandOffTurn.position)
        .limit(1)
    ).first()


def turn_of(work: Work, offer: HandOffOffer) -> HandOffTurn:
    return work.one(sa.select(HandOffTurn).where(HandOffTurn.offer_id == offer.id))


def find_pending(work: Work, handoff: HandOff) -> HandOffOffer | None:
    return work.session.scalars(
        sa.select(HandOffOffer).where(
            HandOffOffer.handoff_id == handoff.id, HandOffOffer.state == OfferState.PENDING
        )
    ).first()


def accepted_offer(work: Work, handoff_id: UUID) -> HandOffOffer:
    """Return the visible offer by which a hand-off was taken.

    Raises:
        NotFound: nobody took it.
    """
    return work.one(
        sa.select(HandOffOffer).where(
            HandOffOffer.handoff_id == handoff_id, HandOffOffer.deal_id.is_not(None)
        )
    )


def tasks_of(work: Work, handoff_id: UUID) -> Sequence[HandOffTask]:
    return work.all(
        sa.select(HandOffTask)
        .where(HandOffTask.handoff_id == handoff_id)
        .order_by(HandOffTask.position)
    )


def find_receipt(work: Work, handoff_id: UUID) -> HandOffReceipt | None:
    """Return a visible receipt of a hand-off, the giver's first."""
    return work.session.scalars(
        sa.select(HandOffReceipt)
        .where(HandOffReceipt.handoff_id == handoff_id)
        .order_by(HandOffReceipt.side)
        .limit(1)
    ).first()


def is_active(work: Work, partner_id: UUID) -> bool:
    """Return whether a partner may take something over now. For the portal itself, and the host."""
    state = work.session.scalar(
        sa.select(PartnerRelationship.state).where(PartnerRelationship.partner_id == partner_id)
    )
    return state is RelationshipState.ACTIVE


def companies_to_ask(work: Work, giver_id: UUID, limit: int = 200) -> Sequence[Company]:
    """Return the partners that the actor sees besides the giver; the host sees who is active."""
    statement = (
        sa.select(Company)
        .where(Company.kind != CompanyKind.HOST, Company.id != giver_id)
        .order_by(Company.trade_name, Company.id)
        .limit(limit)
    )
    if work.actor.is_host:
        statement = statement.join(
            PartnerRelationship, PartnerRelationship.partner_id == Company.id
        ).where(PartnerRelationship.state == RelationshipState.ACTIVE)
    return work.all(statement)


def offers_to_answer(work: Work, limit: int = 12) -> Sequence[HandOffOffer]:
    """Return what waits for the actor's own company, the soonest end first."""
    return work.all(
        sa.select(HandOffOffer)
        .where(
            HandOffOffer.owner_company_id == work.actor.company_id,
            HandOffOffer.state == OfferState.PENDING,
            HandOffOffer.expires_at > work.now,
        )
        .options(joinedload(HandOffOffer.territory))
        .order_by(HandOffOffer.expires_at, HandOffOffer.id)
        .limit(limit)
    )


def waiting_for_the_host() -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[datetime]]:
    """Select how many visible hand-offs wait for the host to choose whom to ask, and since when.

    What the host began itself waits since the owner agreed.
    """
    waits = HandOff.state == HandOffState.DRAFT
    return (
        sa.select(sa.func.count(HandOff.id)).where(waits).scalar_subquery(),
        sa.select(sa.func.min(sa.func.coalesce(HandOff.answered_at, HandOff.created_at)))
        .where(waits)
        .scalar_subquery(),
    )


def lapsed(work: Work, limit: int) -> Sequence[HandOffOffer]:
    """Return offers that ran out and of which it was not said yet."""
    return work.all(
        sa.select(HandOffOffer)
        .where(HandOffOffer.state == OfferState.PENDING, HandOffOffer.expires_at <= work.now)
        .order_by(HandOffOffer.expires_at)
        .limit(limit)
    )


def to_remind(work: Work, limit: int) -> Sequence[HandOffOffer]:
    """Return open offers whose receiver is reminded now, locked."""
    return work.all(
        sa.select(HandOffOffer)
        .where(HandOffOffer.remind_at <= work.now, HandOffOffer.expires_at > work.now)
        .order_by(HandOffOffer.remind_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=HandOffOffer)
    )
