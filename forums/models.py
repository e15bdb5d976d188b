"""Rooms: who takes part, what was said, who has read how far.

Messages of a room form streams that are numbered without gaps: one that everybody in the room
reads, and one of internal notes for each company, which nobody else can see or count. See
docs/decisions/0007-streams-of-a-room.md.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forums.position import Position
from portal.kernel.db import Base, Owned
from portal.kernel.errors import Conflict
from portal.kernel.words import said

MAX_TEXT: Final = 10_000
SUBJECTS_WITH_ROOMS: Final = ("deal", "account", "partner")
"""Their read rules stand in the second wall of `rooms`: a new one needs a migration."""


class RoomKind(StrEnum):
    SUBJECT = "SUBJECT"
    GROUP = "GROUP"
    DIRECT = "DIRECT"


class RoomState(StrEnum):
    OPEN = "OPEN"
    READ_ONLY = "READ_ONLY"
    ARCHIVED = "ARCHIVED"


class Audience(StrEnum):
    """Who reads a message: everyone in the room, or the author's company alone."""

    SHARED = "SHARED"
    INTERNAL = "INTERNAL"


class Room(Owned, Base):
    """A place where companies talk about one subject.

    A subject has one room for each partner, which owns it: two rivals who share an account with
    the host never meet in it. A company that works on it together with its owner gets a room of
    the three: what owner and host say to each other stays in theirs.
    """

    __tablename__ = "rooms"

    kind: Mapped[RoomKind]
    state: Mapped[RoomState]
    subject_type: Mapped[str | None] = mapped_column(sa.String(16))
    subject_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str]
    """The subject's label when the room was opened."""
    with_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    """The third company for which it was opened; None is the room of the owner and the host."""
    came_from_name: Mapped[str | None]
    """Trade name of the company that had the subject before, and talked about it elsewhere."""
    went_to_name: Mapped[str | None]
    """Trade name of the company that carries the subject on since the room was closed."""
    last_seq: Mapped[int] = mapped_column(default=0)
    """Number of the last shared message. Internal notes leave no trace on this row."""
    last_message_at: Mapped[datetime | None]

    companies: Mapped[list["RoomCompany"]] = relationship(
        lazy="raise", order_by="RoomCompany.company_name", viewonly=True
    )

    def take_shared_number(self, at: datetime) -> Position:
        """Return the next place in the shared stream. The caller holds the row's lock."""
        self.last_seq += 1
        self.last_message_at = at
        return Position(self.last_seq, 0)

    def refuse_unless_open(self) -> None:
        """Raise Conflict unless messages may still be sent here."""
        if self.state is not RoomState.OPEN:
            raise Conflict(
                said("This room is closed. Its history stays, but nobody can write here.")
            )

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        # A room that came along when accounts were merged is read beside the one that is open.
        sa.Index(
            "uq_rooms_open",
            "subject_id",
            "subject_type",
            "owner_company_id",
            "with_company_id",
            unique=True,
            postgresql_where=sa.text("state = 'OPEN'"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.Index("ix_rooms_subject", "subject_id", "subject_type"),
        sa.CheckConstraint(
            "(kind = 'SUBJECT') = (subject_id IS NOT NULL AND subject_type IS NOT NULL)",
            name="has_its_subject",
        ),
        sa.CheckConstraint(
            "subject_type IN ('deal', 'account', 'partner')", name="subject_has_rooms"
        ),
    )


class RoomCompany(Owned, Base):
    """A company takes part in a room. The row belongs to the room's owner."""

    __tablename__ = "room_companies"

    room_id: Mapped[UUID]
    company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), index=True)
    company_name: Mapped[str]
    with_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    """As of its room: the third company reads who takes part there."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "room_id"], ["rooms.owner_company_id", "rooms.id"]
        ),
        sa.UniqueConstraint("room_id", "company_id"),
    )


class NoteStream(Owned, Base):
    """How many internal notes the owner company has written in a room. Nobody else sees the row."""

    __tablename__ = "note_streams"

    room_id: Mapped[UUID]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[datetime | None]

    def take_number(self, after_shared: int, at: datetime) -> Position:
        """Return the next place in the company's notes. The caller holds the row's lock."""
        self.last_seq += 1
        self.last_message_at = at
        return Position(after_shared, self.last_seq)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
        ),
        sa.UniqueConstraint("room_id", "owner_company_id"),
    )


class Message(Owned, Base):
    """What one person said, owned by the company they said it for. It is never changed.

    A shared message is `shared_seq` in the room's stream, with `internal_seq` 0. An internal note
    is `internal_seq` in its company's stream and stands after the shared message `shared_seq`.
    """

    __tablename__ = "messages"

    room_id: Mapped[UUID]
    shared_seq: Mapped[int]
    internal_seq: Mapped[int]
    audience: Mapped[Audience]
    client_id: Mapped[str] = mapped_column(sa.String(64))
    parent_id: Mapped[UUID | None]
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    author_name: Mapped[str]
    author_company_name: Mapped[str]
    text: Mapped[str] = mapped_column(sa.String(MAX_TEXT))
    mentioned_ids: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), default=list)

    @property
    def position(self) -> Position:
        return Position(self.shared_seq, self.internal_seq)

    @property
    def is_internal(self) -> bool:
        return self.audience is Audience.INTERNAL

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "audience", "parent_id"],
            ["messages.room_id", "messages.audience", "messages.id"],
        ),
        sa.UniqueConstraint("room_id", "audience", "id"),
        sa.UniqueConstraint("author_id", "client_id"),
        sa.Index(
            "uq_messages_shared",
            "room_id",
            "shared_seq",
            unique=True,
            postgresql_where=sa.text("internal_seq = 0"),
        ),
        sa.Index(
            "uq_messages_internal",
            "room_id",
            "owner_company_id",
            "internal_seq",
            unique=True,
            postgresql_where=sa.text("internal_seq > 0"),
        ),
        sa.Index("ix_messages_place", "room_id", "shared_seq", "internal_seq"),
        sa.CheckConstraint(
            "(audience = 'SHARED') = (internal_seq = 0)", name="audience_fits_stream"
        ),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )


class Mention(Owned, Base):
    """A message calls a person. The row belongs to its author's company; that person reads it.

    It tells nothing that `Message.mentioned_ids` does not: it is how a person's mentions are found
    without looking through every room.
    """

    __tablename__ = "mentions"

    room_id: Mapped[UUID]
    audience: Mapped[Audience]
    message_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["room_id", "audience", "message_id"],
            ["messages.room_id", "messages.audience", "messages.id"],
        ),
        sa.UniqueConstraint("message_id", "person_id"),
        sa.Index("ix_mentions_person", "person_id", sa.text("created_at DESC")),
    )


class ReadMark(Owned, Base):
    """How far one person has read in a room, in both streams they see."""

    __tablename__ = "read_marks"

    room_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    shared_seq: Mapped[int]
    internal_seq: Mapped[int]
    read_at: Mapped[datetime]

    @property
    def position(self) -> Position:
        return Position(self.shared_seq, self.internal_seq)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["room_id", "owner_company_id"],
            ["room_companies.room_id", "room_companies.company_id"],
        ),
        sa.UniqueConstraint("person_id", "room_id", "owner_company_id"),
    )
