"""Sheets of deals: tried out as a whole, then registered row by row in the order of the rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class SheetState(StrEnum):
    TRIED = "TRIED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"


SHEET_TRANSITIONS: Final[dict[SheetState, frozenset[SheetState]]] = {
    SheetState.TRIED: frozenset({SheetState.RUNNING, SheetState.STOPPED}),
    SheetState.RUNNING: frozenset({SheetState.DONE, SheetState.STOPPED}),
    SheetState.DONE: frozenset(),
    SheetState.STOPPED: frozenset(),
}


class DealSheet(Owned, Base):
    """One sheet and how far it has come. Only whoever brought it sees it."""

    __tablename__ = "deal_sheets"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    state: Mapped[SheetState]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Those that can be registered, in their order: number in the sheet and what stands in it."""
    findings: Mapped[list[list[Any]]] = mapped_column(JSONB)
    """Of each row that cannot: its number, the column, what is wrong, what stands there."""
    outcomes: Mapped[list[list[Any]]] = mapped_column(JSONB)
    """Of each row that was dealt with: its number, the deal's id or none, what is to say."""
    finished_at: Mapped[datetime | None]

    @property
    def registered(self) -> int:
        return sum(1 for _, deal_id, _ in self.outcomes if deal_id)

    @property
    def next_row(self) -> dict[str, Any] | None:
        """The row that comes next; None when all were dealt with."""
        return self.rows[len(self.outcomes)] if len(self.outcomes) < len(self.rows) else None

    def enter(self, state: SheetState) -> None:
        if state not in SHEET_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This sheet has moved on. Look at how it stands now."))
        self.state = state

    __table_args__ = (
        sa.Index("ix_deal_sheets_newest", "owner_company_id", "person_id", "created_at", "id"),
    )
