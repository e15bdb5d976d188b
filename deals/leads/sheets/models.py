"""Sheets of leads: tried out as a whole, then taken in row by row in the order of the rows."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from deals.sheets.models import SHEET_TRANSITIONS, SheetState
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import Said, said

KEPT: Final = timedelta(days=30)
"""After that a sheet goes with its rows, which name people; the leads it became stay."""


class RowState(StrEnum):
    READY = "READY"
    FAULTY = "FAULTY"
    """The trial found something wrong with it, or that it was there before."""
    TAKEN_IN = "TAKEN_IN"
    LEFT_OUT = "LEFT_OUT"
    """It was right in the trial, and not any more when its turn came."""


ROW_TRANSITIONS: Final[dict[RowState, frozenset[RowState]]] = {
    RowState.READY: frozenset({RowState.TAKEN_IN, RowState.LEFT_OUT}),
    RowState.FAULTY: frozenset(),
    RowState.TAKEN_IN: frozenset(),
    RowState.LEFT_OUT: frozenset(),
}
_MOVED_ON: Final = said("This sheet has moved on. Look at how it stands now.")


class LeadSheet(Owned, Base):
    """One sheet and how far it has come. Only whoever brought it sees it."""

    __tablename__ = "lead_sheets"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    file_name: Mapped[str] = mapped_column(sa.String(255))
    source: Mapped[str] = mapped_column(sa.String(80))
    """Where the leads come from, for rows that do not say so themselves."""
    state: Mapped[SheetState]
    rows: Mapped[int] = mapped_column(default=0)
    ready: Mapped[int] = mapped_column(default=0)
    """How many rows the trial found right."""
    taken_in: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    @property
    def dealt_with(self) -> int:
        return self.taken_in + self.left_out

    @property
    def need_attention(self) -> int:
        """How many rows are not taken in, and will not be."""
        return self.rows - self.ready + self.left_out

    def enter(self, state: SheetState) -> None:
        if state not in SHEET_TRANSITIONS[self.state]:
            raise TransitionRefused(_MOVED_ON)
        self.state = state

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.Index("ix_lead_sheets_newest", "owner_company_id", "person_id", "created_at", "id"),
    )


class LeadSheetRow(Owned, Base):
    """One row by its number in the sheet, where the heading is 1."""

    __tablename__ = "lead_sheet_rows"

    sheet_id: Mapped[UUID]
    number: Mapped[int]
    values: Mapped[dict[str, Any]]
    """What stands in it by column: of a row without fault as it is taken in, else as it stands."""
    key: Mapped[str] = mapped_column(sa.String(280))
    """What makes two rows one lead; empty where that is missing."""
    state: Mapped[RowState]
    findings: Mapped[list[list[Any]]] = mapped_column(JSONB, default=list)
    """The column, the sentence with what stands in it, what stands there."""
    lead_id: Mapped[UUID | None]
    """The lead that it became, or that was there before."""

    @property
    def told(self) -> list[tuple[str, Said, str]]:
        """Return what is to say of it: the column, the sentence, what stands there."""
        return [
            (column, said(pattern, **values), value)
            for column, pattern, values, value in self.findings
        ]

    def tell(self, column: str, sentence: str, value: str = "") -> None:
        pattern = sentence.pattern if isinstance(sentence, Said) else str(sentence)
        values = sentence.values if isinstance(sentence, Said) else {}
        self.findings = [*(self.findings or []), [column, pattern, values, value]]

    def enter(self, state: RowState) -> None:
        if state not in ROW_TRANSITIONS[self.state]:
            raise TransitionRefused(_MOVED_ON)
        self.state = state

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "sheet_id"], ["lead_sheets.owner_company_id", "lead_sheets.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"], ["leads.owner_company_id", "leads.id"]
        ),
        sa.UniqueConstraint("sheet_id", "number"),
        sa.Index("ix_lead_sheet_rows_key", "sheet_id", "key"),
        sa.Index("ix_lead_sheet_rows_state", "sheet_id", "state", "number"),
        sa.CheckConstraint(
            "(state = 'TAKEN_IN') <= (lead_id IS NOT NULL)", name="taken_in_as_a_lead"
        ),
    )
