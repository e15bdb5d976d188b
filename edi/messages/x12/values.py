"""What elements of several segments say: dates, times, products."""

from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache

from edi.canonical.measures import Moment
from edi.canonical.parties import Identifier
from edi.messages.checking import Good
from edi.messages.x12 import codes


def day(text: str) -> date:
    """Turn YYYYMMDD, already checked, into a date."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def clock(text: str) -> time:
    """Turn HHMM, HHMMSS, HHMMSSd or HHMMSSdd, already checked, into a time."""
    hundredths = int(text[6:].ljust(2, "0")) if len(text) > len("HHMMSS") else 0
    return time(int(text[:2]), int(text[2:4]), int(text[4:6] or 0), hundredths * 10_000)


def moments(dtm: Good) -> tuple[Moment, ...]:
    """Turn a DTM into a moment; none when it has a period (DTM05-06) instead of a date."""
    kind, on, at = dtm.group(1, 2, 3)
    return (moment(kind, on, at),) if on else ()


@lru_cache(maxsize=1024)
def moment(kind: str, on: str, at: str | None) -> Moment:
    return Moment(codes.DATE_KINDS.name(kind), day(on), clock(at) if at else None)


def products(pairs: Sequence[str | None]) -> tuple[Identifier, ...]:
    """Turn pairs of qualifier (235) and product id (234) into identifiers."""
    name = codes.PRODUCT_SCHEMES.name
    return tuple(
        [
            Identifier(name(scheme), value.rstrip())
            for scheme, value in zip(pairs[::2], pairs[1::2], strict=False)
            if scheme and value
        ]
    )
