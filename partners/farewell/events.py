from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class PartnerTerminated(Event):
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class FarewellFetched(Event):
    partner_id: UUID
