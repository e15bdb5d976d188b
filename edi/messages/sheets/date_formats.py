"""Formats of dates in cells: `DD.MM.YYYY`, `D/M/YY`, `YYYYMMDD`, `YYYY-MM-DD hh:mm`."""

import datetime as dt
import re
from functools import cached_property

_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
}
_TOKEN = re.compile("YYYY|YY|MM|M|DD|D|hh|mm|ss")
_CENTURY = 2000


class DateFormatError(ValueError):
    """A format that does not say a day; the message says what to write."""


class DateFormat:
    """A format of dates, with or without a time of day; two-digit years are of this century."""

    def __init__(self, text: str) -> None:
        tokens = _TOKEN.findall(text)
        kinds = sorted(token[0] for token in tokens)
        has_date = kinds in (["D", "M", "Y"], ["D", "M", "Y", "h", "m"])
        if not (has_date or kinds == ["D", "M", "Y", "h", "m", "s"]):
            raise DateFormatError(
                f"“{text}” is no date format; write it like DD.MM.YYYY or YYYY-MM-DD hh:mm"
            )
        self.text = text
        self.has_time = "hh" in tokens

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateFormat) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"DateFormat({self.text!r})"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        between = _TOKEN.split(self.text)
        tokens = _TOKEN.findall(self.text)
        parts = [re.escape(between[0])]
        for token, after in zip(tokens, between[1:], strict=True):
            parts += [_TOKENS[token], re.escape(after)]
        return re.compile("".join(parts), re.ASCII)

    def read(self, text: str) -> tuple[dt.date, dt.time | None] | None:
        """Return the date, and the time where the format has one; None when it does not fit."""
        match = self._pattern.fullmatch(text)
        if match is None:
            return None
        found = {name: int(digits) for name, digits in match.groupdict().items()}
        year = found["year"] if "year" in found else _CENTURY + found["short"]
        try:
            day = dt.date(year, found["month"], found["day"])
            if not self.has_time:
                return day, None
            return day, dt.time(found["hour"], found["minute"], found.get("second", 0))
        except ValueError:
            return None

    def write(self, day: dt.date, time: dt.time | None) -> str:
        at = time or dt.time()
        values = {
            "YYYY": f"{day.year:04}",
            "YY": f"{day.year % 100:02}",
            "MM": f"{day.month:02}",
            "M": str(day.month),
            "DD": f"{day.day:02}",
            "D": str(day.day),
            "hh": f"{at.hour:02}",
            "mm": f"{at.minute:02}",
            "ss": f"{at.second:02}",
        }
        return _TOKEN.sub(lambda token: values[token[0]], self.text)
