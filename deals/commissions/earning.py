"""What a won deal earns whom, and where that is nothing, why: the rule that accrues."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from deals.attribution.queries import WHOLE, shares_of
from deals.commissions.amounts import Earned, earned_by, split
from deals.commissions.queries import rates_now
from deals.models import Deal
from partners.companies.queries import get_host
from portal.kernel.db import Work


class Nothing(StrEnum):
    """Why a won deal earns a company nothing."""

    NO_LINES = "NO_LINES"
    NO_AMOUNT = "NO_AMOUNT"
    """Its lines come to nothing."""
    NO_SHARE = "NO_SHARE"
    """Others have agreed shares in it, or all of it is the host's."""
    NO_RATE = "NO_RATE"
    """Nothing is paid for its motion and product families."""
    TOO_LITTLE = "TOO_LITTLE"
    """Less than the smallest coin."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What each line of a deal earns, and of that each company's part; the host has none."""

    lines: list[Earned]
    parts: dict[UUID, list[Earned]]

    def why_nothing(self, company_id: UUID) -> Nothing | None:
        """Return why a company earns nothing by it; None if it earns something."""
        if any(line.amount for line in self.parts.get(company_id, ())):
            return None
        if not self.lines:
            return Nothing.NO_LINES
        if not any(line.base for line in self.lines):
            return Nothing.NO_AMOUNT
        if company_id not in self.parts:
            return Nothing.NO_SHARE
        is_paid = any(line.per_cent and line.base for line in self.lines)
        return Nothing.TOO_LITTLE if is_paid else Nothing.NO_RATE


def worked_out(work: Work, deal: Deal, by_then: datetime) -> WorkedOut:
    """Work out what a deal earns by the rates of an instant; without agreed shares its partner's.

    Rates and shares of others are the portal's own to read. The deal's lines are loaded.
    """
    lines = [(line.family_code, line.amount) for line in deal.lines]
    earned = earned_by(lines, deal.motion, rates_now(work, by_then))
    shares = [(each.owner_company_id, each.percent) for each in shares_of(work, deal.id)]
    shares = shares or [(deal.owner_company_id, WHOLE)]
    parts = split(earned, [percent for _company, percent in shares])
    host_id = get_host(work).id
    found = {
        company_id: part
        for (company_id, percent), part in zip(shares, parts, strict=True)
        if company_id != host_id and percent
    }
    return WorkedOut(earned, found)


def total_of(lines: list[Earned]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
