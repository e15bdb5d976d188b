"""Interactions: what was said between people of a company and an end customer, and what follows."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.contacts.models import Channel, Contact
from portal.kernel.actor import Actor
from portal.kernel.db import Base, Owned

LONGEST_TEXT: Final = 2000
LONGEST_STEP: Final = 200


class InteractionKind(StrEnum):
    CALL = "CALL"
    MAIL = "MAIL"
    MEETING = "MEETING"
    VISIT = "VISIT"
    NOTE = "NOTE"


class Outcome(StrEnum):
    """How it ended."""

    REACHED = "REACHED"
    NOT_REACHED = "NOT_REACHED"
    AGREED = "AGREED"
    DECLINED = "DECLINED"


class Interaction(Owned, Base):
    """One call, mail, meeting, visit or note, as its author put it. It never changes."""

    __tablename__ = "interactions"

    account_id: Mapped[UUID]
    audience: Mapped[Audience]
    kind: Mapped[InteractionKind]
    text: Mapped[str] = mapped_column(sa.String(LONGEST_TEXT))
    contact_id: Mapped[UUID | None]
    channel: Mapped[Channel | None]
    outcome: Mapped[Outcome | None]
    author_id: Mapped[UUID]
    author_name: Mapped[str]

    account: Mapped[Account] = relationship(
        primaryjoin="foreign(Interaction.account_id) == Account.id", lazy="raise", viewonly=True
    )
    contact: Mapped[Contact | None] = relationship(
        primaryjoin="foreign(Interaction.contact_id) == Contact.id", lazy="raise", viewonly=True
    )
    """None too where the reader may not see the contact."""
    step: Mapped["NextStep | None"] = relationship(
        primaryjoin="Interaction.id == foreign(NextStep.interaction_id)",
        lazy="raise",
        viewonly=True,
        uselist=False,
    )

    __table_args__ = (
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            onupdate="CASCADE",
        ),
        sa.UniqueConstraint("owner_company_id", "account_id", "id"),
        sa.Index("ix_interactions_account_at", "account_id", sa.text("created_at DESC"), "id"),
    )


class NextStep(Owned, Base):
    """What an interaction leads to: by whom of its company, and until which day."""

    __tablename__ = "next_steps"

    account_id: Mapped[UUID]
    interaction_id: Mapped[UUID] = mapped_column(unique=True)
    text: Mapped[str] = mapped_column(sa.String(LONGEST_STEP))
    due_on: Mapped[date]
    assignee_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    assignee_name: Mapped[str]
    done_at: Mapped[datetime | None]
    done_by_name: Mapped[str | None]
    reminded_at: Mapped[datetime | None]

    interaction: Mapped[Interaction] = relationship(
        primaryjoin="foreign(NextStep.interaction_id) == Interaction.id",
        lazy="raise",
        viewonly=True,
    )
    account: Mapped[Account] = relationship(
        primaryjoin="foreign(NextStep.account_id) == Account.id", lazy="raise", viewonly=True
    )

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def is_overdue(self, today: date) -> bool:
        return not self.is_done and self.due_on < today

    def complete(self, by: Actor, at: datetime) -> None:
        if not self.is_done:
            self.done_at, self.done_by_name = at, by.name

    def reopen(self) -> None:
        self.done_at = self.done_by_name = None

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "account_id", "interaction_id"],
            ["interactions.owner_company_id", "interactions.account_id", "interactions.id"],
            onupdate="CASCADE",
        ),
        sa.Index(
            "ix_next_steps_open",
            "assignee_id",
            "due_on",
            postgresql_where=sa.text("done_at IS NULL"),
        ),
        sa.Index(
            "ix_next_steps_unannounced",
            "due_on",
            postgresql_where=sa.text("done_at IS NULL AND reminded_at IS NULL"),
        ),
    )
