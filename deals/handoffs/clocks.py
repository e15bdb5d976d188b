"""The promises on hand-offs that both sides are shown, by the host's business days."""

from datetime import datetime
from typing import Final

from partners.companies.queries import host_calendar
from portal.kernel.db import Work

ACCEPT_DAYS: Final = 2
"""Business days in which whoever is asked answers: a receiver, or first the owner of the deal."""


def answer_due(work: Work) -> datetime:
    return host_calendar(work).close_of_business(work.now, ACCEPT_DAYS)


def reminder(work: Work) -> datetime:
    """Return when whoever has not answered is reminded: a business day before the end."""
    return host_calendar(work).close_of_business(work.now, ACCEPT_DAYS - 1)
