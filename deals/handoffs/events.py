from dataclasses import dataclass
from uuid import UUID

from deals.handoffs.states import Kind, Task
from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class HandOffStarted(Event, kind=ActivityKind.DEALS):
    """What happens to a hand-off happens to the giver's deal, for those who see that."""

    handoff_id: UUID
    handoff_kind: Kind


@dataclass(frozen=True, slots=True)
class HandOffProposed(Event, kind=ActivityKind.DEALS):
    """The host would hand a deal over, and asks whose deal it is."""

    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffProposalEndsSoon(Event, kind=ActivityKind.REMINDERS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffAgreed(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffRefused(Event, kind=ActivityKind.DEALS):
    """Whose deal it is declined: it stays there, and nobody else was asked."""

    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffProposalLapsed(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffProposalRecalled(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffUnplaced(Event, kind=ActivityKind.DEALS):
    """Whoever was asked did not take it; the host decides whom to ask next."""

    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffNotTaken(Event, kind=ActivityKind.DEALS):
    """Whoever was asked did not take it; the deal stays with its owner."""

    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffRecalled(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class DealHandedOver(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class DealJoined(Event, kind=ActivityKind.DEALS):
    """Another company sells it along, or helps."""

    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class DealTakenOver(Event, kind=ActivityKind.DEALS):
    """The receiver's own deal begins where the giver's ended."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOffered(Event, kind=ActivityKind.DEALS):
    """Offers are the receiver's own: what happens to one is told there and at the host."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferEndsSoon(Event, kind=ActivityKind.REMINDERS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferAccepted(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferDeclined(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferExpired(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferRecalled(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffTaskDone(Event, kind=ActivityKind.DEALS):
    """A step of the hand-over; told on either side by a record of its own."""

    task: Task


@dataclass(frozen=True, slots=True)
class HandOffCompleted(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferCompleted(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffReturned(Event, kind=ActivityKind.DEALS):
    handoff_id: UUID


@dataclass(frozen=True, slots=True)
class HandOffOfferReturned(Event, kind=ActivityKind.DEALS):
    offer_id: UUID
