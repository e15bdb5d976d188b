from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class AgreementSigned(Event):
    agreement_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeReceived(Event):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeRepeated(Event):
    """The same bytes came again: nothing happens, the first answer stands."""

    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeRefused(Event):
    """The whole interchange was refused, or every message in it."""

    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangePartlyRefused(Event):
    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangeQuarantined(Event):
    interchange_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class InterchangeReplayed(Event):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangeResolved(Event):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class InterchangePickedUp(Event):
    interchange_id: UUID


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """A message of ours, such as an 855, waits for the partner's system."""

    interchange_id: UUID
    message_type: str


@dataclass(frozen=True, slots=True)
class MessageAcknowledged(Event):
    interchange_id: UUID
    message_type: str


@dataclass(frozen=True, slots=True)
class MessageRefusedByPartner(Event):
    interchange_id: UUID
    message_type: str
