from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from deals.amendments.models import Amendment
from portal.kernel.db import Work


def amendments_of(work: Work, deal_id: UUID, limit: int = 50) -> Sequence[Amendment]:
    """Return the visible amendments of a deal, the last one first."""
    return work.all(
        sa.select(Amendment)
        .where(Amendment.deal_id == deal_id)
        .order_by(Amendment.created_at.desc(), Amendment.id.desc())
        .limit(limit)
    )
