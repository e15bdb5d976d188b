"""The pulse of a sale: when something happened to it last, and since when nothing has."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned

TELLS_OWNER: Final = 2
"""How often whoever registered the deal is nudged before the host is told."""
TELLS_HOST: Final = TELLS_OWNER + 1


class Pulse(Owned, Base):
    """One for each open deal. It belongs to the partner, and whoever sees the deal sees it."""

    __tablename__ = "pulses"

    deal_id: Mapped[UUID]
    beat_at: Mapped[datetime]
    """When it moved, something was logged or somebody said that it is alive."""
    next_step_on: Mapped[date | None]
    """The day of the next step that was named with that; until it is over nothing is stalled."""
    stalls_at: Mapped[datetime]
    """From when on the deal is stalled unless something happens."""
    nudges: Mapped[int] = mapped_column(default=0)
    nudge_at: Mapped[datetime | None]
    """When somebody is told next; None once everybody was."""

    def beat(self, at: datetime, stalls_at: datetime) -> None:
        self.beat_at, self.stalls_at = at, stalls_at
        self.nudges, self.nudge_at = 0, stalls_at

    def nudge(self, next_at: datetime) -> int:
        """Count that somebody is told now; return for the how manieth time."""
        self.nudges += 1
        self.nudge_at = next_at if self.nudges < TELLS_HOST else None
        return self.nudges

    def is_stalled(self, now: datetime) -> bool:
        return self.stalls_at <= now

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.UniqueConstraint("deal_id"),
        sa.CheckConstraint(
            f"nudges BETWEEN 0 AND {TELLS_HOST} AND (nudge_at IS NULL) = (nudges = {TELLS_HOST})",
            name="nudged_until_the_host_knows",
        ),
        sa.Index(
            "ix_pulses_nudge_at", "nudge_at", postgresql_where=sa.text("nudge_at IS NOT NULL")
        ),
        sa.Index("ix_pulses_stalls_at", "stalls_at"),
    )
