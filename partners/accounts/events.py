from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    account_id: UUID


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    account_id: UUID


@dataclass(frozen=True, slots=True)
class AccountShared(Event, kind=ActivityKind.SHARING):
    account_id: UUID
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class AccountShareRevoked(Event, kind=ActivityKind.SHARING):
    account_id: UUID
    grant_id: UUID
