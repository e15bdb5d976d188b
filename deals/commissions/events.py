from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class CommissionAccrued(Event, kind=ActivityKind.DEALS):
    """Amounts stand in the entries alone, for who may read those."""

    entry_id: UUID


@dataclass(frozen=True, slots=True)
class CommissionApproved(Event, kind=ActivityKind.DEALS):
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class CommissionPaid(Event, kind=ActivityKind.DEALS):
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class CommissionClawedBack(Event, kind=ActivityKind.DEALS):
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class CommissionRatesSet(Event):
    """The host's alone; the rates themselves keep who set them to what, and when."""

    rate_id: UUID
