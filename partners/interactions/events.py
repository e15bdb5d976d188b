from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class InteractionLogged(Event, kind=ActivityKind.INTERACTIONS):
    """What was said stands in the interaction alone: this record of it is never removed."""

    interaction_id: UUID
    interaction_kind: str


@dataclass(frozen=True, slots=True)
class InteractionCorrected(Event, kind=ActivityKind.INTERACTIONS):
    interaction_id: UUID
    fields: tuple[str, ...]
    """Which fields, not what stood in them: readers are to see it as it is now."""


@dataclass(frozen=True, slots=True)
class InteractionWithdrawn(Event, kind=ActivityKind.INTERACTIONS):
    interaction_id: UUID


@dataclass(frozen=True, slots=True)
class NextStepDone(Event, kind=ActivityKind.INTERACTIONS):
    step_id: UUID


@dataclass(frozen=True, slots=True)
class NextStepReopened(Event, kind=ActivityKind.INTERACTIONS):
    step_id: UUID


@dataclass(frozen=True, slots=True)
class NextStepAssigned(Event, kind=ActivityKind.REMINDERS):
    """Somebody left a step to a colleague."""

    step_id: UUID
    step: str


@dataclass(frozen=True, slots=True)
class NextStepDue(Event, kind=ActivityKind.REMINDERS):
    step_id: UUID
    step: str
