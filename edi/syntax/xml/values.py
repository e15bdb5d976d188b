"""Values as XML Schema part 2 writes them, and back; each reader returns None for what is none.

Texts are given without blanks around them.
"""

import re
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DATE = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_ZONE}")
_TIME = re.compile(rf"([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}})(?:\.([0-9]{{1,12}}))?{_ZONE}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_DIGITS = 100
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@lru_cache(maxsize=4096)
def read_decimal(text: str) -> Decimal | None:
    """Read xsd:decimal: no exponent, no NaN, no comma; at most 100 characters."""
    if len(text) > _DIGITS or not _DECIMAL.fullmatch(text):
        return None
    return Decimal(text)


def read_integer(text: str) -> int | None:
    if len(text) > _DIGITS or not _INTEGER.fullmatch(text):
        return None
    return int(text)


@lru_cache(maxsize=1024)
def read_date(text: str) -> date | None:
    """Read xsd:date of the years 1 to 9999; a time zone is allowed and dropped."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def read_time(text: str) -> time | None:
    """Read xsd:time; finer than microseconds is cut, a time zone is allowed and dropped."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    try:
        fraction = (match[4] or "").ljust(6, "0")[:6]
        return time(int(match[1]), int(match[2]), int(match[3]), int(fraction))
    except ValueError:
        return None


def read_boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text)


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN with the right check digits (ISO 13616, ISO 7064 mod 97-10)."""
    plain = text.replace(" ", "")
    if not _IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1


def has_gs1_check_digit(text: str) -> bool:
    """Say whether a GTIN, GLN or SSCC ends in its check digit (GS1 General Specifications 7.9)."""
    if not text.isascii() or not text.isdigit():
        return False
    weighted = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(text[:-1])))
    return (weighted + int(text[-1])) % 10 == 0


def write_decimal(number: Decimal) -> str:
    """Write xsd:decimal with the digits the number has, `12.50` as `12.50`."""
    return f"{number:f}"


def write_date(on: date) -> str:
    return on.isoformat()


def write_time(at: time) -> str:
    """Write xsd:time without a zone; a fraction only where there is one."""
    plain = at.replace(tzinfo=None)
    return plain.isoformat() if not plain.microsecond else plain.isoformat().rstrip("0")
