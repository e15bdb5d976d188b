"""Reads of campaigns: the list with what came of each, one by its address, and who wrote lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.campaigns.models import Campaign, CampaignAnswer
from deals.leads.models import Lead
from deals.leads.states import HELD, LeadState
from portal.kernel.db import Work
from portal.kernel.db.places import past


class Yield(NamedTuple):
    """What came of a campaign so far, in leads the reader sees."""

    answers: int = 0
    held: int = 0
    """A partner works on them."""
    deals: int = 0
    rejected: int = 0


def campaigns_page(
    work: Work, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Campaign]:
    """Return campaigns, the newest first, past the cursor (created_at, id)."""
    statement = (
        sa.select(Campaign)
        .options(joinedload(Campaign.family))
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(past(Campaign.created_at, Campaign.id, after))
    return work.all(statement)


def yields_of(work: Work, campaigns: Sequence[Campaign]) -> dict[UUID, Yield]:
    """Return what came of each of some campaigns."""
    if not campaigns:
        return {}
    rows = work.session.execute(
        sa.select(
            CampaignAnswer.campaign_id,
            sa.func.count(Lead.id),
            sa.func.count(Lead.id).filter(Lead.state.in_(list(HELD))),
            sa.func.count(Lead.id).filter(Lead.state == LeadState.CONVERTED),
            sa.func.count(Lead.id).filter(Lead.state == LeadState.REJECTED),
        )
        .join(Lead, Lead.id == CampaignAnswer.lead_id)
        .where(CampaignAnswer.campaign_id.in_([each.id for each in campaigns]))
        .group_by(CampaignAnswer.campaign_id)
    )
    return {campaign_id: Yield(*counts) for campaign_id, *counts in rows}


def find_by_slug(work: Work, slug: str) -> Campaign | None:
    """Return the campaign at an address. For the portal itself, which shows it to visitors."""
    return work.session.scalars(
        sa.select(Campaign).where(Campaign.slug == slug).options(joinedload(Campaign.family))
    ).first()


def recent_count(work: Work, since: timedelta, address: str | None = None) -> int:
    """Return how many answers came lately, from one address or from all."""
    statement = sa.select(sa.func.count(CampaignAnswer.id)).where(
        CampaignAnswer.created_at > work.now - since
    )
    if address is not None:
        statement = statement.where(CampaignAnswer.address == address)
    return work.session.scalar(statement) or 0
