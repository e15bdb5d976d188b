"""The host's calendar: weekends, holidays, the days on which clocks change, partners elsewhere."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.companies.business_days import HOST_ZONE, HostCalendar

NEW_YEAR = frozenset({date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1)})
CALENDAR = HostCalendar(NEW_YEAR)


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("2026-11-24 09:48", "2026-11-26 17:00"),
        ("2026-11-27 16:59", "2026-12-01 17:00"),  # over a weekend
        ("2026-11-28 12:00", "2026-12-02 17:00"),  # on Saturday, as if on Monday morning
        ("2026-12-30 10:00", "2027-01-05 17:00"),  # New Year's Eve, New Year and a weekend
        ("2026-12-31 10:00", "2027-01-06 17:00"),  # on a holiday, as if on the next working day
        ("2027-03-26 10:00", "2027-03-30 17:00"),  # clocks go forward on the Sunday between
        ("2026-10-23 10:00", "2026-10-27 17:00"),  # and back
    ],
)
def test_a_promise_ends_at_close_of_business_by_the_hosts_wall_clock(
    submitted: str, due: str
) -> None:
    assert CALENDAR.close_of_business(at(submitted), 2) == at(due)


@pytest.mark.parametrize(
    ("submitted", "zone", "due"),
    [
        ("2026-11-27 20:00", "America/New_York", "2026-12-02 17:00"),  # Saturday in Berlin
        ("2026-11-23 07:30", "Asia/Tokyo", "2026-11-25 17:00"),  # Sunday evening in Berlin
        ("2026-11-24 23:30", "UTC", "2026-11-27 17:00"),  # half past midnight in Berlin
    ],
)
def test_the_hosts_day_counts_wherever_the_partner_is(submitted: str, zone: str, due: str) -> None:
    assert CALENDAR.close_of_business(at(submitted, zone), 2) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-27 12:00", "2026-11-30 12:00", 24),  # Friday noon to Monday noon
        ("2026-11-28 00:00", "2026-11-29 23:00", 0),
        ("2026-12-30 12:00", "2027-01-04 12:00", 24),
        ("2027-03-27 12:00", "2027-03-29 12:00", 12),  # the hour that is missing is on a Sunday
        ("2026-11-30 12:00", "2026-11-27 12:00", 0),
    ],
)
def test_time_passes_on_business_days_alone(start: str, end: str, hours: float) -> None:
    assert CALENDAR.time_between(at(start), at(end)) == timedelta(hours=hours)


def test_a_business_day_on_which_clocks_change_is_an_hour_longer_or_shorter() -> None:
    in_israel = HostCalendar(zone=ZoneInfo("Asia/Jerusalem"))  # clocks go forward on a Friday
    day = at("2027-03-26 00:00", "Asia/Jerusalem"), at("2027-03-27 00:00", "Asia/Jerusalem")

    assert in_israel.time_between(*day) == timedelta(hours=23)


SINCE = datetime(2026, 9, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=240)).map(lambda span: SINCE + span)
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(days=20))


@given(INSTANTS, SPANS)
def test_a_span_later_is_as_long_as_it_was_and_never_ends_on_a_day_that_does_not_count(
    start: datetime, span: timedelta
) -> None:
    end = CALENDAR.later(start, span)

    assert CALENDAR.time_between(start, end) == span
    start_of_it = CALENDAR.earlier(end, span)
    assert CALENDAR.time_between(start_of_it, end) == span
    assert CALENDAR.later(start_of_it, span) == end
    last_moment = (end - timedelta(microseconds=1)).astimezone(HOST_ZONE)
    assert CALENDAR.is_business_day(last_moment.date())
