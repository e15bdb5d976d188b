from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class MemberAdded(Event):
    person_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberRolesChanged(Event):
    person_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberSuspended(Event):
    person_id: UUID
