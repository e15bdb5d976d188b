"""How contacts stand on screen: their channel, and what they said to being contacted."""

from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from partners.contacts.models import Channel, Consent, Contact, Removal
from portal.web.templating import format_day

CHANNELS: Final = {
    Channel.PHONE: lazy_gettext("Phone"),
    Channel.EMAIL: lazy_gettext("E-mail"),
    Channel.VIDEO: lazy_gettext("Video call"),
    Channel.CHAT: lazy_gettext("Chat"),
    Channel.IN_PERSON: lazy_gettext("In person"),
    Channel.LETTER: lazy_gettext("Letter"),
}
CONSENTS: Final = {
    Consent.UNKNOWN: lazy_gettext("Not asked yet"),
    Consent.GIVEN: lazy_gettext("Agrees to be contacted"),
    Consent.REFUSED: lazy_gettext("Refuses to be contacted"),
}
REASONS: Final = {
    Removal.ASKED_FOR: lazy_gettext("The person asked for it"),
    Removal.LEFT: lazy_gettext("No longer works there"),
    Removal.MISTAKE: lazy_gettext("Entered by mistake"),
}


def consent_mark(contact: Contact) -> tuple[str, str, str]:
    """Return what a contact said to being contacted as label, tone and icon."""
    if contact.consent is Consent.UNKNOWN or contact.consent_on is None:
        return gettext("Consent not recorded"), "amber", "shield-question-mark"
    day = format_day(contact.consent_on)
    if contact.refuses:
        return gettext("Refused contact, %(day)s", day=day), "red", "shield-x"
    return gettext("Agreed to contact, %(day)s", day=day), "green", "shield-check"


def choices(labels: dict[Any, Any], none: str | None = None) -> list[tuple[str, str]]:
    """Return the options of a select; `none` is what choosing nothing is called."""
    first = [("", none)] if none is not None else []
    return [*first, *((each.value, str(label)) for each, label in labels.items())]
