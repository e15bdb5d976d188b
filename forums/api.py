"""Rooms through the API: machines read what their company may read; writing is for people."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from forums import queries, rooms
from forums.models import Audience, Message, Room, RoomKind, RoomState
from forums.position import Position
from portal.kernel.db import Work
from portal.web.api import ApiSchema, api_blueprint, requires_token

blueprint = api_blueprint("rooms", "Rooms of deals and accounts, and what was said in them")
MAX_PLACE = 19


class RoomSchema(ApiSchema):
    """A room. `companies` are the names of those who take part; `last_at` is null before a word."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.Enum(RoomKind, by_value=True, required=True)
    state = fields.Enum(RoomState, by_value=True, required=True)
    subject_type = fields.String(required=True, allow_none=True)
    subject_id = fields.UUID(required=True, allow_none=True)
    companies = fields.Pluck("RoomCompanySchema", "company_name", many=True, required=True)
    last_message_at = fields.AwareDateTime(required=True, allow_none=True)


class RoomCompanySchema(ApiSchema):
    company_name = fields.String(required=True)


class RoomListSchema(ApiSchema):
    items = fields.List(fields.Nested(RoomSchema), required=True)


class MessageSchema(ApiSchema):
    """What somebody said. `place` is "12", or "12.3" for the third internal note after it."""

    id = fields.UUID(required=True)
    place = fields.Function(lambda said: str(said.position), metadata={"type": "string"})
    at = fields.AwareDateTime(required=True, attribute="created_at")
    audience = fields.Enum(Audience, by_value=True, required=True)
    author_name = fields.String(required=True)
    author_company = fields.String(required=True, attribute="author_company_name")
    text = fields.String(required=True)


class StretchSchema(ApiSchema):
    """Messages in order. Ask again with `since` = `head`; nothing before it is missing."""

    items = fields.List(fields.Nested(MessageSchema), required=True)
    head = fields.String(required=True)
    has_more = fields.Boolean(required=True)


class SinceArguments(ApiSchema):
    since = fields.String(
        load_default="0",
        validate=validate.Length(1, MAX_PLACE),
        metadata={"description": "`head` of the answer before; without it, from the beginning"},
    )
    limit = fields.Integer(load_default=queries.PAGE, validate=validate.Range(1, queries.CATCH_UP))


@blueprint.get("/rooms")
@requires_token("rooms:read")
@blueprint.response(200, RoomListSchema)
def index(work: Work) -> dict[str, list[Room]]:
    """List rooms, the one last spoken in first, a hundred at the most."""
    return {"items": [line.room for line in queries.rooms_page(work)]}


@blueprint.get("/rooms/<uuid:room_id>")
@requires_token("rooms:read")
@blueprint.response(200, RoomSchema)
def show(work: Work, room_id: UUID) -> Room:
    """Show one room."""
    return rooms.get_room(work, room_id)


@blueprint.get("/rooms/<uuid:room_id>/messages")
@requires_token("rooms:read")
@blueprint.arguments(SinceArguments, location="query")
@blueprint.response(200, StretchSchema)
def messages(work: Work, wanted: dict[str, Any], room_id: UUID) -> dict[str, list[Message] | Any]:
    """Read on in a room from where the last answer ended."""
    room = rooms.get_room(work, room_id)
    since = Position.read(wanted["since"])
    stretch = queries.messages_after(work, room, since, limit=wanted["limit"])
    return {
        "items": list(stretch.messages),
        "head": str(stretch.head),
        "has_more": stretch.has_more,
    }
