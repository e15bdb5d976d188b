from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class DealRegistered(Event):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealReviewStarted(Event):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealQuestionAsked(Event):
    deal_id: UUID
    question: str


@dataclass(frozen=True, slots=True)
class DealQuestionAnswered(Event):
    deal_id: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class DealApproved(Event):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealRejected(Event):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealWithdrawn(Event):
    deal_id: UUID
