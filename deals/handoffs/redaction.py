"""What a receiver is shown of a deal before it accepts: nothing that tells who the customer is."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from deals.models import Deal
from deals.pipeline.states import Stage

if TYPE_CHECKING:
    from partners.accounts.models import Account

BANDS: Final = tuple(
    Decimal(each) for each in (10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
)
"""Where one band of values ends and the next begins, in the deal's currency."""
_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class Redacted:
    country: str
    territory_code: str
    families: str
    currency: str
    value_from: Decimal
    value_below: Decimal | None
    stage: Stage
    quarter: str

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def redacted(deal: Deal) -> Redacted:
    """Return the copy for a receiver, of a deal loaded with its account and lines."""
    lines = deal.claimed_lines  # what a split left to others is not handed over
    value_from, value_below = band_of(sum((line.amount for line in lines), Decimal(0)))
    closes = deal.expected_close
    return Redacted(
        country=deal.account.country,
        territory_code=deal.territory_code,
        families=", ".join(line.family.name for line in lines),
        currency=deal.currency,
        value_from=value_from,
        value_below=value_below,
        stage=deal.stage,
        quarter=f"{closes.year}-Q{(closes.month - 1) // _MONTHS + 1}",
    )


def band_of(value: Decimal) -> tuple[Decimal, Decimal | None]:
    """Return from where the band of a value reaches, and below what; None has no upper bound."""
    below = next((each for each in BANDS if value < each), None)
    reached = [each for each in BANDS if each <= value]
    return (reached[-1] if reached else Decimal(0)), below


def names_customer(deal: Deal, text: str) -> bool:
    """Return whether a text for receivers says who the customer is, or the number of the deal."""
    told = [deal.customer_name, deal.number]
    account: Account | None = deal.account  # the host may not see it
    if account is not None:
        told += [account.name, account.domain or ""]
    return any(each and each.casefold() in text.casefold() for each in told)
