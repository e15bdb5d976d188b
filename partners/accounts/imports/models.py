"""Imports: a sheet of customers, tried out first and then taken in."""

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


class ImportState(StrEnum):
    TRYING = "TRYING"
    TRIED = "TRIED"
    REFUSED = "REFUSED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"


IMPORT_TRANSITIONS: Final[dict[ImportState, frozenset[ImportState]]] = {
    ImportState.TRYING: frozenset({ImportState.TRIED, ImportState.REFUSED, ImportState.STOPPED}),
    ImportState.TRIED: frozenset({ImportState.RUNNING, ImportState.STOPPED}),
    ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.STOPPED}),
    ImportState.REFUSED: frozenset(),
    ImportState.DONE: frozenset(),
    ImportState.STOPPED: frozenset(),
}


class AccountImport(Owned, Base):
    """One sheet: who brought it, how the trial came out, and how far the taking in has come.

    The counts are those of the trial until it runs, then of what was done so far.
    """

    __tablename__ = "account_imports"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    person_name: Mapped[str]
    file_name: Mapped[str] = mapped_column(sa.String(255))
    storage_key: Mapped[str]
    size: Mapped[int]
    state: Mapped[ImportState]
    columns: Mapped[dict[str, Any]]
    ignored: Mapped[list[str]] = mapped_column(JSONB)
    sheet_name: Mapped[str | None] = mapped_column(sa.String(80))
    """Of a workbook: the sheet that is read, its first."""
    other_sheets: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Those that are not."""
    rows: Mapped[int] = mapped_column(default=0)
    """How many the trial counted."""
    seen: Mapped[int] = mapped_column(default=0)
    """The number of the last row that was looked at: where the work goes on."""
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    findings: Mapped[list[list[Any]]] = mapped_column(JSONB)
    """Of each faulty or doubtful row: its number, the field, what is wrong, what stands there."""
    reason: Mapped[str | None]
    finished_at: Mapped[datetime | None]

    @property
    def is_under_way(self) -> bool:
        return self.state in {ImportState.TRYING, ImportState.RUNNING}

    def enter(self, state: ImportState) -> None:
        if state not in IMPORT_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This import has moved on. Look at how it stands now."))
        self.state = state

    def begin_again(self) -> None:
        """Count from the first row: what the trial counted is about to be done."""
        self.seen = 0
        self.added = self.changed = self.unchanged = self.duplicates = self.faulty = 0

    __table_args__ = (
        sa.Index("ix_account_imports_newest", "owner_company_id", "created_at", "id"),
    )
