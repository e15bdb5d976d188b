"""Mails: who is written to, about what. What they say is worded when they are sent."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class MailState(StrEnum):
    WAITING = "WAITING"
    SENT = "SENT"
    KEPT = "KEPT"
    """No mail server is configured: it stays in the portal's own outbox."""
    DROPPED = "DROPPED"
    """When its turn came, there was nothing left that its reader should be told."""
    FAILED = "FAILED"
    """The mail server will never take it."""


MAIL_TRANSITIONS: Final[dict[MailState, frozenset[MailState]]] = {
    MailState.WAITING: frozenset(MailState) - {MailState.WAITING},
    MailState.SENT: frozenset(),
    MailState.KEPT: frozenset(),
    MailState.DROPPED: frozenset(),
    MailState.FAILED: frozenset(),
}


class Mail(Owned, Base):
    """One mail to one reader, who acts for the owner company (or is to, once they joined)."""

    __tablename__ = "mails"

    letter: Mapped[str]
    """Which letter it is: the name under which a composer is registered."""
    about_id: Mapped[UUID]
    """The row the letter is about; its composer knows the table."""
    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("people.id"))
    address: Mapped[str]
    locale: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[MailState]
    ended_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
    """What the mail server said when it refused."""

    __table_args__ = (
        sa.Index("ix_mails_created_at", sa.text("created_at DESC"), sa.text("id DESC")),
        sa.Index(
            "ix_mails_state_created_at", "state", sa.text("created_at DESC"), sa.text("id DESC")
        ),
    )

    def end(self, state: MailState, *, at: datetime, refusal: str | None = None) -> None:
        if state not in MAIL_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This mail has been dealt with already."))
        self.state, self.ended_at, self.refusal = state, at, refusal
