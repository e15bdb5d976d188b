"""Values that have the right form and still cannot be: dates, check digits, numbers in texts."""

import re
from decimal import Decimal

from edi.messages.edifact import moments
from edi.messages.edifact.rules import Remark, Take
from edi.syntax.faults import Severity

_NUMBER = re.compile(r"-?(?:\d+(?:[.,]\d+)?|[.,]\d+)", re.ASCII)
_SSCC = {"BJ", "AW"}
_GTIN_LENGTHS = {8, 12, 13, 14}
_GLN_LENGTH, _SSCC_LENGTH = 13, 18


def decimal(text: str) -> Decimal:
    """Turn a number with either decimal mark, already checked, into a decimal."""
    return Decimal(text.replace(",", ".") if "," in text else text)


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of GS1 numbers (GTIN, GLN, SSCC)."""
    values = digits.encode()
    weighed = 3 * sum(values[-2::-2]) + sum(values[-1::-2])
    return (weighed - _ZERO * (3 * (len(digits) // 2) + (len(digits) + 1) // 2)) % 10 == 0


_ZERO = ord("0")


def is_number(text: str) -> bool:
    return (text.isdecimal() and text.isascii()) or _NUMBER.fullmatch(text) is not None


def is_gtin(value: str) -> bool:
    """Whether this is a GTIN with the right check digit."""
    return (
        len(value) in _GTIN_LENGTHS
        and value.isascii()
        and value.isdigit()
        and has_check_digit(value)
    )


def date(_kind: str, value: str | None, form: str | None) -> Remark | None:
    """Check a DTM."""
    if not value:
        return None
    said = moments.read(value, form)
    if not isinstance(said, str):
        return None
    return Remark(
        "2380",
        f"The date “{value[:35]}” (DTM01-2) {said}. Correct it and send the message again.",
        value,
    )


def quantity(_kind: str, value: str, _unit: str | None) -> Remark | None:
    """Check a QTY, whose quantity is text since D.99."""
    if _NUMBER.fullmatch(value):
        return None
    return Remark(
        "6060",
        f"The quantity (QTY01-2) is “{value[:35]}”, which is not a plain decimal number. Correct "
        "it and send the message again.",
        value,
        code="37",
    )


def product(value: str | None, kind: str | None, number: str = "7140") -> Remark | None:
    """Warn of a GTIN whose check digit is wrong."""
    if kind not in {"EN", "SRV", "UP"} or not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) in _GTIN_LENGTHS):
        return _warning(
            number, f"The product id “{value[:35]}” is given as a GTIN but is none", value
        )
    if has_check_digit(value):
        return None
    return _warning(number, f"The check digit of the GTIN {value} is wrong", value)


def location(value: str | None, agency: str | None) -> Remark | None:
    """Warn of a GLN whose check digit is wrong."""
    if agency != "9" or not value:
        return None
    digits = value.isascii() and value.isdigit() and len(value) == _GLN_LENGTH
    if digits and has_check_digit(value):
        return None
    what = (
        f"The check digit of the GLN {value} is wrong"
        if digits
        else (f"The party id “{value[:35]}” is given as a GLN but is none")
    )
    return _warning("3039", what, value)


def package(kind: str, *values: str | None) -> Remark | None:
    """Warn of an SSCC in a GIN whose check digit is wrong."""
    if kind not in _SSCC:
        return None
    for value in values:
        digits = value and value.isascii() and value.isdigit() and len(value) == _SSCC_LENGTH
        if value and not (digits and has_check_digit(value)):
            return _warning("7402", f"The SSCC {value[:35]} is not one: check its digits", value)
    return None


def _warning(number: str, what: str, value: str) -> Remark:
    sentence = f"{what}. Compare it with the label or the catalogue."
    return Remark(number, sentence, value, Severity.WARNING)


def line(
    _number: str | None, _action: str | None, value: str | None, kind: str | None
) -> Remark | None:
    return product(value, kind)


def party(_role: str, value: str | None, agency: str | None, *_rest: str | None) -> Remark | None:
    return location(value, agency)


def more_products(_function: str, *pairs: str | None) -> Remark | None:
    for value, kind in zip(pairs[::2], pairs[1::2], strict=True):
        if said := product(value, kind):
            return said
    return None


AUDITS: dict[str, Take] = {
    "DTM": date,
    "QTY": quantity,
    "LIN": line,
    "PIA": more_products,
    "NAD": party,
    "GIN": package,
}
