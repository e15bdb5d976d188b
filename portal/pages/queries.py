"""Figures of what one partner has to do with the host, to be asked together."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from deals.leads.models import Lead, LeadOffer
from deals.leads.states import HELD, OfferState
from deals.models import Deal
from deals.review.states import AT_THE_HOST


def first_answer_due(partner_id: UUID) -> sa.ScalarSelect[datetime | None]:
    """Select when the first of a partner's registrations is answered at the latest."""
    return (
        sa.select(sa.func.min(Deal.answer_due_at))
        .where(Deal.owner_company_id == partner_id, Deal.review.in_(list(AT_THE_HOST)))
        .scalar_subquery()
    )


def leads_offered(partner_id: UUID) -> sa.ScalarSelect[int]:
    """Select how many visible leads a partner was ever offered, as the list of leads has them."""
    asked = sa.select(LeadOffer.lead_id).where(LeadOffer.owner_company_id == partner_id)
    return sa.select(sa.func.count(Lead.id)).where(Lead.id.in_(asked)).scalar_subquery()


def leads_to_answer(partner_id: UUID, now: datetime) -> sa.ScalarSelect[int]:
    """Select how many offers a partner has not answered yet."""
    return (
        sa.select(sa.func.count(LeadOffer.id))
        .where(
            LeadOffer.owner_company_id == partner_id,
            LeadOffer.state == OfferState.PENDING,
            LeadOffer.expires_at > now,
        )
        .scalar_subquery()
    )


def leads_at_work(partner_id: UUID) -> sa.ScalarSelect[int]:
    """Select how many leads a partner accepted and works on."""
    held = Lead.holder_company_id == partner_id, Lead.state.in_(list(HELD))
    return sa.select(sa.func.count(Lead.id)).where(*held).scalar_subquery()
