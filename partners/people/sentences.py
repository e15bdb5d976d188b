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
tell(
    events.MemberResumed,
    Sentence(lazy_gettext("let a colleague in again at %(subject)s"), "user-check", "green"),
)
tell(
    events.MemberRemoved,
    Sentence(lazy_gettext("removed a colleague from %(subject)s"), "user-minus"),
)
tell(events.PersonInvited, Sentence(lazy_gettext("invited somebody to %(subject)s"), "mail"))
tell(
    events.InvitationWithdrawn,
    Sentence(lazy_gettext("withdrew an invitation to %(subject)s"), "mail-x"),
)
tell(events.InvitationAccepted, Sentence(lazy_gettext("joined %(subject)s"), "user-plus", "green"))
