"""The host's promise: when a registration will be answered, in business days of its calendar."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from partners.companies.business_days import close_of_business

REVIEW_BUSINESS_DAYS: Final = 2
PROTECTION_DAYS: Final = 90
ENDING_SOON: Final = timedelta(days=30)
"""How far ahead an ending protection is worth a look; the first reminder goes out then."""


def answer_due(submitted_at: datetime, zone: ZoneInfo) -> datetime:
    """Return close of business two business days on; see `close_of_business`."""
    return close_of_business(submitted_at, REVIEW_BUSINESS_DAYS, zone)
