"""The mail that tells of one thing in somebody's inbox."""

import sqlalchemy as sa
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import contains_eager

from partners.mails.letters import Desk, Item, Letter, writes
from partners.notifications.actions import LETTER
from partners.notifications.models import Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import ActorKind
from portal.kernel.db import Work
from portal.kernel.subjects import subject_types
from portal.web.timeline import told


@writes(LETTER, lazy_gettext("Notification"), tells_of_records=True)
def _notification(desk: Desk) -> Letter | None:
    """Tell what happened, unless it was read meanwhile or its reader may not see it any more."""
    with desk.as_reader() as work:
        if work is None:
            return None
        notification = _unread(work, desk)
        if notification is None:
            return None
        sentence = sentence_about(notification.activity)
        return Letter(
            subject=sentence,
            paragraphs=(f"{sentence}.",),
            action=Item(gettext("See it in the portal"), desk.url(path_to(work, notification))),
            reason=gettext(
                "You get this mail because this is in your inbox at %(company)s, unread.",
                company=work.actor.company_name,
            ),
        )


def sentence_about(activity: Activity) -> str:
    """Return who did what, in the reader's language."""
    actor = "Kontor" if activity.actor_kind is ActorKind.SYSTEM else activity.actor_name
    return f"{actor} {told(activity)}"


def path_to(work: Work, notification: Notification) -> str:
    """Return the path of what it is about, or of the inbox where that has no page."""
    activity = notification.activity
    subject = subject_types().get(activity.subject_type)
    record = work.find(subject.model, activity.subject_id) if subject else None
    return subject.path(record) if subject and record else "/inbox"


def _unread(work: Work, desk: Desk) -> Notification | None:
    return work.session.scalars(
        sa.select(Notification)
        .join(Notification.activity)
        .where(Notification.id == desk.mail.about_id, Notification.read_at.is_(None))
        .options(contains_eager(Notification.activity))
    ).first()
