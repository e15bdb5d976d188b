"""Notifications: what a person should look at, in the inbox until read."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.activity import Activity
from portal.kernel.db import Base, Owned


class Notification(Owned, Base):
    """One person is told of one activity, as a member of a company; worded when it is read."""

    __tablename__ = "notifications"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    activity_id: Mapped[UUID] = mapped_column(sa.ForeignKey("activities.id"))
    read_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(lazy="raise")

    __table_args__ = (
        sa.UniqueConstraint("person_id", "activity_id"),
        sa.Index("ix_notifications_person", "person_id", sa.text("created_at DESC")),
        sa.Index(
            "ix_notifications_unread", "person_id", postgresql_where=sa.text("read_at IS NULL")
        ),
    )
