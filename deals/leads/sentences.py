"""How the events of leads read on timelines and in the inbox."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext

from deals.leads import events
from deals.leads.presentation import FIELD_NAMES
from portal.kernel.activity import Activity
from portal.web.templating import format_day
from portal.web.timeline import Sentence, tell

tell(events.LeadReceived, Sentence(lazy_gettext("took in the lead %(subject)s"), "inbox"))
tell(
    events.LeadQualified,
    Sentence(lazy_gettext("qualified the lead %(subject)s"), "circle-check", "blue"),
)


def _corrected(activity: Activity) -> str:
    names = [str(FIELD_NAMES[each]) for each in activity.facts["fields"] if each in FIELD_NAMES]
    return gettext(
        "corrected the lead %(subject)s: %(fields)s", subject="%(subject)s", fields=", ".join(names)
    )


tell(events.LeadCorrected, Sentence(_corrected, "pencil"))
tell(
    events.LeadUnplaced,
    Sentence(lazy_gettext("found nobody for the lead %(subject)s"), "circle-alert", "amber"),
)
tell(events.LeadRejected, Sentence(lazy_gettext("rejected the lead %(subject)s"), "circle-x"))
tell(events.LeadRetired, Sentence(lazy_gettext("retired the lead %(subject)s"), "circle-slash"))
tell(
    events.LeadOffered,
    Sentence(lazy_gettext("offered the lead %(subject)s"), "send", "blue"),
)
tell(
    events.LeadOfferAccepted,
    Sentence(lazy_gettext("accepted the lead %(subject)s"), "circle-check", "green"),
)
tell(
    events.LeadOfferDeclined,
    Sentence(lazy_gettext("declined the lead %(subject)s"), "circle-x"),
)
tell(
    events.LeadOfferExpired,
    Sentence(lazy_gettext("let the offer of the lead %(subject)s lapse"), "hourglass", "amber"),
)
tell(
    events.LeadOfferRecalled,
    Sentence(lazy_gettext("took back the lead %(subject)s"), "undo-2", "amber"),
)


def _due_soon(activity: Activity) -> str:
    return gettext(
        "reminds: the customer of the lead %(subject)s is to be reached by %(day)s",
        subject="%(subject)s",
        day=_day(activity),
    )


def _late(activity: Activity) -> str:
    return gettext(
        "notes: the customer of the lead %(subject)s was not reached by %(day)s",
        subject="%(subject)s",
        day=_day(activity),
    )


def _day(activity: Activity) -> str:
    return format_day(datetime.fromisoformat(activity.facts["until"]))


tell(events.LeadContactDueSoon, Sentence(_due_soon, "hourglass", "amber"))
tell(events.LeadContactLate, Sentence(_late, "hourglass", "red"))
tell(
    events.LeadContacted,
    Sentence(lazy_gettext("reached the customer of the lead %(subject)s"), "phone", "blue"),
)
tell(
    events.LeadConverted,
    Sentence(lazy_gettext("made a deal of the lead %(subject)s"), "handshake", "green"),
)
tell(
    events.LeadGivenUp,
    Sentence(lazy_gettext("gave up the lead %(subject)s"), "circle-slash"),
)
