"""Who reads a deal besides its owner and the host, and why: it sells along, or helps."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned


class DealAccess(Owned, Base):
    """Another company reads this one deal of the owner's, until it is closed or handed over.

    Reading asks the deal, so that no job has to end it; `ended_at` is when one of the two ended it.
    """

    __tablename__ = "deal_access"

    deal_id: Mapped[UUID]
    company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "uq_deal_access_running",
            "deal_id",
            "company_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_deal_access_company", "company_id", "deal_id"),
        sa.CheckConstraint("owner_company_id <> company_id", name="not_to_oneself"),
    )
