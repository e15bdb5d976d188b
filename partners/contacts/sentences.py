"""How the events of contacts read on timelines. The person's name stands in the contact alone."""

from typing import Any, Final

from flask_babel import lazy_gettext

from partners.contacts import events
from partners.contacts.models import Consent, Removal
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell

RECORDED: Final = {
    Consent.GIVEN: lazy_gettext("noted that a contact at %(subject)s agrees to be contacted"),
    Consent.REFUSED: lazy_gettext("noted that a contact at %(subject)s refuses to be contacted"),
    Consent.UNKNOWN: lazy_gettext("withdrew what a contact at %(subject)s said to being contacted"),
}

REMOVED: Final = {
    Removal.ASKED_FOR: lazy_gettext("removed a contact at %(subject)s, as the person asked"),
    Removal.LEFT: lazy_gettext("removed a contact who no longer works at %(subject)s"),
    Removal.MISTAKE: lazy_gettext("removed a contact entered at %(subject)s by mistake"),
}


def _recorded(activity: Activity) -> Any:
    return RECORDED[Consent(activity.facts["consent"])]


def _removed(activity: Activity) -> Any:
    return REMOVED[Removal(activity.facts["why"])]


tell(events.ContactAdded, Sentence(lazy_gettext("added a contact at %(subject)s"), "user-plus"))
tell(
    events.ContactChanged,
    Sentence(lazy_gettext("changed a contact at %(subject)s"), "user-pen"),
)
tell(events.ContactConsentRecorded, Sentence(_recorded, "shield-check"))
tell(events.ContactRemoved, Sentence(_removed, "user-minus"))
