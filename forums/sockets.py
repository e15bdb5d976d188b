"""What a room's page asks on its socket. The protocol is written in assets/js/room.js.

Permission is asked with every question: each runs as the actor whom the session names then, in a
unit of work through which only visible rooms load.
"""

from typing import Any, Final
from uuid import UUID

from flask import get_template_attribute

from forums.actions import mark_read, send_message
from forums.models import Audience, Message, Room
from forums.position import Position
from forums.presentation import band_of, body_of, value_of
from forums.queries import messages_after
from portal.kernel.bell import room_audience
from portal.kernel.db import Work
from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.words import said
from portal.realtime.events import Caller, Content, answers

_MESSAGE: Final = "forums/_message.html"


@answers("join")
def join(work: Work, caller: Caller, content: Content) -> Content:
    """Listen to a room from now on, and get what was said since `since`."""
    room = _room(work, caller, content)
    for audience in _audiences(work, room.id):
        caller.enter(audience)
    return _catch_up(work, room, content)


@answers("since")
def since(work: Work, caller: Caller, content: Content) -> Content:
    return _catch_up(work, _room(work, caller, content), content)


@answers("send")
def send(work: Work, caller: Caller, content: Content) -> Content:
    room = _room(work, caller, content)
    message = send_message(
        work,
        room,
        text=_text(content, "text"),
        audience=_audience(_text(content, "audience")),
        client_id=_text(content, "client_id"),
    )
    return {"ok": True, **rendered(message)}


@answers("read")
def read(work: Work, caller: Caller, content: Content) -> Content:
    """Note how far the person has read, as their page saw it."""
    mark_read(work, _room(work, caller, content), Position.read(_text(content, "head")))
    return {"ok": True}


def rendered(message: Message) -> dict[str, str]:
    """Return a message as `room.js` wants it: its place and its list item."""
    draw = get_template_attribute(_MESSAGE, "draw")
    html = draw(message, body_of(message), value_of(message.audience), band_of(message))
    return {"seq": str(message.position), "html": str(html).strip()}


def _catch_up(work: Work, room: Room, content: Content) -> Content:
    stretch = messages_after(work, room, Position.read(_text(content, "since")))
    return {
        "messages": [rendered(message) for message in stretch.messages],
        "head": str(stretch.head),
        "more": stretch.has_more,
    }


def _room(work: Work, caller: Caller, content: Content) -> Room:
    """Load the room a page names; one that is gone is listened to no longer.

    Raises:
        NotFound: absent, or not visible any more.
    """
    if not work.actor.has_permission("rooms:read"):
        raise Forbidden
    room_id = _room_id(content)
    try:
        return work.get(Room, room_id)
    except NotFound:
        for audience in _audiences(work, room_id):
            caller.leave(audience)
        raise


def _room_id(content: Content) -> UUID:
    try:
        return UUID(_text(content, "room"))
    except ValueError:
        raise NotFound from None


def _audiences(work: Work, room_id: UUID) -> tuple[str, str]:
    return room_audience(room_id), room_audience(room_id, work.actor.company_id)


def _audience(value: str) -> Audience:
    try:
        return Audience(value.upper())
    except ValueError:
        raise Invalid(said("Choose who reads this.")) from None


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name, "")
    if not isinstance(value, str):
        raise Invalid(said("This page asked something the portal does not know. Reload it."))
    return value
