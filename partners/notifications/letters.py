"""The mails that tell of what is in somebody's inbox: one thing at once, or a day's digest."""

from typing import Final

import sqlalchemy as sa
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy.orm import contains_eager

from partners.mails.letters import Desk, Item, Letter, writes
from partners.notifications.actions import LETTER
from partners.notifications.jobs import DIGEST_LETTER
from partners.notifications.models import Kind, Mode, Notification
from partners.notifications.presentation import KIND_NAMES
from partners.notifications.queries import chosen_modes, own_mutes
from portal.kernel.activity import Activity
from portal.kernel.actor import ActorKind
from portal.kernel.db import Work
from portal.kernel.subjects import subject_types
from portal.web.timeline import told

SETTINGS_PATH: Final = "/settings/notifications"
UNSUBSCRIBE: Final = "unsubscribe"
LONGEST_DIGEST: Final = 30


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
            subject=subject_of(notification.kind),
            paragraphs=(f"{sentence}.",),
            action=Item(gettext("See it in the portal"), desk.url(path_to(work, notification))),
            reason=gettext(
                "You get this mail because you asked to hear of “%(kind)s” at once, and have not"
                " read this in your inbox at %(company)s.",
                kind=KIND_NAMES[notification.kind],
                company=work.actor.company_name,
            ),
            settings_url=desk.url(SETTINGS_PATH),
        )


@writes(DIGEST_LETTER, lazy_gettext("Daily digest"), tells_of_records=True)
def _digest(desk: Desk) -> Letter | None:
    """Tell what is still unread and wanted of a digest; without any of it nothing is sent."""
    with desk.as_reader() as work:
        if work is None:
            return None
        wanted = _still_wanted(work, desk)
        if not wanted:
            return None
        count = len(wanted)
        shown = wanted[:LONGEST_DIGEST]
        return Letter(
            subject=ngettext(
                "%(num)s new thing in your inbox", "%(num)s new things in your inbox", count
            ),
            paragraphs=(gettext("What happened at %(company)s:", company=work.actor.company_name),),
            items=tuple(
                Item(sentence_about(each.activity), desk.url(path_to(work, each))) for each in shown
            ),
            action=Item(gettext("Open your inbox"), desk.url("/inbox")),
            reason=gettext(
                "You get this mail because you asked for a daily digest. It comes in the morning,"
                " and only if there is something."
            ),
            settings_url=desk.url(SETTINGS_PATH),
            unsubscribe_url=desk.url("/unsubscribe", t=desk.token(UNSUBSCRIBE, desk.mail.about_id)),
        )


def _still_wanted(work: Work, desk: Desk) -> list[Notification]:
    assert work.actor.company_id is not None  # noqa: S101 - people act for one
    assert work.actor.id is not None  # noqa: S101
    modes = chosen_modes(work, work.actor.company_id, work.actor.id)
    muted = {each.subject_id for each in own_mutes(work)}
    unread = work.all(
        _unread_ones()
        .where(Notification.digest_id == desk.mail.about_id)
        .order_by(Notification.created_at.desc(), Notification.id)
    )
    return [
        each
        for each in unread
        if modes[each.kind] is not Mode.MUTED
        and not {each.activity.subject_id, each.activity.account_id} & muted
    ]


def subject_of(kind: Kind) -> str:
    """Return the subject of a mail about news: of which kind, and nothing of what it is."""
    return gettext("New in your inbox: %(kind)s", kind=KIND_NAMES[kind])


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
    return work.session.scalars(_unread_ones().where(Notification.id == desk.mail.about_id)).first()


def _unread_ones() -> sa.Select[Notification]:
    return (
        sa.select(Notification)
        .join(Notification.activity)
        .where(Notification.read_at.is_(None))
        .options(contains_eager(Notification.activity))
    )
