from collections.abc import Sequence

import sqlalchemy as sa

from deals.drafts.models import KEPT, MOST, DealDraft
from portal.kernel.db import Work


def drafts_of(work: Work, limit: int = 2 * MOST) -> Sequence[DealDraft]:
    """Return the visible drafts, the one saved last first."""
    return work.all(
        sa.select(DealDraft)
        .where(DealDraft.saved_at > work.now - KEPT)
        .order_by(DealDraft.saved_at.desc(), DealDraft.id)
        .limit(limit)
    )


def find_mine(work: Work, key: str) -> DealDraft | None:
    """Return the actor's own draft of a form."""
    return work.session.scalars(
        sa.select(DealDraft).where(DealDraft.key == key, DealDraft.person_id == work.actor.id)
    ).first()


def count_mine(work: Work) -> int:
    mine = DealDraft.person_id == work.actor.id, DealDraft.saved_at > work.now - KEPT
    [count] = work.counts(sa.select(sa.func.count(DealDraft.id)).where(*mine).scalar_subquery())
    return count


def expired(work: Work, limit: int) -> Sequence[DealDraft]:
    return work.all(
        sa.select(DealDraft)
        .where(DealDraft.saved_at <= work.now - KEPT)
        .order_by(DealDraft.saved_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
