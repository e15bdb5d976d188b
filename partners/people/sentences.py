"""How the events of people read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from partners.people import events
from portal.web.timeline import Sentence, tell

tell(events.MemberAdded, Sentence(lazy_gettext("added a colleague at %(subject)s"), "user-plus"))
tell(
    events.MemberRolesChanged,
    Sentence(lazy_gettext("changed a colleague's roles at %(subject)s"), "user-cog"),
)
tell(
    events.MemberSuspended,
    Sentence(lazy_gettext("suspended a colleague at %(subject)s"), "user-x", "amber"),
)
