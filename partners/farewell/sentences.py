"""How the end of a relationship reads on timelines."""

from flask_babel import lazy_gettext

from partners.farewell import events
from portal.web.timeline import Sentence, tell

tell(
    events.PartnerTerminated,
    Sentence(lazy_gettext("ended the relationship with %(subject)s"), "circle-x", "red"),
)
tell(
    events.FarewellFetched,
    Sentence(lazy_gettext("handed the export to %(subject)s"), "package-check"),
)
