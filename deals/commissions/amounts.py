"""What a deal earns: a rate for each line, rounded half to even, with no minor unit lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from deals.models import Motion

MINOR_UNIT: Final = Decimal("0.01")
"""Of each currency in which deals are registered."""
DEFAULT_RATES: Final[Mapping[Motion, Decimal]] = {
    Motion.RESELL: Decimal(0),
    Motion.REFERRAL: Decimal(5),
    Motion.CO_SELL: Decimal(3),
}
"""Per cent, until the host says otherwise. Who resells earns a margin of its own."""

Rates = Mapping[tuple[Motion, str | None], Decimal]
"""Per cent by motion and product family; None is every family without a rate of its own."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What one line earns."""

    family: str
    base: Decimal
    per_cent: Decimal
    amount: Decimal
    share: int = 100
    """Of what the whole line earns, in per cent, for one of several who have a share."""

    def told(self) -> dict[str, str]:
        return {
            "family": self.family,
            "base": str(self.base),
            "per_cent": str(self.per_cent),
            "share": str(self.share),
            "amount": str(self.amount),
        }


def rate_of(rates: Rates, motion: Motion, family: str) -> Decimal:
    default = rates.get((motion, None), DEFAULT_RATES[motion])
    return rates.get((motion, family), default)


def earned_by(lines: Sequence[tuple[str, Decimal]], motion: Motion, rates: Rates) -> list[Earned]:
    """Return what each line (family and amount) earns.

    The whole is rounded once. What rounding each line adds or takes away goes to the largest.
    """
    exact = [(family, base, rate_of(rates, motion, family)) for family, base in lines]
    total = _rounded(sum((base * rate / 100 for _family, base, rate in exact), Decimal(0)))
    found = [Earned(*each, _rounded(each[1] * each[2] / 100)) for each in exact]
    if not found:
        return []
    remainder = total - sum((each.amount for each in found), Decimal(0))
    largest = max(range(len(found)), key=lambda at: found[at].amount)
    one = found[largest]
    found[largest] = Earned(one.family, one.base, one.per_cent, one.amount + remainder)
    return found


def split(lines: Sequence[Earned], shares: Sequence[int]) -> list[list[Earned]]:
    """Divide what each line earns among shares in per cent that add up to 100.

    What rounding a part adds or takes away goes to the largest share.
    """
    largest = max(range(len(shares)), key=lambda at: shares[at])
    found: list[list[Earned]] = [[] for _share in shares]
    for line in lines:
        parts = [_rounded(line.amount * share / 100) for share in shares]
        parts[largest] += line.amount - sum(parts, Decimal(0))
        for at, part in enumerate(parts):
            found[at].append(replace(line, amount=part, share=shares[at]))
    return found


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(MINOR_UNIT, ROUND_HALF_EVEN)
