from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class ShareOffered(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareOfferAccepted(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareOfferDeclined(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareChanged(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRenewed(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareEnded(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareEndsSoon(Event):
    grant_id: UUID
    days: int


@dataclass(frozen=True, slots=True)
class ShareExpired(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareSuspended(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareResumed(Event):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequested(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestGranted(Event):
    request_id: UUID
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestDeclined(Event):
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestWithdrawn(Event):
    request_id: UUID
