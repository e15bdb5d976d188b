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


@dataclass(frozen=True, slots=True)
class MemberResumed(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True)
class MemberRemoved(Event):
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PersonInvited(Event):
    """The address is not part of it: histories are read by more people than may invite."""

    invitation_id: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn(Event):
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    invitation_id: UUID
    person_id: UUID
    roles: tuple[str, ...]
