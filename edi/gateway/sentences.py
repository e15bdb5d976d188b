"""How the events of the gateway read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from edi.gateway import events
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _sentence(activity: Activity) -> str:
    return str(activity.facts.get("sentence", ""))


tell(
    events.AgreementSigned,
    Sentence(lazy_gettext("signed the trading agreement %(subject)s"), "file-signature", "green"),
)
tell(
    events.InterchangeReceived,
    Sentence(lazy_gettext("sent interchange %(subject)s"), "arrow-down-left"),
)
tell(
    events.InterchangeRepeated,
    Sentence(lazy_gettext("sent interchange %(subject)s again; nothing was done twice"), "copy"),
)
tell(
    events.InterchangeRefused,
    Sentence(lazy_gettext("refused %(subject)s"), "circle-x", "red", _sentence),
)
tell(
    events.InterchangePartlyRefused,
    Sentence(
        lazy_gettext("could not use all of %(subject)s"), "triangle-alert", "amber", _sentence
    ),
)
tell(
    events.InterchangeQuarantined,
    Sentence(lazy_gettext("put %(subject)s aside"), "shield-alert", "red", _sentence),
)
tell(
    events.InterchangeReplayed,
    Sentence(lazy_gettext("had %(subject)s processed again"), "rotate-ccw"),
)
tell(events.InterchangeResolved, Sentence(lazy_gettext("dealt with %(subject)s"), "check"))
tell(events.InterchangePickedUp, Sentence(lazy_gettext("picked up %(subject)s"), "download"))
tell(events.MessageSent, Sentence(lazy_gettext("made %(subject)s ready"), "arrow-up-right", "blue"))
tell(
    events.MessageAcknowledged,
    Sentence(lazy_gettext("has the receipt for %(subject)s"), "check-check", "green"),
)
tell(
    events.MessageRefusedByPartner,
    Sentence(lazy_gettext("learnt that the partner refuses %(subject)s"), "circle-alert", "red"),
)
