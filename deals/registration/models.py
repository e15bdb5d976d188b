"""What a registration consists of besides itself: its product lines, and its partner's numbers."""

from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import ProductFamily
from portal.kernel.db import Base, Owned

CURRENCIES: Final = ("EUR", "PLN", "SEK", "NOK", "USD")


class DealLine(Owned, Base):
    """One product family of a deal: quantity in units, amount in the deal's currency."""

    __tablename__ = "deal_lines"

    deal_id: Mapped[UUID]
    position: Mapped[int]
    family_code: Mapped[str] = mapped_column(sa.ForeignKey("product_families.code"))
    quantity: Mapped[int]
    amount: Mapped[Decimal]

    family: Mapped[ProductFamily] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.UniqueConstraint("deal_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity_is_positive"),
        sa.CheckConstraint("amount >= 0", name="amount_is_not_negative"),
    )


class DealNumberCounter(Base):
    """The last number each partner used: its own sequence, which counts nobody else's deals."""

    __tablename__ = "deal_number_counters"

    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), primary_key=True)
    last: Mapped[int]
