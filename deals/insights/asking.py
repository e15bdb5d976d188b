"""What a reader of the dashboard asked for: how far back, and of which partner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

import sqlalchemy as sa

from deals.models import Deal
from deals.narrowing import start_of
from partners.companies.business_days import HOST_ZONE
from partners.companies.models import Company
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.words import said

WEEKS: Final = 14
"""How many weeks ahead ends of protections are looked for, this one among them."""


class Period(StrEnum):
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS: Final[dict[Period, int]] = {Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
"""Calendar months of the host, this one among them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The period and the partner; a partner's people read of their own company and no other."""

    period: Period
    partner: UUID | None
    partner_name: str | None
    today: date
    """The host's."""

    @property
    def months(self) -> list[date]:
        """The first day of each month of the period, the earliest first."""
        count = self.today.year * 12 + self.today.month - 1
        numbers = range(count - MONTHS[self.period] + 1, count + 1)
        return [date(each // 12, each % 12 + 1, 1) for each in numbers]

    @property
    def since(self) -> datetime:
        return start_of(self.months[0])

    @property
    def first_day(self) -> date:
        return self.months[0]

    @property
    def weeks(self) -> list[date]:
        monday = self.today - timedelta(days=self.today.weekday())
        return [monday + timedelta(weeks=each) for each in range(WEEKS)]

    def is_of_partner(self) -> list[sa.ColumnElement[bool]]:
        return [] if self.partner is None else [Deal.owner_company_id == self.partner]

    def kept(self) -> dict[str, str]:
        """Return what of it stands in an address; the partner of its own people does not."""
        chosen = {"partner": str(self.partner)} if self.partner_name else {}
        return {"period": self.period.value, **chosen}

    @classmethod
    def of(cls, work: Work, asked: Mapping[str, str]) -> Self:
        """Read it from an address.

        Raises:
            Invalid: there is no such period.
            NotFound: there is no such partner, or the reader does not look after it.
        """
        today = work.now.astimezone(HOST_ZONE).date()
        try:
            period = Period(asked.get("period", Period.YEAR))
        except ValueError:
            raise Invalid(said("There is no such filter. Clear it and choose again.")) from None
        if not work.actor.is_host:
            return cls(period, work.actor.company_id, None, today)
        if not asked.get("partner"):
            return cls(period, None, None, today)
        company = work.get(Company, _id(asked["partner"]))
        return cls(period, company.id, company.trade_name, today)


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise NotFound from None
