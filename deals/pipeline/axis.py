"""The third axis of a deal: how far the sale itself is."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from deals.numbered import Numbered
from deals.pipeline.states import CLOSED, STAGE_TRANSITIONS, Stage, StageReason


class StageAxis(Numbered):
    """The columns and steps of a sale. Whether its partner may sell at all, the deal knows."""

    stage: Mapped[Stage] = mapped_column(default=Stage.QUALIFIED)
    stage_reason: Mapped[StageReason | None]
    closed_at: Mapped[datetime | None]

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    def _stage_leads_to(self, stage: Stage) -> bool:
        return stage in STAGE_TRANSITIONS[self.stage]

    def _enter_stage(self, stage: Stage, reason: StageReason | None, *, at: datetime) -> None:
        self.stage = stage
        if stage in CLOSED:
            self.stage_reason, self.closed_at = reason, at
