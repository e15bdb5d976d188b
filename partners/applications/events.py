from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class ApplicationReceived(Event):
    """The address is proven: it stands in the queue from now on."""

    application_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationReviewStarted(Event):
    application_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicantAsked(Event):
    application_id: UUID
    question: str


@dataclass(frozen=True, slots=True)
class ApplicantAnswered(Event):
    application_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationDeclined(Event):
    application_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn(Event):
    application_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationAccepted(Event):
    application_id: UUID
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationDueSoon(Event):
    application_id: UUID


@dataclass(frozen=True, slots=True)
class ApplicationOverdue(Event):
    application_id: UUID
