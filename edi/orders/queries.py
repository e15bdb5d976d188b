"""Reads of orders that are longer than a line, and the insert that decides between two."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from edi.orders.models import Order, OrderLine, OrderState
from portal.kernel.db import Base, Work, raw
from portal.kernel.ids import new_id


def get_order(work: Work, order_id: UUID) -> Order:
    """Return a visible order with its partner, lines and answers.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        Order,
        order_id,
        joinedload(Order.partner),
        selectinload(Order.lines),
        selectinload(Order.responses),
    )


def orders_page(
    work: Work,
    *,
    state: OrderState | None = None,
    search: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Order]:
    """Return visible orders, newest arrival first, past the cursor (created_at, id)."""
    statement = (
        sa.select(Order)
        .options(joinedload(Order.partner))
        .order_by(Order.created_at.desc(), Order.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(Order.state == state)
    if search:
        statement = statement.where(Order.number.icontains(search, autoescape=True))
    if after is not None:
        created_at, order_id = after
        statement = statement.where(
            sa.or_(
                Order.created_at < created_at,
                sa.and_(Order.created_at == created_at, Order.id > order_id),
            )
        )
    return work.all(statement)


def count_lines(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count the lines of each of these orders."""
    rows = work.session.execute(
        sa.select(OrderLine.order_id, sa.func.count(OrderLine.id))
        .where(OrderLine.order_id.in_(order_ids))
        .group_by(OrderLine.order_id)
    )
    return {order_id: count for order_id, count in rows}  # noqa: C416 - rows are not tuples to mypy


def orders_of_messages(work: Work, message_ids: Sequence[UUID]) -> dict[UUID, Order]:
    """Return the orders that these messages brought, by message, with their lines."""
    found = work.all(
        sa.select(Order).where(Order.message_id.in_(message_ids)).options(selectinload(Order.lines))
    )
    return {order.message_id: order for order in found}


def interchange_of(work: Work, order: Order) -> UUID | None:
    """Return the id of the interchange that brought the order."""
    messages = Base.metadata.tables["interchange_messages"].c
    return work.session.scalar(
        raw(
            sa.select(messages.interchange_id).where(
                messages.id == order.message_id,
                messages.owner_company_id == order.owner_company_id,
            ),
            "the gateway stands above orders; its row is found by the visible order's own key",
        )
    )


def find_order(
    work: Work, owner_company_id: UUID, agreement_id: UUID, number: str, purpose: str
) -> Order | None:
    return work.session.scalars(
        sa.select(Order).where(
            Order.owner_company_id == owner_company_id,
            Order.agreement_id == agreement_id,
            Order.number == number,
            Order.purpose == purpose,
        )
    ).first()


def insert_order(work: Work, values: dict[str, Any], lines: list[dict[str, Any]]) -> Order | None:
    """Write an order with its lines, or nothing when its business key is taken.

    A second one with the same key waits here for the first to commit, then is told.
    """
    order_id = work.session.scalar(
        raw(
            insert(Order)
            .values(id=new_id(), version=1, created_at=work.now, **values)
            .on_conflict_do_nothing(constraint="uq_orders_business_key")
            .returning(Order.__table__.c.id),
            "the unique business key decides between two workers",
        )
    )
    if order_id is None:
        return None
    born = {"version": 1, "created_at": work.now, "order_id": order_id}
    rows = [{"id": new_id(), **born, **line} for line in lines]
    work.session.execute(raw(sa.insert(OrderLine), "thousands of lines in one statement"), rows)
    return work.get(Order, order_id)
