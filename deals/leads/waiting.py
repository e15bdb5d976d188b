"""Reads of what waits for somebody: offers for an answer, customers for the first contact."""

from collections.abc import Sequence
from typing import Any

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


def late_contacts(work: Work) -> tuple[sa.ScalarSelect[Any], sa.ScalarSelect[Any]]:
    """Select how many visible leads have a first contact that is late, and since when the first."""
    late = Lead.state == LeadState.ACCEPTED, Lead.contact_due_at <= work.now
    return (
        sa.select(sa.func.count(Lead.id)).where(*late).scalar_subquery(),
        sa.select(sa.func.min(Lead.contact_due_at)).where(*late).scalar_subquery(),
    )


def waiting_for_the_host() -> tuple[sa.ScalarSelect[Any], sa.ScalarSelect[Any]]:
    """Select how many visible leads the host has to qualify, and since when the oldest waits."""
    new = Lead.state == LeadState.NEW
    return (
        sa.select(sa.func.count(Lead.id)).where(new).scalar_subquery(),
        sa.select(sa.func.min(Lead.created_at)).where(new).scalar_subquery(),
    )
