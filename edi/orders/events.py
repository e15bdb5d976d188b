from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class OrderReceived(Event):
    order_id: UUID
    lines: int


@dataclass(frozen=True, slots=True)
class OrderAccepted(Event):
    order_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class OrderDeclined(Event):
    order_id: UUID
    response_id: UUID
