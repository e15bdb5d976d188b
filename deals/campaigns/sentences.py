"""How the events of campaigns read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.campaigns import events
from portal.web.timeline import Sentence, tell

tell(
    events.CampaignOpened,
    Sentence(lazy_gettext("opened the campaign %(subject)s"), "megaphone", "blue"),
)
tell(events.CampaignChanged, Sentence(lazy_gettext("changed the campaign %(subject)s"), "pencil"))
tell(events.CampaignClosed, Sentence(lazy_gettext("closed the campaign %(subject)s"), "circle-x"))
tell(
    events.CampaignAnswered,
    Sentence(lazy_gettext("answered a campaign: %(subject)s"), "target", "blue"),
)
