"""The host's promise: when a registration will be answered, in business days of its calendar."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

REVIEW_BUSINESS_DAYS: Final = 2
PROTECTION_DAYS: Final = 90
ENDING_SOON: Final = timedelta(days=30)
"""How far ahead an ending protection is worth a look; the first reminder goes out then."""
CLOSE_OF_BUSINESS: Final = time(17, 0)
SATURDAY: Final = 5


def answer_due(submitted_at: datetime, zone: ZoneInfo) -> datetime:
    """Return close of business two business days on, by the host's wall clock, in UTC.

    What arrives on a weekend counts as arriving on Monday morning.
    """
    day = submitted_at.astimezone(zone).date()
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    for _ in range(REVIEW_BUSINESS_DAYS):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return datetime.combine(day, CLOSE_OF_BUSINESS, zone).astimezone(UTC)
