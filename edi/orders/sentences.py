"""How the events of orders read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from edi.orders import events
from portal.web.timeline import Sentence, tell

tell(
    events.OrderReceived,
    Sentence(lazy_gettext("took in %(subject)s"), "package-check", "green"),
)
tell(events.OrderAccepted, Sentence(lazy_gettext("accepted %(subject)s"), "check", "green"))
tell(events.OrderDeclined, Sentence(lazy_gettext("declined %(subject)s"), "circle-x"))
