from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class ContactAdded(Event, kind=ActivityKind.INTERACTIONS):
    contact_id: UUID


@dataclass(frozen=True, slots=True)
class ContactChanged(Event, kind=ActivityKind.INTERACTIONS):
    contact_id: UUID
    fields: tuple[str, ...]
    """Which fields, not what stood in them: the record of it outlives the person's data."""


@dataclass(frozen=True, slots=True)
class ContactRemoved(Event, kind=ActivityKind.INTERACTIONS):
    contact_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class ContactConsentRecorded(Event, kind=ActivityKind.INTERACTIONS):
    contact_id: UUID
    consent: str
