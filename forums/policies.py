"""Who may see rooms and what is said in them, and who may write.

A room is visible to whom its subject is visible and whose company takes part; at the host, to the
people who look after its partner. That holds for the room of a third company too, which sees the
subject as long as it works on it. An internal note is visible to its author's company alone.
"""

from typing import Any

import sqlalchemy as sa

from forums.models import (
    SUBJECTS_WITH_ROOMS,
    Audience,
    Mention,
    Message,
    NoteStream,
    ReadMark,
    Room,
    RoomCompany,
    RoomState,
)
from portal.kernel.actor import Actor, ActorKind
from portal.kernel.policy import owner_is_managed, read_rules, visible_to
from portal.kernel.subjects import SubjectType, subject_types

_ROOMS = Room.__table__.alias("seen_rooms")
_PRESENT = RoomCompany.__table__.alias("present_companies")


@visible_to(Room)
def _rooms(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see_room(Room, actor)


@visible_to(RoomCompany)
def _room_companies(actor: Actor) -> sa.ColumnElement[bool]:
    own = RoomCompany.owner_company_id == actor.company_id
    if actor.is_host:
        return sa.or_(own, owner_is_managed(RoomCompany.owner_company_id, actor))
    joined = RoomCompany.with_company_id == actor.company_id
    return sa.or_(own, RoomCompany.company_id == actor.company_id, joined)


@visible_to(NoteStream)
def _note_streams(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        NoteStream.owner_company_id == actor.company_id,
        _room_is_visible(NoteStream.room_id, actor),
    )


@visible_to(Message)
def _messages(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.or_(Message.audience == Audience.SHARED, Message.owner_company_id == actor.company_id),
        _room_is_visible(Message.room_id, actor),
    )


@visible_to(Mention)
def _mentions(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, as long as one may read the message."""
    return sa.and_(
        Mention.person_id == actor.id,
        sa.or_(Mention.audience == Audience.SHARED, Mention.owner_company_id == actor.company_id),
        _room_is_visible(Mention.room_id, actor),
    )


@visible_to(ReadMark)
def _read_marks(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(ReadMark.owner_company_id == actor.company_id, ReadMark.person_id == actor.id)


def can_open(actor: Actor) -> bool:
    return actor.has_permission("rooms:post")


def takes_part(actor: Actor, kind: SubjectType, subject: Any) -> bool:
    """Return whether a room about the subject would be the actor's company's affair."""
    if actor.is_host or kind.is_shared_by_grants:
        return True
    return any(actor.is_company(each) for each in kind.companies(subject))


def can_send(actor: Actor, room: Room) -> bool:
    """Say whether the actor may write in a room they see. Machines read; people write."""
    is_person = actor.kind is ActorKind.PERSON
    return is_person and actor.has_permission("rooms:post") and room.state is RoomState.OPEN


def _room_is_visible(room_id: Any, actor: Actor) -> sa.ColumnElement[bool]:
    visible = sa.exists().where(_ROOMS.c.id == room_id, _may_see_room(_ROOMS.c, actor))
    return visible.correlate_except(_ROOMS)


def _may_see_room(rooms: Any, actor: Actor) -> sa.ColumnElement[bool]:
    present = sa.exists().where(
        _PRESENT.c.room_id == rooms.id, _PRESENT.c.company_id == actor.company_id
    )
    takes_part = present.correlate_except(_PRESENT)
    sees_subject = sa.or_(
        rooms.subject_type.is_(None),
        *(_sees_subject(rooms, name, actor) for name in SUBJECTS_WITH_ROOMS),
    )
    if not actor.is_host:
        return sa.and_(takes_part, sees_subject)
    looks_after = sa.or_(
        rooms.owner_company_id == actor.company_id, owner_is_managed(rooms.owner_company_id, actor)
    )
    return sa.and_(takes_part, looks_after, sees_subject)


def _sees_subject(rooms: Any, name: str, actor: Actor) -> sa.ColumnElement[bool]:
    model = subject_types()[name].model
    visible = sa.exists().where(model.id == rooms.subject_id, read_rules()[model](actor))
    return sa.and_(rooms.subject_type == name, visible.correlate_except(model))
