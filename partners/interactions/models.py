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
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

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
    """One call, mail, meeting, visit or note, as its author put it.

    A correction leaves what was said before as an `EarlierWording`. A withdrawn one says nothing
    any more: the row stays, so that the timeline keeps that something was logged.
    """

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
    corrected_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

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

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def withdraw(self, *, at: datetime) -> None:
        """Say nothing any more.

        Raises:
            TransitionRefused: it was withdrawn already.
        """
        self.expect_not_withdrawn()
        self.text, self.withdrawn_at = "", at
        self.contact_id = self.channel = self.outcome = None

    def expect_not_withdrawn(self) -> None:
        """Refuse to write to what says nothing any more.

        Raises:
            TransitionRefused: it was withdrawn.
        """
        if self.is_withdrawn:
            raise TransitionRefused(said("This entry was withdrawn."))

    __table_args__ = (
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            onupdate="CASCADE",
        ),
        sa.UniqueConstraint("owner_company_id", "account_id", "id"),
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (text = '' AND contact_id IS NULL AND channel IS NULL"
            " AND outcome IS NULL)",
            name="withdrawn_says_nothing",
        ),
        sa.Index("ix_interactions_account_at", "account_id", sa.text("created_at DESC"), "id"),
    )


class EarlierWording(Owned, Base):
    """What an interaction said before a correction, which was made when this row was born.

    For the company that logged it: all others read the interaction as it is now.
    """

    __tablename__ = "earlier_wordings"

    interaction_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(sa.String(LONGEST_TEXT))
    channel: Mapped[Channel | None]
    outcome: Mapped[Outcome | None]
    corrected_by_id: Mapped[UUID]
    corrected_by_name: Mapped[str]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "interaction_id"],
            ["interactions.owner_company_id", "interactions.id"],
        ),
        sa.Index("ix_earlier_wordings_interaction", "interaction_id", "created_at"),
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
