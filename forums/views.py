"""Rooms on screen: the list, one room with its history, sending without a live connection."""

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    g,
    get_template_attribute,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from forums import actions, policies, queries, rooms
from forums.history import history_of
from forums.models import Audience, Room
from forums.opening import open_room
from forums.position import Position
from forums.presentation import Reach, value_of
from forums.readers import readers_of
from partners.companies.queries import partner_place, partners_page
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.subjects import subject_type
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, name_and_id
from portal.web.navigation import Page, RoomItem, page_path, register_page, register_rooms

blueprint = Blueprint("rooms", __name__, template_folder="templates")
ROOMS_IN_RAIL = 8

register_page(
    Page(
        label=lazy_gettext("Rooms"),
        icon="messages-square",
        endpoint="rooms.index",
        permission="rooms:read",
        order=70,
        tab=True,
        section="/rooms",
    )
)


@register_rooms
def rail_rooms(work: Work) -> list[RoomItem]:
    """Return the rooms last spoken in: bold means unread, a number means mentioned.

    The one on screen is being read, whatever came a moment ago.
    """
    if not work.actor.has_permission("rooms:read"):
        return []
    items = []
    for line in queries.rooms_page(work, limit=ROOMS_IN_RAIL, with_companies=False):
        url = url_for("rooms.show", room_id=line.room.id)
        is_current = page_path() == url
        mentions = 0 if is_current else line.mentions
        is_unread = line.is_unread and not is_current
        items.append(RoomItem(line.room.title, url, is_current, is_unread, mentions))
    return items


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"room_link": room_link(), "room_with": room_with}


def room_link() -> str:
    """Return the link to the room of the deal or account whose page is being drawn."""
    if not _may_read_rooms():
        return ""
    arguments = request.view_args or {}
    for kind in ("deal", "account"):
        if f"{kind}_id" in arguments:
            url = url_for("rooms.show_of_subject", kind=kind, subject_id=arguments[f"{kind}_id"])
            return _button(gettext("Open room"), url)
    return ""


def room_with(kind: str, subject_id: UUID, company_id: UUID) -> str:
    """Return the link to the room of a subject with a third company that works on it."""
    if not _may_read_rooms():
        return ""
    which: dict[str, Any] = {"kind": kind, "subject_id": subject_id, "with": company_id}
    return _button(gettext("Open the room of all three"), url_for("rooms.show_of_subject", **which))


def _may_read_rooms() -> bool:
    work: Work | None = g.get("work") if has_request_context() else None
    return work is not None and work.actor.has_permission("rooms:read")


def _button(label: str, url: str) -> str:
    button = get_template_attribute("components/controls.html", "button")
    link: str = button(label, glyph="messages-square", href=url)
    return link


@blueprint.get("/rooms")
@requires("rooms:read")
def index(work: Work) -> ResponseReturnValue:
    lines = queries.rooms_page(work)
    return render_template("forums/index.html", lines=lines, company_id=work.actor.company_id)


@blueprint.get("/rooms/<uuid:room_id>")
@requires("rooms:read")
def show(work: Work, room_id: UUID) -> ResponseReturnValue:
    room = rooms.get_room(work, room_id)
    before = request.args.get("before")
    if before and request.headers.get("HX-Request") == "true":
        stretch = queries.latest_messages(work, room, before=Position.read(before))
        return render_template("forums/_older.html", **history_of(work, room, stretch, None))
    return _room_page(work, room, before=Position.read(before) if before else None)


@blueprint.post("/rooms/<uuid:room_id>/messages")
@requires("rooms:post")
def create_message(work: Work, room_id: UUID) -> ResponseReturnValue:
    room = rooms.get_room(work, room_id)
    try:
        actions.send_message(
            work,
            room,
            text=request.form.get("text", ""),
            audience=_audience(request.form.get("audience", "")),
            client_id=request.form.get("client_id", ""),
        )
    except Invalid as error:
        draft = request.form.get("text", "")
        return _room_page(work, room, error=error.message, draft=draft), 422
    return redirect(url_for("rooms.show", room_id=room.id), 303)


@blueprint.get("/rooms/of/<kind>/<uuid:subject_id>")
@requires("rooms:read")
def show_of_subject(work: Work, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """Go to a subject's room; the first visit opens it, and two at once find the same.

    `with` names a third company, whose room with both was opened when it joined.
    """
    subject = work.get(subject_type(kind).model, subject_id)
    third_id = _company_asked_for("with")
    try:
        if third_id is not None:
            room = rooms.get_room_with(work, kind, subject_id, third_id)
        else:
            room = open_room(work, subject, _company_asked_for("partner"))
    except Invalid:
        return _partner_choice(work, kind, subject)
    return redirect(url_for("rooms.show", room_id=room.id), 303)


def _partner_choice(work: Work, kind: str, subject: Any) -> str:
    after = asked_position("rooms.show_of_subject", name_and_id)
    found = partners_page(work, active_only=True, after=after, limit=PAGE_SIZE + 1)
    partners, next_url = cut_page("rooms.show_of_subject", found, partner_place)
    return render_template(
        "forums/choose.html",
        kind=kind,
        subject_id=subject.id,
        label=subject_type(kind).label(subject),
        back=subject_type(kind).path(subject),
        partners=partners,
        next_url=next_url,
    )


def _room_page(
    work: Work, room: Room, *, before: Position | None = None, error: str = "", draft: str = ""
) -> str:
    stretch = queries.latest_messages(work, room, before=before)
    mark = queries.find_read_mark(work, room)
    if before is None and request.headers.get("HX-Request") != "true":  # nobody looks at a refresh
        actions.mark_read(work, room, stretch.head)
    reach = Reach.of(
        room,
        readers_of(services().database, room),
        work.actor.company_id,  # type: ignore[arg-type]  # rooms:read is a company's
        work.actor.company_name,
    )
    return render_template(
        "forums/show.html",
        reach=reach,
        can_send=policies.can_send(work.actor, room),
        me=work.actor.name,
        subject=_link_of_subject(work, room),
        error=error,
        draft=draft,
        audience=request.form.get("audience", value_of(Audience.SHARED)),
        is_latest=before is None,
        **history_of(work, room, stretch, mark),
    )


def _link_of_subject(work: Work, room: Room) -> tuple[str, str] | None:
    """Return label and address of what a room is about."""
    if room.subject_type is None:
        return None
    subject, noun = rooms.subject_of(work, room), subject_type(room.subject_type)
    return noun.label(subject), noun.path(subject)


def _audience(value: str) -> Audience:
    try:
        return Audience(value.upper())
    except ValueError:
        raise Invalid(gettext("Choose who reads this.")) from None


def _company_asked_for(name: str) -> UUID | None:
    value = request.args.get(name)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFound from None
