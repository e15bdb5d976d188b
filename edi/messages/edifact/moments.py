"""Dates, times and periods by their format (2379)."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

_DAY = r"(?P<day>\d{8})"
_SHORT = r"(?P<short>\d{6})"
_FORMATS = {
    "102": _DAY,
    "203": _DAY + r"(?P<time>\d{4})",
    "204": _DAY + r"(?P<time>\d{6})",
    "303": _DAY + r"(?P<time>\d{4})(?P<zone>.{1,3})",
    "304": _DAY + r"(?P<time>\d{6})(?P<zone>.{1,3})",
    "101": _SHORT,
    "201": _SHORT + r"(?P<time>\d{4})",
    "202": _SHORT + r"(?P<time>\d{6})",
    "301": _SHORT + r"(?P<time>\d{4})(?P<zone>.{1,3})",
    "2": r"(?P<turned>\d{6})",
    "718": _DAY + r"-?(?P<until>\d{8})",
    "717": _SHORT + r"-?(?P<until>\d{6})",
    "719": _DAY + r"\d{4}-?(?P<until>\d{8})\d{4}",
    "713": _SHORT + r"\d{4}-?(?P<until>\d{6})\d{4}",
    "616": r"\d{4}(?:0[1-9]|[1-4]\d|5[0-3])",
    "615": r"\d{2}(?:0[1-9]|[1-4]\d|5[0-3])",
    "610": r"\d{4}(?:0[1-9]|1[0-2])",
    "609": r"\d{2}(?:0[1-9]|1[0-2])",
    "602": r"\d{4}",
    "401": r"(?:[01]\d|2[0-3])[0-5]\d",
    "402": r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d",
    "801": r"\d{1,10}",
    "802": r"\d{1,10}",
    "803": r"\d{1,10}",
    "804": r"\d{1,10}",
    "805": r"\d{1,10}",
    "806": r"\d{1,10}",
}
_PATTERNS = {code: re.compile(text, re.ASCII) for code, text in _FORMATS.items()}
_BY_LENGTH = {6: "101", 8: "102", 12: "203"}
_PIVOT = 70  # a year of two digits from here on is of the last century


class When(NamedTuple):
    """A date, with its time or the last day of its period; `is_whole` when nothing is lost."""

    day: dt.date
    time: dt.time | None = None
    until: dt.date | None = None
    is_whole: bool = True


@lru_cache(maxsize=4096)
def read(value: str, form: str | None) -> When | str | None:
    """Read a date in a format.

    Returns a message for people when it is none, and None when the format is good but says no day
    (a week, a month, a number of days) or is not one we know.
    """
    code = form or _BY_LENGTH.get(len(value), "")
    pattern = _PATTERNS.get(code)
    if pattern is None:
        return None
    match = pattern.fullmatch(value)
    if not match:
        return f"does not have the form its format {code} says"
    parts = match.groupdict()
    try:
        day = _day(parts)
        if day is None:
            return None
        until = parts.get("until")
        return When(
            day,
            _time(parts.get("time")),
            _of_digits(until) if until else None,
            is_whole=not parts.get("zone") and code not in {"719", "713"},
        )
    except ValueError:
        return "is no date of the calendar"


def usual_day(digits: str) -> dt.date:
    """Turn CCYYMMDD, already checked, into a date."""
    return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _day(parts: dict[str, str | None]) -> dt.date | None:
    turned = parts.get("turned")
    if turned:
        return _of_digits(turned[4:] + turned[2:4] + turned[:2])
    digits = parts.get("day") or parts.get("short")
    return _of_digits(digits) if digits else None


def _of_digits(digits: str) -> dt.date:
    if len(digits) == len("YYMMDD"):
        century = 1900 if int(digits[:2]) >= _PIVOT else 2000
        return dt.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def _time(digits: str | None) -> dt.time | None:
    if not digits:
        return None
    return dt.time(int(digits[:2]), int(digits[2:4]), int(digits[4:6] or 0))


def write(day: dt.date, time: dt.time | None = None) -> tuple[str, str]:
    """Return 2380 and 2379 for a date, with hours and minutes, and seconds where there are any."""
    digits = f"{day.year:04}{day:%m%d}"
    if time is None:
        return digits, "102"
    if time.second:
        return f"{digits}{time:%H%M%S}", "204"
    return f"{digits}{time:%H%M}", "203"


def write_period(start: dt.date, end: dt.date) -> tuple[str, str]:
    return f"{start.year:04}{start:%m%d}-{end.year:04}{end:%m%d}", "718"
