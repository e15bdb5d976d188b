from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class OrderReceived(Event, kind=ActivityKind.ORDERS):
    order_id: UUID
    lines: int


@dataclass(frozen=True, slots=True)
class OrderAccepted(Event, kind=ActivityKind.ORDERS):
    order_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class OrderDeclined(Event, kind=ActivityKind.ORDERS):
    order_id: UUID
    response_id: UUID
