"""The two promises on leads that both sides are shown, by the host's business days.

How long they are is the programme's to say (`deals.programme.models.Terms`).
"""

from datetime import datetime

from partners.companies.queries import host_calendar
from portal.kernel.db import Work


def due_in(work: Work, days: int) -> datetime:
    """Return until when what is promised now for `days` business days is done."""
    return host_calendar(work).close_of_business(work.now, days)
