"""Who may see orders: the partner who placed them, and the host's people who look after it."""

from typing import Any

import sqlalchemy as sa

from edi.orders.models import Order, OrderLine, OrderResponse
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Order)
def _orders(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(Order.owner_company_id, actor)


@visible_to(OrderLine)
def _lines(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(OrderLine.owner_company_id, actor)


@visible_to(OrderResponse)
def _responses(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(OrderResponse.owner_company_id, actor)


def _own_or_managed(owner: Any, actor: Actor) -> sa.ColumnElement[bool]:
    return owner_is_managed(owner, actor) if actor.is_host else owner == actor.company_id


def can_respond(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("orders:respond")
