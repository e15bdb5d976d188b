"""Reads of rooms longer than a line, and the writes that the database must decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import selectinload

from forums.models import (
    Audience,
    Mention,
    Message,
    NoteStream,
    ReadMark,
    Room,
    RoomCompany,
    RoomKind,
    RoomState,
)
from forums.position import Position
from portal.kernel.db import Work, raw
from portal.kernel.ids import new_id

PAGE: Final = 50
CATCH_UP: Final = 200


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in a list, as its reader stands to it."""

    room: Room
    is_unread: bool
    mentions: int
    last_at: datetime | None


def rooms_page(work: Work, *, limit: int = 100, with_companies: bool = True) -> list[RoomLine]:
    """Return the visible rooms, the one last spoken in first; with who takes part, or without."""
    last_at = sa.func.greatest(Room.last_message_at, NoteStream.last_message_at)
    read_shared = sa.func.coalesce(ReadMark.shared_seq, 0)
    read_notes = sa.func.coalesce(ReadMark.internal_seq, 0)
    is_unread = sa.or_(
        Room.last_seq > read_shared, sa.func.coalesce(NoteStream.last_seq, 0) > read_notes
    )
    mentions = (
        sa.select(sa.func.count(Message.id))
        .where(
            Message.room_id == Room.id,
            sa.literal(work.actor.id, sa.Uuid()) == sa.any_(Message.mentioned_ids),
            _is_after(read_shared, read_notes),
        )
        .scalar_subquery()
    )
    mine = NoteStream.owner_company_id == work.actor.company_id
    rows = work.session.execute(
        sa.select(Room, is_unread, mentions, last_at)
        .outerjoin(NoteStream, sa.and_(NoteStream.room_id == Room.id, mine))
        .outerjoin(
            ReadMark, sa.and_(ReadMark.room_id == Room.id, ReadMark.person_id == work.actor.id)
        )
        .where(Room.state != RoomState.ARCHIVED)
        .options(*([selectinload(Room.companies)] if with_companies else []))
        .order_by(sa.func.coalesce(last_at, Room.created_at).desc(), Room.id)
        .limit(limit)
    )
    return [RoomLine(room, unread, count, at) for room, unread, count, at in rows]


