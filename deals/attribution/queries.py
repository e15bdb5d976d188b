"""Reads of shares in deals."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.attribution.models import DealAttribution
from portal.kernel.db import Work

WHOLE = 100


def shares_of(work: Work, deal_id: UUID) -> Sequence[DealAttribution]:
    """Return the visible shares in a deal with their companies, the largest first."""
    return work.all(
        sa.select(DealAttribution)
        .where(DealAttribution.deal_id == deal_id)
        .options(joinedload(DealAttribution.company))
        .order_by(DealAttribution.percent.desc(), DealAttribution.id)
    )


def percent_of(work: Work, deal_id: UUID, company_id: UUID) -> int:
    """Return a company's share in its own deal: all of it while nothing was agreed."""
    found = work.session.scalar(
        sa.select(DealAttribution.percent).where(
            DealAttribution.deal_id == deal_id, DealAttribution.owner_company_id == company_id
        )
    )
    return WHOLE if found is None else found
