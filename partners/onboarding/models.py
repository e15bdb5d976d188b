"""The checklist of a partner in onboarding."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class TaskSide(StrEnum):
    """Who says that a task is done."""

    PARTNER = "PARTNER"
    HOST = "HOST"


class OnboardingTask(Owned, Base):
    """One task of one partner, which owns it. Its words are in `checklists`, by its key."""

    __tablename__ = "onboarding_tasks"

    key: Mapped[str] = mapped_column(sa.String(32))
    side: Mapped[TaskSide]
    position: Mapped[int]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None]
    done_by_name: Mapped[str | None]

    def complete(self, person_id: UUID | None, name: str, *, at: datetime) -> None:
        if self.done_at is not None:
            raise TransitionRefused(said("This task is done already."))
        self.done_at, self.done_by_id, self.done_by_name = at, person_id, name

    __table_args__ = (sa.UniqueConstraint("owner_company_id", "key"),)
