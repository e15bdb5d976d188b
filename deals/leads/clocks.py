"""The two promises on leads that both sides are shown, by the host's business days."""

from datetime import datetime
from typing import Final

from partners.companies.queries import host_calendar
from portal.kernel.db import Work

ACCEPT_DAYS: Final = 1
"""Business days in which a partner answers an offer."""
CONTACT_DAYS: Final = 2
"""Business days in which it reaches the customer after it accepted."""
CAPACITY: Final = 10
"""Leads that one partner works on at once."""


def answer_due(work: Work) -> datetime:
    return host_calendar(work).close_of_business(work.now, ACCEPT_DAYS)


def contact_due(work: Work) -> datetime:
    return host_calendar(work).close_of_business(work.now, CONTACT_DAYS)
