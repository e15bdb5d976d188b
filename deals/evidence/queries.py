from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from deals.evidence.models import Evidence
from portal.kernel.db import Work


def evidence_on(work: Work, deal_ids: Collection[UUID]) -> dict[UUID, list[Evidence]]:
    """Return the visible evidence of each registration, as it was named."""
    found = defaultdict(list)
    for each in work.all(
        sa.select(Evidence)
        .where(Evidence.deal_id.in_(deal_ids))
        .order_by(Evidence.created_at, Evidence.id)
    ):
        found[each.deal_id].append(each)
    return dict(found)


def evidence_of(work: Work, deal_id: UUID) -> Sequence[Evidence]:
    return evidence_on(work, [deal_id]).get(deal_id, [])
