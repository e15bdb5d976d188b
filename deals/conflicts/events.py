from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealHeld(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealHoldReleased(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ConflictSettingsChanged(Event):
    settings_id: UUID
