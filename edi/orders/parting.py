"""Orders in the export of a partner that leaves."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from edi.orders.models import Order
from partners.farewell.parting import Sheet, register_sheet
from portal.kernel.db import Work


def _orders(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Order.number,
            Order.issued_on,
            Order.requested_on,
            Order.currency,
            Order.total,
            Order.state,
            Order.answered_at,
        )
        .order_by(Order.issued_on, Order.id)
        .execution_options(yield_per=500)
    )
    for *facts, state, answered_at in work.session.execute(statement):
        yield *facts, state.value, answered_at


register_sheet(
    Sheet(
        "orders.csv",
        ("number", "issued", "requested", "currency", "total", "state", "answered"),
        _orders,
    )
)
