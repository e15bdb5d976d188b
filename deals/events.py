from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealRegistered(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealReviewStarted(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealQuestionAsked(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    question: str


@dataclass(frozen=True, slots=True)
class DealQuestionAnswered(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    answer: str
    came_late: bool = False
    """After its time: the registration goes to the end of the line."""


@dataclass(frozen=True, slots=True)
class DealQuestionTakenBack(Event, kind=ActivityKind.DEALS):
    """The review goes on without an answer."""

    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealApproved(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
    is_exclusive: bool = True
    left_out: tuple[str, ...] = ()
    """Product families that a split left to others."""


@dataclass(frozen=True, slots=True)
class DealRejected(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealWithdrawn(Event, kind=ActivityKind.DEALS):
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealCancelled(Event, kind=ActivityKind.DEALS):
    deal_id: UUID
