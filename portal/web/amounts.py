"""Amounts of money as people type them."""

import re
from decimal import Decimal
from typing import Final

from babel.numbers import (
    NumberFormatError,
    format_decimal,
    get_decimal_symbol,
    get_group_symbol,
    parse_decimal,
)

from portal.web.templating import current_locale

_PLAIN: Final = re.compile(r"\d+(\.\d{1,2})?")
_SIGNS: Final = re.compile(r"[\d\s.,]+")
_SPACES: Final = re.compile(r"(?<=\d)\s(?=\d)")
_MOST_DECIMALS: Final = 2


def read_amount(text: str) -> Decimal | None:
    """Read an amount with a point, or as amounts are shown to the reader: 12.500,50 in German.

    None for what is no amount there, and for one with more than two decimals. So nothing is read
    in two ways: "12.500" is refused in English, and twelve thousand five hundred in German.
    """
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if not _SIGNS.fullmatch(text):
        return None
    locale = current_locale()
    try:
        grouped = _SPACES.sub(get_group_symbol(locale), text)
        amount = parse_decimal(grouped, locale=locale, strict=True)
    except NumberFormatError:
        return None
    exponent = amount.as_tuple().exponent
    exact = amount.is_finite() and int(exponent) >= -_MOST_DECIMALS
    return amount if exact else None


def amount_marks() -> dict[str, str]:
    """Return what a script needs to read amounts as `read_amount` does for this reader."""
    locale = current_locale()
    return {"data-decimal": get_decimal_symbol(locale), "data-group": get_group_symbol(locale)}


def write_amount(amount: Decimal) -> str:
    """Return an amount without its currency as `read_amount` takes it from this reader."""
    return str(format_decimal(amount, format="#,##0.00", locale=current_locale()))
