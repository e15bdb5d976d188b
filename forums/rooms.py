"""Rooms looked up: by id, by what they are about, and what a room is about."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forums.models import Room, RoomCompany, RoomState
from portal.kernel.db import Work
from portal.kernel.errors import NotFound
from portal.kernel.subjects import subject_name, subject_type


def get_room(work: Work, room_id: UUID) -> Room:
    """Return a visible room with the companies in it.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(Room, room_id, selectinload(Room.companies))


def find_room(work: Work, kind: str, subject_id: UUID, partner_id: UUID) -> Room | None:
    """Return the visible room of a partner and the host about a subject."""
    is_theirs = sa.and_(Room.owner_company_id == partner_id, Room.with_company_id.is_(None))
    return _newest_room(work, kind, subject_id, is_theirs)


def find_room_with(work: Work, kind: str, subject_id: UUID, company_id: UUID) -> Room | None:
    """Return the visible room with a third company that works on a subject."""
    return _newest_room(work, kind, subject_id, Room.with_company_id == company_id)


def get_room_with(work: Work, kind: str, subject_id: UUID, company_id: UUID) -> Room:
    """Return the room of `find_room_with`.

    Raises:
        NotFound: there is none, or it is not visible.
    """
    room = find_room_with(work, kind, subject_id, company_id)
    if room is None:
        raise NotFound
    return room


def _newest_room(
    work: Work, kind: str, subject_id: UUID, which: sa.ColumnElement[bool]
) -> Room | None:
    return work.session.scalars(
        sa.select(Room)
        .where(Room.subject_type == kind, Room.subject_id == subject_id, which)
        .order_by(Room.state != RoomState.OPEN, Room.id.desc())
        .options(selectinload(Room.companies))
    ).first()


def lock_open_rooms(work: Work, subject: Any) -> Sequence[Room]:
    """Return the visible rooms of a subject that are not closed, locked until the commit."""
    return work.all(
        sa.select(Room)
        .where(
            Room.subject_type == subject_name(subject),
            Room.subject_id == subject.id,
            Room.state == RoomState.OPEN,
        )
        .order_by(Room.id)
        .with_for_update(of=Room)
        .execution_options(populate_existing=True)
    )


def subject_of(work: Work, room: Room) -> Any:
    """Return what a room is about.

    Raises:
        NotFound: it is about nothing, or not visible.
    """
    return work.get(subject_type(room.subject_type or "").model, room.subject_id)  # type: ignore[arg-type]


def companies_in(work: Work, room: Room) -> list[UUID]:
    return list(
        work.session.scalars(
            sa.select(RoomCompany.company_id).where(RoomCompany.room_id == room.id)
        )
    )
