"""Promises in business days of the host's calendar."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOST_ZONE: Final = ZoneInfo("Europe/Berlin")
CLOSE_OF_BUSINESS: Final = time(17, 0)
SATURDAY: Final = 5


def close_of_business(after: datetime, days: int, zone: ZoneInfo = HOST_ZONE) -> datetime:
    """Return close of business `days` business days on, by the host's wall clock, in UTC.

    What arrives on a weekend counts as arriving on Monday morning.
    """
    day = after.astimezone(zone).date()
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return datetime.combine(day, CLOSE_OF_BUSINESS, zone).astimezone(UTC)
