"""How the events of sharing read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from partners.sharing import events
from portal.web.timeline import Sentence, tell

tell(
    events.ShareOffered, Sentence(lazy_gettext("offered to share %(subject)s"), "key-round", "blue")
)
tell(
    events.ShareOfferAccepted,
    Sentence(lazy_gettext("accepted the sharing of %(subject)s"), "key-round", "violet"),
)
tell(
    events.ShareOfferDeclined,
    Sentence(lazy_gettext("declined the sharing of %(subject)s"), "circle-x"),
)
tell(
    events.ShareChanged,
    Sentence(lazy_gettext("changed what is shared of %(subject)s"), "key-round", "violet"),
)
tell(
    events.ShareRenewed,
    Sentence(lazy_gettext("renewed the sharing of %(subject)s"), "key-round", "violet"),
)
tell(events.ShareEnded, Sentence(lazy_gettext("ended the sharing of %(subject)s"), "lock"))
tell(
    events.ShareEndsSoon,
    Sentence(lazy_gettext("reminds: the sharing of %(subject)s ends soon"), "clock", "amber"),
)
tell(
    events.ShareExpired,
    Sentence(lazy_gettext("ended the sharing of %(subject)s, its time was over"), "lock"),
)
tell(
    events.ShareSuspended,
    Sentence(lazy_gettext("put the sharing of %(subject)s to rest"), "circle-pause", "amber"),
)
tell(
    events.ShareResumed,
    Sentence(lazy_gettext("opened the sharing of %(subject)s again"), "key-round", "violet"),
)
tell(
    events.ShareRequested,
    Sentence(lazy_gettext("asked to share %(subject)s"), "message-circle-question-mark", "blue"),
)
tell(
    events.ShareRequestGranted,
    Sentence(lazy_gettext("agreed to share %(subject)s"), "key-round", "violet"),
)
tell(
    events.ShareRequestDeclined,
    Sentence(lazy_gettext("declined the request for %(subject)s"), "circle-x"),
)
tell(
    events.ShareRequestWithdrawn,
    Sentence(lazy_gettext("withdrew the request for %(subject)s"), "undo-2"),
)
