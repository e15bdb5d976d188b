"""Orders that partners placed with the host, and the host's answers."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

QUANTITY = sa.Numeric(24, 6)


class OrderState(StrEnum):
    NEW = "NEW"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


TRANSITIONS: Final[dict[OrderState, frozenset[OrderState]]] = {
    OrderState.NEW: frozenset({OrderState.ACCEPTED, OrderState.REJECTED}),
    OrderState.ACCEPTED: frozenset(),
    OrderState.REJECTED: frozenset(),
}


class Order(Owned, Base):
    """A purchase order from a partner to the host, as the partner wrote it. The partner owns it.

    `total` is the sum of the lines that carry a price, in `currency`; `stated_total` what the
    partner's document claims. `parties`, `dates` and `notes` are kept as they came.
    """

    __tablename__ = "orders"

    agreement_id: Mapped[UUID]
    message_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(sa.String(64))
    purpose: Mapped[str] = mapped_column(sa.String(16))
    kind: Mapped[str] = mapped_column(sa.String(35))
    issued_on: Mapped[date]
    requested_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(sa.String(3))
    total: Mapped[Decimal]
    stated_total: Mapped[Decimal | None]
    is_test: Mapped[bool] = mapped_column(default=False)
    parties: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    dates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    references: Mapped[list[dict[str, Any]]] = mapped_column("refs", JSONB, default=list)
    notes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    state: Mapped[OrderState] = mapped_column(default=OrderState.NEW)
    answered_at: Mapped[datetime | None]

    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(Order.owner_company_id) == Company.id", lazy="raise", viewonly=True
    )
    lines: Mapped[list["OrderLine"]] = relationship(
        primaryjoin="foreign(OrderLine.order_id) == Order.id",
        order_by="OrderLine.position",
        lazy="raise",
        viewonly=True,
    )
    responses: Mapped[list["OrderResponse"]] = relationship(
        primaryjoin="foreign(OrderResponse.order_id) == Order.id",
        order_by="OrderResponse.created_at",
        lazy="raise",
        viewonly=True,
    )

    def accept(self, *, at: datetime) -> None:
        self._enter(OrderState.ACCEPTED)
        self.answered_at = at

    def reject(self, *, at: datetime) -> None:
        self._enter(OrderState.REJECTED)
        self.answered_at = at

    @property
    def is_open(self) -> bool:
        return self.state is OrderState.NEW

    def _enter(self, state: OrderState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise TransitionRefused(
                said("Order %(number)s was answered already.", number=self.number)
            )
        self.state = state

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint(
            "owner_company_id",
            "agreement_id",
            "number",
            "purpose",
            name="uq_orders_business_key",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "agreement_id"],
            ["trading_agreements.owner_company_id", "trading_agreements.id"],
            name="fk_orders_agreement",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "message_id"],
            ["interchange_messages.owner_company_id", "interchange_messages.id"],
            name="fk_orders_message",
        ),
        sa.Index("ix_orders_owner_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_orders_newest", sa.text("created_at DESC"), "id"),
        sa.Index("ix_orders_message", "message_id"),
    )


class OrderLine(Owned, Base):
    """One line: `quantity` of `unit` (UN/ECE Rec. 20) at `price` each, in the order's currency."""

    __tablename__ = "order_lines"

    order_id: Mapped[UUID]
    position: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(32))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    unit: Mapped[str] = mapped_column(sa.String(16))
    price: Mapped[Decimal | None] = mapped_column(QUANTITY)
    amount: Mapped[Decimal | None]
    """Quantity times price, rounded half even to cents; None without a price."""
    description: Mapped[str]
    products: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    requested_on: Mapped[date | None]

    @property
    def product_code(self) -> str:
        """The seller's own number of the product first, else whatever the buyer sent."""
        by_scheme = {product["scheme"]: product["value"] for product in self.products}
        return by_scheme.get("SELLER") or next(iter(by_scheme.values()), "")

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "order_id"],
            ["orders.owner_company_id", "orders.id"],
            name="fk_order_lines_order",
        ),
        sa.UniqueConstraint("order_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity_is_positive"),
    )


class OrderResponse(Owned, Base):
    """The host's answer to an order, and the message that carries it to the partner's system."""

    __tablename__ = "order_responses"

    order_id: Mapped[UUID]
    answer: Mapped[OrderState]
    reason: Mapped[str | None]
    message_id: Mapped[UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("order_id", name="uq_order_responses_one_answer"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "order_id"],
            ["orders.owner_company_id", "orders.id"],
            name="fk_order_responses_order",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "message_id"],
            ["interchange_messages.owner_company_id", "interchange_messages.id"],
            name="fk_order_responses_message",
        ),
    )
