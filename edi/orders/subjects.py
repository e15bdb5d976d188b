"""Orders as something rooms, documents and notifications may be about."""

from edi.orders.models import Order
from portal.kernel.subjects import SubjectType, register_subject

ORDER = register_subject(
    SubjectType(
        name="order",
        model=Order,
        label=lambda order: f"PO {order.number}",
        path=lambda order: f"/orders/{order.id}",
        kind_of_news="ORDERS",
        companies=lambda order: frozenset({order.owner_company_id}),
    )
)
