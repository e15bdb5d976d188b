"""The inbox: what a person was told, and where they were called by name, until they read it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import contains_eager

from forums.models import Message, Room
from forums.queries import unread_mentions, unread_mentions_count
from partners.notifications.actions import mark_all_read, mark_read
from partners.notifications.models import Kind, Notification
from partners.notifications.presentation import KIND_NAMES
from portal.kernel.db import Work
from portal.kernel.subjects import subject_types
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("inbox", __name__)
SHOWN = 100


def unread_count(work: Work) -> sa.ScalarSelect[int]:
    """Select how much is unread and may still be seen: a right that ended takes its news along."""
    told = (
        sa.select(sa.func.count(Notification.id))
        .where(Notification.read_at.is_(None))
        .scalar_subquery()
    )
    if not work.actor.has_permission("rooms:read"):
        return told
    return sa.select(told + unread_mentions_count(work)).scalar_subquery()


register_page(
    Page(
        label=lazy_gettext("Inbox"),
        icon="inbox",
        endpoint="inbox.index",
        permission="inbox:read",
        order=20,
        count=unread_count,
        strong=True,
        tab=True,
    )
)


@blueprint.get("/inbox")
@requires("inbox:read")
def index(work: Work) -> ResponseReturnValue:
    kind, unread_only = _kind_filter(), request.args.get("show") == "unread"
    after = asked_position("inbox.index", moment_and_id)
    found = work.all(_page(kind, after, unread_only=unread_only))
    notifications, next_url = cut_page("inbox.index", found, _place)
    return render_template(
        "pages/inbox.html",
        notifications=notifications,
        next_url=next_url,
        mentions=_mentions(work, kind) if after is None else [],
        chips=_chips(kind, unread_only=unread_only),
        kind=kind,
        is_filtered=kind is not None or unread_only,
    )


@blueprint.post("/inbox/readings")
@requires("inbox:read")
def create_readings(work: Work) -> ResponseReturnValue:
    """Mark all as read, or all of the kind that is shown."""
    kind = _kind_filter()
    mark_all_read(work, kind)
    return redirect(url_for("inbox.index", kind=kind.value if kind else None), 303)


@blueprint.post("/inbox/<uuid:notification_id>/reading")
@requires("inbox:read")
def create_reading(work: Work, notification_id: UUID) -> ResponseReturnValue:
    """Mark as read and go to what it is about; a subject no longer visible ends in its own 404."""
    notification = work.one(_readable().where(Notification.id == notification_id))
    mark_read(work, notification)
    activity = notification.activity
    subject = subject_types().get(activity.subject_type)
    record = work.find(subject.model, activity.subject_id) if subject else None
    return redirect(subject.path(record) if subject and record else url_for("inbox.index"), 303)


def _page(
    kind: Kind | None, after: tuple[datetime, UUID] | None, *, unread_only: bool
) -> sa.Select[Notification]:
    statement = _readable().order_by(Notification.created_at.desc(), Notification.id.desc())
    if kind is not None:
        statement = statement.where(Notification.kind == kind)
    if unread_only:
        statement = statement.where(Notification.read_at.is_(None))
    if after is not None:
        place = sa.tuple_(Notification.created_at, Notification.id)
        statement = statement.where(place < sa.tuple_(*after))
    return statement.limit(PAGE_SIZE + 1)


def _place(notification: Notification) -> tuple[str, str]:
    return notification.created_at.isoformat(), str(notification.id)


def _mentions(work: Work, kind: Kind | None) -> Sequence[tuple[Message, Room]]:
    if kind not in {None, Kind.MESSAGES} or not work.actor.has_permission("rooms:read"):
        return []
    return unread_mentions(work, limit=SHOWN)


def _kind_filter() -> Kind | None:
    try:
        return Kind(request.values.get("kind", ""))
    except ValueError:
        return None


def _chips(chosen: Kind | None, *, unread_only: bool) -> list[tuple[str, str, bool, None]]:
    is_all = chosen is None and not unread_only
    return [
        (gettext("All"), url_for("inbox.index"), is_all, None),
        (gettext("Unread"), url_for("inbox.index", show="unread"), unread_only, None),
        *(
            (str(name), url_for("inbox.index", kind=kind.value), kind is chosen, None)
            for kind, name in KIND_NAMES.items()
        ),
    ]


def _readable() -> sa.Select[Notification]:
    """Select notifications whose activity the reader may still see, with that activity."""
    return (
        sa.select(Notification)
        .join(Notification.activity)
        .options(contains_eager(Notification.activity))
    )
