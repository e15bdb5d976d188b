"""Reads of what waits for somebody: offers for an answer, customers for the first contact."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from deals.leads.models import Lead, LeadOffer
from deals.leads.states import LeadState, OfferState
from portal.kernel.db import Work

MOST = 12


def offers_to_answer(work: Work) -> Sequence[LeadOffer]:
    """Return what waits for the actor's own company, the soonest end first."""
    return work.all(
        sa.select(LeadOffer)
        .where(
            LeadOffer.owner_company_id == work.actor.company_id,
            LeadOffer.state == OfferState.PENDING,
            LeadOffer.expires_at > work.now,
        )
        .options(joinedload(LeadOffer.family))
        .order_by(LeadOffer.expires_at, LeadOffer.id)
        .limit(MOST)
    )


def customers_to_reach(work: Work) -> Sequence[LeadOffer]:
    """Return accepted offers of the own company whose customer was not reached, the first due."""
    return work.all(
        sa.select(LeadOffer)
        .join(LeadOffer.lead)
        .where(
            LeadOffer.owner_company_id == work.actor.company_id,
            LeadOffer.state == OfferState.ACCEPTED,
            Lead.holder_company_id == work.actor.company_id,
            Lead.state == LeadState.ACCEPTED,
        )
        .options(contains_eager(LeadOffer.lead).joinedload(Lead.contact))
        .order_by(Lead.contact_due_at, LeadOffer.id)
        .limit(MOST)
    )


def late_contacts(work: Work) -> Sequence[Lead]:
    """Return the visible leads whose holder did not reach the customer in time, the latest last."""
    return work.all(
        sa.select(Lead)
        .where(Lead.state == LeadState.ACCEPTED, Lead.contact_due_at <= work.now)
        .options(joinedload(Lead.contact), joinedload(Lead.holder))
        .order_by(Lead.contact_due_at, Lead.id)
        .limit(MOST)
    )
