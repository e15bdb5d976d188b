from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class AgreementSigned(Event, kind=ActivityKind.ORDERS):
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeReceived(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeRepeated(Event, kind=ActivityKind.ORDERS):
    """The same bytes came again: nothing happens, the first answer stands."""

    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeRefused(Event, kind=ActivityKind.ORDERS):
    """The whole interchange was refused, or every message in it."""

    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangePartlyRefused(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangeQuarantined(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangeReplayed(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeResolved(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangePickedUp(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class MessageSent(Event, kind=ActivityKind.ORDERS):
    """A message of ours, such as an 855, waits for the partner's system."""

    interchange_id: UUID
    message_type: str


@dataclass(frozen=True, slots=True)
class MessageAcknowledged(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID
    message_type: str


@dataclass(frozen=True, slots=True)
class MessageRefusedByPartner(Event, kind=ActivityKind.ORDERS):
    interchange_id: UUID
    message_type: str
