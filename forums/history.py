"""A stretch of a room as its reader sees it: days, where the unread begins, who goes on talking."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup

from forums.models import Message, Room
from forums.position import Position
from forums.presentation import band_of, body_of, value_of
from forums.queries import Stretch
from portal.kernel.db import Work

FOLLOWS_WITHIN_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A message with what stands around it. `band` says who reads an internal note."""

    message: Message
    body: Markup
    audience: str
    band: str | None
    new_day: date | None
    is_first_unread: bool
    follows: bool


def history_of(
    work: Work, room: Room, stretch: Stretch, mark: Position | None
) -> dict[str, object]:
    """Return what the templates of a history read. Without a `mark` nothing is shown as new."""
    lines: list[Line] = []
    for message in stretch.messages:
        is_new = not any(line.is_first_unread for line in lines) and _is_unread(work, message, mark)
        lines.append(_line(work, lines[-1].message if lines else None, message, is_new))
    older = None
    if stretch.has_more:
        older = url_for("rooms.show", room_id=room.id, before=str(stretch.messages[0].position))
    return {"room": room, "lines": lines, "head": str(stretch.head), "older_url": older}


def _line(work: Work, last: Message | None, message: Message, is_first_unread: bool) -> Line:
    zone = ZoneInfo(work.actor.time_zone)
    day = message.created_at.astimezone(zone).date()
    is_new_day = last is None or last.created_at.astimezone(zone).date() != day
    return Line(
        message=message,
        body=body_of(message),
        audience=value_of(message.audience),
        band=band_of(message),
        new_day=day if is_new_day else None,
        is_first_unread=is_first_unread,
        follows=not is_new_day and not is_first_unread and _follows(last, message),
    )


def _is_unread(work: Work, message: Message, mark: Position | None) -> bool:
    if mark is None or mark == Position() or message.author_id == work.actor.id:
        return False
    if message.is_internal:
        return message.internal_seq > mark.internal
    return message.shared_seq > mark.shared


def _follows(last: Message | None, message: Message) -> bool:
    if last is None or last.author_id != message.author_id:
        return False
    seconds = (message.created_at - last.created_at).total_seconds()
    return last.audience is message.audience and seconds < FOLLOWS_WITHIN_SECONDS
