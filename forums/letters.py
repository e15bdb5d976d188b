"""The mail that says who called its reader by name, and in which room; never what was said."""

from flask_babel import gettext, lazy_gettext

from forums.jobs import LETTER
from forums.queries import find_unread_mention
from partners.mails.letters import Desk, Item, Letter, writes
from partners.notifications.letters import SETTINGS_PATH, subject_of
from partners.notifications.models import Kind
from partners.notifications.presentation import KIND_NAMES


@writes(LETTER, lazy_gettext("Mention"), tells_of_records=True)
def _mention(desk: Desk) -> Letter | None:
    """Tell of a mention, unless it was read meanwhile or its reader may not see it any more."""
    with desk.as_reader() as work:
        found = find_unread_mention(work, desk.mail.about_id) if work else None
        if work is None or found is None:
            return None
        message, room = found
        said = gettext(
            "%(name)s mentioned you in %(room)s", name=message.author_name, room=room.title
        )
        return Letter(
            subject=subject_of(Kind.MESSAGES),
            paragraphs=(f"{said}.",),
            action=Item(gettext("See it in the portal"), desk.url(f"/rooms/{room.id}")),
            reason=gettext(
                "You get this mail because you asked to hear of “%(kind)s” at once, and have not"
                " read this in your inbox at %(company)s.",
                kind=KIND_NAMES[Kind.MESSAGES],
                company=work.actor.company_name,
            ),
            settings_url=desk.url(SETTINGS_PATH),
        )
