"""What was typed about amounts and rates, read as numbers."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from deals.commissions.amounts import MINOR_UNIT, Rates
from deals.models import Motion
from portal.kernel.errors import Invalid
from portal.kernel.words import said

_MOST: Final = 100
_DECIMALS: Final = 2
TOO_MUCH: Final = 10**12


def read_amount(text: str) -> Decimal | None:
    """Read an amount; nothing typed is None, which means all that is left.

    Raises:
        Invalid: it is no amount.
    """
    if not text.strip():
        return None
    amount = _number(text)
    if amount is None:
        raise Invalid(
            fields={
                "amount": said(
                    "Enter an amount like 1250.50: at most two decimals, and no sign between"
                    " thousands."
                )
            }
        )
    return amount


def rate_field(motion: Motion, family: str | None) -> str:
    return f"rate_{motion.value}_{family or ''}"


def typed_of(rates: Rates, families: Iterable[str]) -> dict[str, str]:
    """Return the fields of a form that says which rates hold now."""
    return {
        rate_field(motion, family): _plain(rates.get((motion, family)))
        for motion in Motion
        for family in (None, *families)
    }


def read_rates(
    form: Mapping[str, str], families: Iterable[str]
) -> dict[tuple[Motion, str | None], Decimal | None]:
    """Read the rates that were typed; an empty one of a family takes its own rate away.

    Raises:
        Invalid: one is no share in per cent with at most two decimals.
    """
    found: dict[tuple[Motion, str | None], Decimal | None] = {}
    refused = {}
    for motion in Motion:
        for family in (None, *families):
            name = rate_field(motion, family)
            text = form.get(name, "").strip()
            rate = _number(text)
            if text and (rate is None or not 0 <= rate <= _MOST):
                refused[name] = said("Enter per cent from 0 to 100, like 7.5.")
            found[motion, family] = rate
    if refused:
        raise Invalid(fields=refused)
    return found


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
        is_exact = number.is_finite() and number == number.quantize(MINOR_UNIT)
        # 1.000 is a thousand to some, and one to others
        is_exact = is_exact and -int(number.as_tuple().exponent) <= _DECIMALS
    except InvalidOperation:
        return None
    return number if is_exact and abs(number) < TOO_MUCH else None


def _plain(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate.normalize():f}"
