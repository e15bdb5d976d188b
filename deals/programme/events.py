from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class ProgrammeChanged(Event):
    programme_id: UUID
