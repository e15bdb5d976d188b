"""Promises in business days of the host's calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOST_ZONE: Final = ZoneInfo("Europe/Berlin")
CLOSE_OF_BUSINESS: Final = time(17, 0)
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HostCalendar:
    """Which days count for the host, by its own wall clock. Instants go in and out in any zone.

    A business day counts from midnight to midnight, so that a span has the same length whenever in
    the day it begins; the day on which clocks change is an hour shorter or longer.
    """

    holidays: frozenset[date] = frozenset()
    zone: ZoneInfo = HOST_ZONE

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def close_of_business(self, after: datetime, days: int) -> datetime:
        """Return close of business `days` business days on, in UTC.

        What arrives on a day that does not count arrives on the next that does.
        """
        day = self._from(after.astimezone(self.zone).date())
        for _ in range(days):
            day = self._from(day + DAY)
        return datetime.combine(day, CLOSE_OF_BUSINESS, self.zone).astimezone(UTC)

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the span lies on business days; nothing when it is turned around."""
        total, day = timedelta(), start.astimezone(self.zone).date()
        last = end.astimezone(self.zone).date()
        # Two instants of one zone are subtracted by their wall clocks, whatever happened between.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        while day <= last:
            if self.is_business_day(day):
                total += max(
                    min(end, self._midnight(day + DAY)) - max(start, self._midnight(day)), _NOTHING
                )
            day += DAY
        return total

    def later(self, start: datetime, span: timedelta) -> datetime:
        """Return the instant at which `span` of business days' time has passed since, in UTC."""
        day, left = self._from(start.astimezone(self.zone).date()), span
        at = max(start.astimezone(UTC), self._midnight(day))
        while left > self._midnight(day + DAY) - at:
            left -= self._midnight(day + DAY) - at
            day = self._from(day + DAY)
            at = self._midnight(day)
        return at + left

    def earlier(self, end: datetime, span: timedelta) -> datetime:
        """Return the instant from which `span` of business days' time has passed until `end`."""
        day, left, at = end.astimezone(self.zone).date(), span, end.astimezone(UTC)
        while True:
            if self.is_business_day(day):
                if left <= at - self._midnight(day):
                    return at - left
                left -= at - self._midnight(day)
            at = self._midnight(day)
            day -= DAY

    def _from(self, day: date) -> date:
        """Return the day itself, or the next one that counts."""
        while not self.is_business_day(day):
            day += DAY
        return day

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


_NOTHING: Final = timedelta()
