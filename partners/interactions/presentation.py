"""How interactions and the composer stand on an account's page."""

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from partners.accounts.audience import Standing
from partners.accounts.models import GrantObject
from partners.accounts.readers import shared_label
from partners.contacts.models import Contact
from partners.contacts.presentation import CHANNELS, choices
from partners.interactions import events, policies
from partners.interactions.models import InteractionKind, Outcome
from partners.people.models import Person
from portal.kernel.activity import verb_of

KINDS: Final = {
    InteractionKind.CALL: (lazy_gettext("Call"), "phone"),
    InteractionKind.MAIL: (lazy_gettext("Mail"), "mail"),
    InteractionKind.MEETING: (lazy_gettext("Meeting"), "users"),
    InteractionKind.VISIT: (lazy_gettext("Visit"), "map-pin"),
    InteractionKind.NOTE: (lazy_gettext("Note"), "sticky-note"),
}
DID: Final = {
    InteractionKind.CALL: lazy_gettext("logged a call"),
    InteractionKind.MAIL: lazy_gettext("logged a mail"),
    InteractionKind.MEETING: lazy_gettext("logged a meeting"),
    InteractionKind.VISIT: lazy_gettext("logged a visit"),
    InteractionKind.NOTE: lazy_gettext("wrote a note"),
}
LATER: Final = {
    verb_of(events.NextStepDone): lazy_gettext("did a next step"),
    verb_of(events.NextStepReopened): lazy_gettext("took up a next step again"),
    verb_of(events.InteractionCorrected): lazy_gettext("corrected an entry"),
    verb_of(events.InteractionWithdrawn): lazy_gettext("withdrew an entry"),
}
"""What happened to an interaction after it was logged, as its account's page says it."""
OUTCOMES: Final = {
    Outcome.REACHED: (lazy_gettext("Reached"), "neutral", "circle-check"),
    Outcome.NOT_REACHED: (lazy_gettext("Not reached"), "amber", "phone-missed"),
    Outcome.AGREED: (lazy_gettext("Agreed"), "green", "thumbs-up"),
    Outcome.DECLINED: (lazy_gettext("Declined"), "red", "thumbs-down"),
}


def audiences(standing: Standing) -> list[tuple[str, str, str, str]]:
    """Return who may be chosen to read an entry, as `composer_audience` shows it."""
    actor = standing.actor
    own = (
        "internal",
        gettext("Only %(company)s", company=actor.company_name),
        gettext("Log, only for us"),
        gettext("Called Ingrid Berg, wants an offer by Friday"),
    )
    if not policies.can_share(standing):
        return [own]
    label = shared_label(standing, GrantObject.INTERACTIONS)
    return [own, ("shared", label, gettext("Log, for all of them"), own[3])]


def composer(
    standing: Standing, contacts: Sequence[Contact], people: Sequence[Person]
) -> dict[str, Any]:
    """Return what the composer of an account's timeline offers."""
    actor = standing.actor
    others = [(each.id, each.name) for each in people if each.id != actor.id]
    return {
        "audiences": audiences(standing),
        "kinds": [(each.value, str(label), glyph) for each, (label, glyph) in KINDS.items()],
        **details(contacts),
        "assignees": [(actor.id, gettext("Me")), *others],
    }


def details(contacts: Sequence[Contact]) -> dict[str, list[tuple[Any, str]]]:
    """Return what may be chosen about an interaction: with whom it was, how, and how it ended."""
    named = [(each.id, _name_of(each)) for each in contacts]
    return {
        "contacts": [("", gettext("Nobody in particular")), *named],
        "channels": choices(CHANNELS, gettext("As usual for it")),
        "outcomes": [("", ""), *((each.value, str(o[0])) for each, o in OUTCOMES.items())],
    }


def _name_of(contact: Contact) -> str:
    if contact.refuses:
        return gettext("%(name)s (refuses to be contacted)", name=contact.name)
    return contact.name
