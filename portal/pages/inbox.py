"""The inbox: what a person was told, and where they were called by name, until they read it."""

from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import contains_eager

from forums.queries import unread_mentions, unread_mentions_count
from partners.notifications.actions import mark_read
from partners.notifications.models import Notification
from portal.kernel.db import Work
from portal.kernel.subjects import subject_types
from portal.web.access import requires
from portal.web.navigation import Page, register_page

blueprint = Blueprint("inbox", __name__)
SHOWN = 100


def unread_count(work: Work) -> sa.ScalarSelect[int]:
    """Select how much is unread and may still be seen: a right that ended takes its news along."""
    told = (
        sa.select(sa.func.count(Notification.id))
        .join(Notification.activity)
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
    notifications = work.all(
        _readable().order_by(Notification.created_at.desc(), Notification.id).limit(SHOWN)
    )
    may_read_rooms = work.actor.has_permission("rooms:read")
    mentions = unread_mentions(work, limit=SHOWN) if may_read_rooms else []
    return render_template("pages/inbox.html", notifications=notifications, mentions=mentions)


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


def _readable() -> sa.Select[Notification]:
    """Select notifications whose activity the reader may still see, with that activity."""
    return (
        sa.select(Notification)
        .join(Notification.activity)
        .options(contains_eager(Notification.activity))
    )
