from dataclasses import dataclass
from uuid import UUID

from deals.closing.models import Closure
from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class ClosurePlanned(Event):
    deal_id: UUID
    closure: Closure


@dataclass(frozen=True, slots=True)
class DealHandedBack(Event):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealClosed(Event):
    deal_id: UUID
