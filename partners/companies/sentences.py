"""How the events of companies read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from partners.companies import events
from portal.web.timeline import Sentence, tell

tell(events.PartnerActivated, Sentence(lazy_gettext("activated %(subject)s"), "handshake", "green"))
tell(
    events.PartnerAdmitted,
    Sentence(lazy_gettext("started the onboarding of %(subject)s"), "list-checks", "blue"),
)
tell(
    events.PartnerSuspended, Sentence(lazy_gettext("suspended %(subject)s"), "circle-pause", "red")
)
tell(events.PartnerResumed, Sentence(lazy_gettext("let %(subject)s in again"), "play", "green"))
tell(
    events.PartnerOffboardingStarted,
    Sentence(lazy_gettext("started to end the relationship with %(subject)s"), "log-out", "amber"),
)
tell(
    events.ChannelManagerAssigned,
    Sentence(lazy_gettext("assigned a channel manager to %(subject)s"), "user-round-check"),
)
