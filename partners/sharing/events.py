from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class ShareOffered(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareOfferAccepted(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareOfferDeclined(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareChanged(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRenewed(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareEnded(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareEndsSoon(Event, kind=ActivityKind.SHARING):
    grant_id: UUID
    days: int


@dataclass(frozen=True, slots=True)
class ShareExpired(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareSuspended(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareResumed(Event, kind=ActivityKind.SHARING):
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequested(Event, kind=ActivityKind.SHARING):
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestGranted(Event, kind=ActivityKind.SHARING):
    request_id: UUID
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestDeclined(Event, kind=ActivityKind.SHARING):
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ShareRequestWithdrawn(Event, kind=ActivityKind.SHARING):
    request_id: UUID
