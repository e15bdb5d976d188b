from dataclasses import dataclass
from uuid import UUID

from deals.pipeline.states import Stage, StageReason
from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealStageMoved(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    stage: Stage
    code: StageReason | None = None
