"""How the events of API clients read on timelines."""

from flask_babel import lazy_gettext

from partners.clients import events
from portal.web.timeline import Sentence, tell

tell(
    events.ApiClientCreated,
    Sentence(lazy_gettext("gave the API client %(subject)s access"), "key-round", "blue"),
)
tell(
    events.ApiClientRevoked,
    Sentence(lazy_gettext("revoked the API client %(subject)s"), "key-round", "red"),
)
