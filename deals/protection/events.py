from dataclasses import dataclass
from uuid import UUID

from deals.protection.states import RevocationReason
from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class AnswerRunsLate(Event, kind=ActivityKind.DEALS):
    """`percent` of the time in which the host promised an answer has passed."""

    deal_id: UUID
    percent: int


@dataclass(frozen=True, slots=True)
class ProtectionProvided(Event, kind=ActivityKind.DEALS):
    """The host did not answer in time: provisional protection, back to the submission."""

    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ProtectionEndsSoon(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    days: int


@dataclass(frozen=True, slots=True)
class ProtectionExpired(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ProtectionReleased(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ProtectionRevoked(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    code: RevocationReason


@dataclass(frozen=True, slots=True)
class ExtensionAsked(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    evidence: str


@dataclass(frozen=True, slots=True)
class ExtensionGranted(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ExtensionDeclined(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealNextInLine(Event, kind=ActivityKind.DEALS):
    """What kept this registration waiting is over; it names nobody."""

    deal_id: UUID
