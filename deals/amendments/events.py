from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealAmended(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    amendment_id: UUID
