"""Notifications: what a person should look at, until read; and how they want to hear of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.activity import Activity
from portal.kernel.db import Base, Owned
from portal.kernel.ids import new_id


class Kind(StrEnum):
    """What a notification is about, as people sort and choose."""

    SHARING = "SHARING"
    """Accounts, who they are shared with, partners and people: whatever is none of the others."""
    DEALS = "DEALS"
    DOCUMENTS = "DOCUMENTS"
    MESSAGES = "MESSAGES"
    ORDERS = "ORDERS"
    REMINDERS = "REMINDERS"


class Mode(StrEnum):
    """How a person is written to. The inbox has everything, whatever they choose."""

    INSTANT = "INSTANT"
    DIGEST = "DIGEST"
    MUTED = "MUTED"


DEFAULT_MODES: Final = {
    Kind.SHARING: Mode.INSTANT,
    Kind.DEALS: Mode.INSTANT,
    Kind.DOCUMENTS: Mode.DIGEST,
    Kind.MESSAGES: Mode.INSTANT,
    Kind.ORDERS: Mode.DIGEST,
    Kind.REMINDERS: Mode.INSTANT,
}
OFFERED_MODES: Final = {
    kind: (Mode.INSTANT, Mode.MUTED) if kind is Kind.MESSAGES else tuple(Mode) for kind in Kind
}
"""A mention is mailed at once or not: what was said yesterday is not news in a room."""


class Notification(Owned, Base):
    """One person is told of one activity, as a member of a company; worded when it is read."""

    __tablename__ = "notifications"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    activity_id: Mapped[UUID] = mapped_column(sa.ForeignKey("activities.id"))
    kind: Mapped[Kind]
    mode: Mapped[Mode]
    """How the person wanted to hear of it when it happened."""
    read_at: Mapped[datetime | None]
    digest_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("digests.id"))
    """The one digest that it went into."""

    activity: Mapped[Activity] = relationship(lazy="raise")

    __table_args__ = (
        sa.UniqueConstraint("person_id", "activity_id"),
        sa.Index("ix_notifications_person", "person_id", sa.text("created_at DESC")),
        sa.Index("ix_notifications_kind", "person_id", "kind", sa.text("created_at DESC")),
        sa.Index(
            "ix_notifications_unread", "person_id", postgresql_where=sa.text("read_at IS NULL")
        ),
        sa.Index(
            "ix_notifications_for_digest",
            "owner_company_id",
            "person_id",
            postgresql_where=sa.text("mode = 'DIGEST' AND digest_id IS NULL AND read_at IS NULL"),
        ),
        sa.Index("ix_notifications_digest_id", "digest_id"),
    )


class NotificationSetting(Owned, Base):
    """How one person wants to hear of one kind, as a member of a company; else as by default."""

    __tablename__ = "notification_settings"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    kind: Mapped[Kind]
    mode: Mapped[Mode]

    __table_args__ = (sa.UniqueConstraint("owner_company_id", "person_id", "kind"),)


class MutedSubject(Owned, Base):
    """A record of which one person wants to hear nothing: it comes into their inbox as read."""

    __tablename__ = "muted_subjects"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    label: Mapped[str]
    """What it was called when it was muted; shown while the person still sees it."""

    __table_args__ = (sa.UniqueConstraint("owner_company_id", "person_id", "subject_id"),)


class Digest(Base):
    """One person's mail of one day, as a member of a company. Out of every tenant's reach."""

    __tablename__ = "digests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    day: Mapped[date]
    """The person's own calendar day."""
    at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("company_id", "person_id", "day"),)
