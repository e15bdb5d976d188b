"""What people choose for themselves: the language and the time zone they read in."""

from typing import Final
from zoneinfo import available_timezones

from partners.people.models import Person
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import LANGUAGES, said

LOCALES: Final = LANGUAGES
TIME_ZONES: Final = sorted(zone for zone in available_timezones() if "/" in zone)


def choose_preferences(work: Work, person: Person, locale: str, time_zone: str) -> None:
    """Set one's own language and time zone.

    Raises:
        Invalid: the portal has no such language, or there is no such zone.
    """
    ensure(work.actor.id == person.id)
    fields = {}
    if locale not in LOCALES:
        fields["locale"] = said("Choose one of the languages in the list.")
    if time_zone not in TIME_ZONES:
        fields["time_zone"] = said("Choose one of the time zones in the list.")
    if fields:
        raise Invalid(fields=fields)
    person.locale, person.time_zone = locale, time_zone
