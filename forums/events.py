from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class RoomOpened(Event, kind=ActivityKind.MESSAGES):
    room_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationStarted(Event, kind=ActivityKind.MESSAGES):
    """The first shared message after a quiet time.

    One line on the timeline for a conversation, not one for each message: the messages themselves
    are append-only and say who, when and what. Internal notes leave no event at all, because a
    timeline is read by both sides.
    """

    room_id: UUID
    seq: int
