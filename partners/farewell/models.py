"""What a partner takes along when the relationship ends."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned

LETTER: Final = "farewell"
LINK_LIVES: Final = timedelta(days=30)


class ExportState(StrEnum):
    PENDING = "PENDING"
    READY = "READY"


class Farewell(Owned, Base):
    """The end of one partner's relationship. The partner owns it; the host watches over it.

    What is in the export only the partner reads: it holds what was never the host's to see.
    """

    __tablename__ = "farewells"

    state: Mapped[ExportState] = mapped_column(default=ExportState.PENDING)
    recipient_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid()))
    """The partner's administrators at the end: for whom the export is."""
    key: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None] = mapped_column(sa.BigInteger)
    files: Mapped[int | None]
    made_at: Mapped[datetime | None]
    link_expires_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    """When it was fetched last."""

    def keep(self, key: str, sha256: str, size: int, files: int, *, at: datetime) -> None:
        self.key, self.sha256, self.size, self.files = key, sha256, size, files
        self.state, self.made_at, self.link_expires_at = ExportState.READY, at, at + LINK_LIVES

    def is_open(self, now: datetime) -> bool:
        """Return whether its link lives."""
        return self.link_expires_at is not None and self.link_expires_at > now

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", name="uq_farewells_one_each"),
        sa.CheckConstraint(
            "state = 'PENDING' OR (key IS NOT NULL AND sha256 IS NOT NULL AND size > 0)",
            name="ready_means_kept",
        ),
    )
