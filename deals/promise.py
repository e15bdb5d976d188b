"""The host's promise: when a registration is answered, and when somebody is reminded of it."""

from datetime import datetime, timedelta
from typing import Final

from deals.programme.models import Terms
from partners.companies.business_days import HostCalendar

ENDING_SOON: Final = timedelta(days=30)
"""How far ahead an ending protection is worth a look."""
BROKEN: Final = 100
"""Per cent of the promised time: the last warning is that there was no answer."""


def answer_due(submitted_at: datetime, calendar: HostCalendar, terms: Terms) -> datetime:
    """Return when what is submitted then is answered at the latest."""
    return calendar.close_of_business(submitted_at, terms.review_days)


def warnings_of(
    start: datetime, due: datetime, calendar: HostCalendar, terms: Terms
) -> list[tuple[int, datetime]]:
    """Return at how much of the promised time somebody is warned, and when that is.

    Time is counted on business days alone. The last warning is that the promise is broken.
    """
    promised = calendar.time_between(start, due)
    before = [
        (percent, calendar.later(start, promised * percent / BROKEN))
        for percent in (terms.first_warning, terms.second_warning)
    ]
    return [*before, (BROKEN, due)]
