"""How the events of accounts read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from partners.accounts import events
from portal.web.timeline import Sentence, tell

tell(events.AccountOpened, Sentence(lazy_gettext("added %(subject)s"), "building-2"))
tell(events.AccountChanged, Sentence(lazy_gettext("changed %(subject)s"), "pencil"))
tell(
    events.AccountShared,
    Sentence(lazy_gettext("shared %(subject)s with %(with)s"), "key-round", "violet"),
)
tell(
    events.AccountShareRevoked,
    Sentence(lazy_gettext("ended the sharing of %(subject)s"), "lock", "neutral"),
)
