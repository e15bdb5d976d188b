"""Rooms at the end of a relationship: they can be read by who is left, and nobody writes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from forums.models import Message, Room, RoomCompany, RoomState
from partners.farewell.parting import Parting, Sheet, Tie, register_sheet, register_tie
from portal.kernel.db import Work
from portal.kernel.words import said


def rooms_count(company_id: UUID) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(Room.id)).where(_open_with(company_id)).scalar_subquery()


def _open_with(company_id: UUID) -> sa.ColumnElement[bool]:
    with_it = sa.select(RoomCompany.room_id).where(RoomCompany.company_id == company_id)
    return sa.and_(Room.state == RoomState.OPEN, Room.id.in_(with_it))


def _close(parting: Parting) -> None:
    parting.work.session.execute(
        sa.update(Room)
        .where(_open_with(parting.partner.id))
        .values(state=RoomState.READ_ONLY, version=Room.version + 1)
        .execution_options(synchronize_session=False)
    )


def _messages(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Room.title,
            Message.created_at,
            Message.author_name,
            Message.author_company_name,
            Message.audience,
            Message.text,
        )
        .join(Room, Room.id == Message.room_id)
        .order_by(Message.room_id, Message.shared_seq, Message.internal_seq)
        .execution_options(yield_per=500)
    )
    for *facts, audience, text in work.session.execute(statement):
        yield *facts, audience.value, text


register_tie(
    Tie(
        said("Rooms"),
        said("become read-only: what was said stays, nobody writes"),
        _close,
        rooms_count,
    )
)
register_sheet(
    Sheet("messages.csv", ("room", "at", "author", "company", "audience", "text"), _messages)
)
