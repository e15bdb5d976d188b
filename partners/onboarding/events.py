from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class OnboardingTaskDone(Event):
    task_id: UUID
    key: str
