"""To whom a deal is attributed, in per cent of the whole."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.companies.models import Company
from portal.kernel.db import Base, Owned


class AttributionKind(StrEnum):
    SOURCED = "SOURCED"
    """Found it and brought it as far as it was handed on."""
    FULFILLED = "FULFILLED"
    """Sells it to the end."""
    INFLUENCED = "INFLUENCED"
    """Sells it along."""


class DealAttribution(Owned, Base):
    """The share of one company, which owns the row, in a deal. Those of a deal add up to 100.

    A deal without any is its owner's alone.
    """

    __tablename__ = "deal_attributions"

    deal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("deals.id"))
    kind: Mapped[AttributionKind]
    percent: Mapped[int]

    company: Mapped[Company | None] = relationship(
        primaryjoin="foreign(DealAttribution.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )

    __table_args__ = (
        sa.UniqueConstraint("deal_id", "owner_company_id"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_is_one"),
    )