def unread_mentions(work: Work, *, limit: int = 50) -> Sequence[tuple[Message, Room]]:
    """Return the visible messages that call the actor and that they have not read, newest first."""
    rows = work.session.execute(
        _unread_mentions(work, Message, Room)
        .order_by(Message.created_at.desc(), Message.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def find_unread_mention(work: Work, mention_id: UUID) -> tuple[Message, Room] | None:
    """Return the visible message of one mention of the actor, and its room, while it is unread."""
    found = work.session.execute(
        _unread_mentions(work, Message, Room).where(Mention.id == mention_id)
    ).first()
    return (found[0], found[1]) if found else None


def unread_mentions_count(work: Work) -> sa.ScalarSelect[int]:
    """Select how many visible messages call the actor and are not read."""
    return _unread_mentions(work, sa.func.count(Message.id)).scalar_subquery()


def _unread_mentions(work: Work, *columns: Any) -> sa.Select[Any]:
    read_shared = sa.func.coalesce(ReadMark.shared_seq, 0)
    read_notes = sa.func.coalesce(ReadMark.internal_seq, 0)
    own_mark = sa.and_(ReadMark.room_id == Message.room_id, ReadMark.person_id == work.actor.id)
    return (
        sa.select(*columns)
        .select_from(Mention)
        .join(Message, Message.id == Mention.message_id)
        .join(Room, Room.id == Message.room_id)
        .outerjoin(ReadMark, own_mark)
        .where(Mention.person_id == work.actor.id, _is_after(read_shared, read_notes))
    )


def head_of(work: Work, room: Room) -> Position:
    """Return the last number of each stream that the actor reads."""
    shared = sa.select(Room.last_seq).where(Room.id == room.id).scalar_subquery()
    notes = (
        sa.select(NoteStream.last_seq)
        .where(NoteStream.room_id == room.id, NoteStream.owner_company_id == work.actor.company_id)
        .scalar_subquery()
    )
    row = work.session.execute(
        sa.select(shared, sa.func.coalesce(notes, 0)).select_from(Room).where(Room.id == room.id)
    ).one()
    return Position(row[0], row[1])


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages in order. Up to `head` nothing that the reader may see is missing before them."""

    messages: Sequence[Message]
    head: Position
    has_more: bool


def messages_after(work: Work, room: Room, since: Position, *, limit: int = CATCH_UP) -> Stretch:
    """Return what the actor may read and has not, oldest first.

    Numbers are taken under a lock and commits follow their order, so whatever stands before a
    number that is visible is visible too.
    """
    found = work.all(
        sa.select(Message)
        .where(Message.room_id == room.id, _is_after(since.shared, since.internal))
        .order_by(Message.shared_seq, Message.internal_seq)
        .limit(limit + 1)
    )
    shown = found[:limit]
    return Stretch(shown, _reached(since, shown), len(found) > limit)


def latest_messages(
    work: Work, room: Room, *, before: Position | None = None, limit: int = PAGE
) -> Stretch:
    """Return the last messages, or those before a place; `has_more` says that older ones exist."""
    known = head_of(work, room)  # asked first: what commits meanwhile is in the messages below
    place = sa.tuple_(Message.shared_seq, Message.internal_seq)
    statement = (
        sa.select(Message)
        .where(Message.room_id == room.id)
        .order_by(Message.shared_seq.desc(), Message.internal_seq.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(place < sa.tuple_(before.shared, before.internal))
    found = work.all(statement)
    shown = list(reversed(found[:limit]))
    return Stretch(shown, _reached(known, shown), len(found) > limit)


def find_sent(work: Work, room_id: UUID, client_id: str) -> Message | None:
    """Return what the actor already sent to this room under a client id."""
    return work.session.scalars(
        sa.select(Message).where(
            Message.author_id == work.actor.id,
            Message.client_id == client_id,
            Message.room_id == room_id,
        )
    ).first()


def find_read_mark(work: Work, room: Room) -> Position:
    mark = work.session.scalars(
        sa.select(ReadMark).where(ReadMark.room_id == room.id, ReadMark.person_id == work.actor.id)
    ).first()
    return mark.position if mark else Position()


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A subject's room with one partner; `companies` are those who take part, by id."""

    subject_type: str
    subject_id: UUID
    partner_id: UUID
    name: str
    title: str
    companies: dict[UUID, str]
    with_company_id: UUID | None = None
    came_from_name: str | None = None


def insert_room(work: Work, new: NewRoom) -> bool:
    """Insert a room unless somebody else just did; say which."""
    room_id = new_id()
    born = {
        "version": 1,
        "created_at": work.now,
        "owner_company_id": new.partner_id,
        "with_company_id": new.with_company_id,
    }
    added = work.session.execute(
        raw(
            insert(Room)
            .values(
                id=room_id,
                kind=RoomKind.SUBJECT,
                state=RoomState.OPEN,
                subject_type=new.subject_type,
                subject_id=new.subject_id,
                name=new.name,
                title=new.title,
                came_from_name=new.came_from_name,
                last_seq=0,
                **born,
            )
            .on_conflict_do_nothing(),
            "the unique subject and partner decide between two who open a room at once",
        )
    )
    if not added.rowcount:  # type: ignore[attr-defined]
        return False
    rows = [
        {"id": new_id(), "room_id": room_id, "company_id": each, "company_name": name, **born}
        for each, name in new.companies.items()
    ]
    work.session.execute(
        raw(insert(RoomCompany).values(rows), "the room is visible only once its companies are in")
    )
    return True


def lock_notes(work: Work, room: Room) -> NoteStream:
    """Return the own company's stream of notes in a room, locked; the first note begins it."""
    work.session.execute(
        raw(
            insert(NoteStream)
            .values(
                id=new_id(),
                version=1,
                created_at=work.now,
                owner_company_id=work.actor.company_id,
                room_id=room.id,
                last_seq=0,
            )
            .on_conflict_do_nothing(),
            "two first notes at once begin one stream",
        )
    )
    return work.one(
        sa.select(NoteStream)
        .where(NoteStream.room_id == room.id, NoteStream.owner_company_id == work.actor.company_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def reread(work: Work, room: Room) -> Room:
    """Return the room as it is now that a lock was waited for."""
    return work.one(
        sa.select(Room).where(Room.id == room.id).execution_options(populate_existing=True)
    )


def raise_read_mark(work: Work, room: Room, upto: Position) -> bool:
    """Move the actor's mark forward, never back, whichever tab comes last; say if it moved."""
    marks = ReadMark.__table__.c
    mark = insert(ReadMark).values(
        id=new_id(),
        version=1,
        created_at=work.now,
        owner_company_id=work.actor.company_id,
        room_id=room.id,
        person_id=work.actor.id,
        shared_seq=upto.shared,
        internal_seq=upto.internal,
        read_at=work.now,
    )
    moved = work.session.execute(
        raw(
            mark.on_conflict_do_update(
                index_elements=["person_id", "room_id", "owner_company_id"],
                set_={
                    "shared_seq": sa.func.greatest(marks.shared_seq, mark.excluded.shared_seq),
                    "internal_seq": sa.func.greatest(
                        marks.internal_seq, mark.excluded.internal_seq
                    ),
                    "read_at": mark.excluded.read_at,
                },
                where=sa.or_(
                    mark.excluded.shared_seq > marks.shared_seq,
                    mark.excluded.internal_seq > marks.internal_seq,
                ),
            ).returning(marks.id),
            "one statement; row security holds it to the own mark",
        )
    )
    return moved.first() is not None


def _is_after(shared: Any, internal: Any) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Message.audience == Audience.SHARED, Message.shared_seq > shared),
        sa.and_(Message.audience == Audience.INTERNAL, Message.internal_seq > internal),
    )


def _reached(start: Position, messages: Sequence[Message]) -> Position:
    """Return the last number of each stream among the messages, from `start` on."""
    shared = [m.shared_seq for m in messages if not m.is_internal]
    notes = [m.internal_seq for m in messages if m.is_internal]
    return start.reaching(Position(max(shared, default=0), max(notes, default=0)))
