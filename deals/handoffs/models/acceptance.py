"""What comes of an acceptance, on both sides: the steps that are left, and the receipts."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from deals.handoffs.states import Side, Task
from portal.kernel.db import Base, Owned


class HandOffTask(Owned, Base):
    """A step of a hand-over that was accepted, for both sides to see and one of them to do."""

    __tablename__ = "handoff_tasks"

    handoff_id: Mapped[UUID]
    receiver_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    position: Mapped[int]
    task: Mapped[Task]
    side: Mapped[Side]
    done_at: Mapped[datetime | None]
    done_by_name: Mapped[str | None]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "handoff_id"], ["handoffs.owner_company_id", "handoffs.id"]
        ),
        sa.UniqueConstraint("handoff_id", "task"),
    )


class HandOffReceipt(Owned, Base):
    """What was agreed, for one of the two companies: the same words and the same hash for both."""

    __tablename__ = "handoff_receipts"

    handoff_id: Mapped[UUID] = mapped_column(sa.ForeignKey("handoffs.id"))
    side: Mapped[Side]
    content: Mapped[str]
    """Canonical JSON: keys in order, no spaces, UTF-8."""
    sha256: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("handoff_id", "side"),)
