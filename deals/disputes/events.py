from dataclasses import dataclass
from uuid import UUID

from deals.disputes.states import Disputed, Verdict
from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DisputeOpened(Event, kind=ActivityKind.DEALS):
    dispute_id: UUID
    about: Disputed
    claim: str


@dataclass(frozen=True, slots=True)
class DisputeInvestigated(Event, kind=ActivityKind.DEALS):
    """Somebody at the host looks into it."""

    dispute_id: UUID


@dataclass(frozen=True, slots=True)
class DisputeDecided(Event, kind=ActivityKind.DEALS):
    dispute_id: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DisputeAppealed(Event, kind=ActivityKind.DEALS):
    dispute_id: UUID
    appeal: str


@dataclass(frozen=True, slots=True)
class DisputeRunsLate(Event, kind=ActivityKind.DEALS):
    """The host did not decide in the time it promised."""

    dispute_id: UUID
