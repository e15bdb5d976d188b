"""How the events of contacts read on timelines. The person's name stands in the contact alone."""

from typing import Any, Final

from flask_babel import lazy_gettext

from partners.contacts import events
from partners.contacts.models import Consent
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell

RECORDED: Final = {
    Consent.GIVEN: lazy_gettext("noted that a contact at %(subject)s agrees to be contacted"),
    Consent.REFUSED: lazy_gettext("noted that a contact at %(subject)s refuses to be contacted"),
    Consent.UNKNOWN: lazy_gettext("withdrew what a contact at %(subject)s said to being contacted"),
}


def _recorded(activity: Activity) -> Any:
    return RECORDED[Consent(activity.facts["consent"])]


tell(events.ContactAdded, Sentence(lazy_gettext("added a contact at %(subject)s"), "user-plus"))
tell(
    events.ContactChanged,
    Sentence(lazy_gettext("changed a contact at %(subject)s"), "user-pen"),
)
tell(events.ContactConsentRecorded, Sentence(_recorded, "shield-check"))
