from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealWaitListed(Event, kind=ActivityKind.DEALS):
    """It cannot be protected now and keeps its place; the event names nobody."""

    deal_id: UUID


@dataclass(frozen=True, slots=True)
class DealCalledUp(Event, kind=ActivityKind.DEALS):
    """From the wait-list into review, in its place."""

    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ReplyRunsLate(Event, kind=ActivityKind.DEALS):
    """A question waits for its answer, and the time for it is nearly over."""

    deal_id: UUID


@dataclass(frozen=True, slots=True)
class ReplyIsOverdue(Event, kind=ActivityKind.DEALS):
    """Nobody answered in time: an answer now takes the registration to the end of the line."""

    deal_id: UUID
