"""Deals at the end of a relationship: each goes the way that was planned for it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from deals.closing.actions import carry_out_plans
from deals.models import Deal
from deals.protection.states import RUNNING, ProtectionState
from deals.registration.models import DealLine
from partners.farewell.parting import Sheet, Tie, register_sheet, register_tie
from portal.kernel.db import Work
from portal.kernel.words import said


def _deals(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Deal.number,
            Deal.customer_name,
            Deal.territory_code,
            Deal.currency,
            Deal.value,
            Deal.expected_close,
            Deal.progress,
            Deal.crm_id,
            Deal.submitter_name,
            Deal.submitted_at,
            Deal.protected_until,
            Deal.review,
            Deal.protection,
            Deal.stage,
        )
        .order_by(Deal.submitted_at, Deal.id)
        .execution_options(yield_per=500)
    )
    for *facts, until, review, protection, stage in work.session.execute(statement):
        has_run_out = protection in RUNNING and until is not None and until <= work.now
        shown = ProtectionState.EXPIRED if has_run_out else protection
        yield *facts, until, review.value, shown.value, stage.value


def _lines(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(Deal.number, DealLine.family_code, DealLine.quantity, DealLine.amount)
        .join(Deal, Deal.id == DealLine.deal_id)
        .order_by(Deal.submitted_at, Deal.id, DealLine.position)
        .execution_options(yield_per=500)
    )
    yield from map(tuple, work.session.execute(statement))


register_tie(
    Tie(
        said("Open deals"),
        said("go the way that was planned for each: back to the host, closed, or kept"),
        carry_out_plans,
    )
)
register_sheet(
    Sheet(
        "deals.csv",
        (
            "number",
            "customer",
            "territory",
            "currency",
            "value",
            "expected close",
            "progress",
            "crm id",
            "registered by",
            "submitted",
            "protected until",
            "review",
            "protection",
            "stage",
        ),
        _deals,
    )
)
register_sheet(Sheet("deal-lines.csv", ("deal", "family", "quantity", "amount"), _lines))
