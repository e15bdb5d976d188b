"""Sales on their way as their reader sees them: what each stage comes to, and its next deals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from deals.models import Deal
from deals.pipeline.states import OPEN, Stage, StageReason
from deals.protection.states import ProtectionState
from deals.review.states import Review
from portal.kernel.db import Work


class Sum(NamedTuple):
    """What the open deals of a stage come to that are expected in one month."""

    stage: Stage
    currency: str
    month: date
    """Its first day."""
    deals: int
    value: Decimal


class End(NamedTuple):
    """How many deals ended in one way, and what they come to."""

    stage: Stage
    reason: StageReason | None
    currency: str
    deals: int
    value: Decimal


def sums_of_open_deals(work: Work) -> list[Sum]:
    """Return one sum for each stage, currency and month in which there are open deals."""
    month = sa.cast(sa.func.date_trunc("month", Deal.expected_close), sa.Date)
    rows = work.session.execute(
        sa.select(Deal.stage, Deal.currency, month, sa.func.count(), sa.func.sum(Deal.value))
        .where(*is_open())
        .group_by(Deal.stage, Deal.currency, month)
        .order_by(month, Deal.currency)
    )
    return [Sum(*row) for row in rows]


def ends_since(work: Work, since: datetime) -> list[End]:
    """Return how deals were won and lost from an instant on, the commonest way first."""
    count = sa.func.count()
    rows = work.session.execute(
        sa.select(Deal.stage, Deal.stage_reason, Deal.currency, count, sa.func.sum(Deal.value))
        .where(
            Deal.review == Review.APPROVED,
            Deal.stage.in_((Stage.WON, Stage.LOST)),
            Deal.closed_at >= since,
        )
        .group_by(Deal.stage, Deal.stage_reason, Deal.currency)
        .order_by(count.desc(), Deal.stage_reason, Deal.currency)
    )
    return [End(*row) for row in rows]


def next_deals(work: Work, limit: int) -> Sequence[Deal]:
    """Return some deals of each open stage, those that are expected to close first."""
    each = [
        sa.select(Deal.id)
        .where(*is_open(), Deal.stage == stage)
        .order_by(Deal.expected_close, Deal.id)
        .limit(limit)
        .subquery()
        for stage in OPEN
    ]
    chosen = sa.union_all(*[sa.select(part.c.id) for part in each])
    return work.all(
        sa.select(Deal)
        .where(Deal.id.in_(chosen))
        .options(joinedload(Deal.partner), joinedload(Deal.pulse))
        .order_by(Deal.expected_close, Deal.id)
    )


def is_open() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what holds of a sale that is on its way."""
    return (
        Deal.review == Review.APPROVED,
        Deal.stage.in_(OPEN),
        Deal.protection != ProtectionState.TRANSFERRED,
    )
