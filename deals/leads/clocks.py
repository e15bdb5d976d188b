"""The two promises on leads that both sides are shown, by the host's business days.

How long they are is the programme's to say (`deals.programme.models.Terms`).
"""

from datetime import datetime

from partners.companies.queries import host_calendar
from portal.kernel.db import Work


def due_in(work: Work, days: int) -> datetime:
    """Return until when what is promised now for `days` business days is done."""
    return host_calendar(work).close_of_business(work.now, days)


def reminder_before(work: Work, days: int) -> datetime | None:
    """Return when whoever promised it is reminded: a business day before the end.

    None where that is over already: who has until this evening needs no reminder.
    """
    at = host_calendar(work).close_of_business(work.now, days - 1)
    return at if at > work.now else None
