"""Orders through the API: what the host has in its books, with every line."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from edi.orders import queries
from edi.orders.models import Order, OrderState
from edi.orders.presentation import without_zeros
from portal.kernel.db import Work
from portal.web.api import (
    ApiSchema,
    Money,
    Page,
    PageArguments,
    api_blueprint,
    page_schema,
    read_position,
    requires_token,
    with_version,
)
from portal.web.cursors import moment_and_id

blueprint = api_blueprint("orders", "Orders received through the gateway, and their answers")
LIST = "orders"


class ProductSchema(ApiSchema):
    """A product number in a scheme: SELLER, BUYER, GTIN-13."""

    scheme = fields.String(required=True)
    value = fields.String(required=True)


class Quantity(fields.String):
    """An exact number as text, without the zeros that the books' six decimals add."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        text = None if value is None else without_zeros(value)
        return super()._serialize(text, attr, obj, **kwargs)


class OrderLineSchema(ApiSchema):
    """One line. `unit` is UN/ECE Recommendation 20; `price` is for one unit."""

    number = fields.String(required=True)
    quantity = Quantity(required=True)
    unit = fields.String(required=True)
    price = Quantity(required=True, allow_none=True)
    amount = Money(required=True, allow_none=True)
    description = fields.String(required=True)
    products = fields.List(fields.Nested(ProductSchema), required=True)
    requested_on = fields.Date(required=True, allow_none=True)


class OrderSchema(ApiSchema):
    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    partner_company_id = fields.UUID(required=True, attribute="owner_company_id")
    number = fields.String(required=True)
    state = fields.Enum(OrderState, by_value=True, required=True)
    issued_on = fields.Date(required=True)
    requested_on = fields.Date(required=True, allow_none=True)
    currency = fields.String(required=True)
    total = Money(required=True)
    is_test = fields.Boolean(required=True)
    received_at = fields.AwareDateTime(required=True, attribute="created_at")
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class OrderDetailSchema(OrderSchema):
    lines = fields.List(fields.Nested(OrderLineSchema), required=True)


class OrdersArguments(PageArguments):
    state = fields.Enum(OrderState, by_value=True, load_default=None)
    search = fields.String(
        load_default="",
        validate=validate.Length(0, 80),
        metadata={"description": "Part of the order's number"},
    )


@blueprint.get("/orders")
@requires_token("orders:read")
@blueprint.arguments(OrdersArguments, location="query")
@blueprint.response(200, page_schema(OrderSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Order]:
    """List orders, the newest arrival first."""
    orders = queries.orders_page(
        work,
        state=wanted["state"],
        search=wanted["search"],
        after=read_position(LIST, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(LIST, orders, wanted["limit"], _place)


@blueprint.get("/orders/<uuid:order_id>")
@requires_token("orders:read")
@blueprint.response(200, OrderDetailSchema)
def show(work: Work, order_id: UUID) -> tuple[Order, dict[str, str]]:
    """Show one order with its lines."""
    order = queries.get_order(work, order_id)
    return order, with_version(order)


def _place(last: Order) -> tuple[str, str]:
    return last.created_at.isoformat(), str(last.id)
