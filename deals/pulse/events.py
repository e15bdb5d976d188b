from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealStalled(Event, kind=ActivityKind.DEALS):
    """Nothing happened to a deal for as long as its stage allows: whoever registered it is told."""

    deal_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class DealStillStalled(Event, kind=ActivityKind.DEALS):
    """Nudging did not help: the host's people who look after the partner are told."""

    deal_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class DealKeptAlive(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    step: str
    step_on: date
