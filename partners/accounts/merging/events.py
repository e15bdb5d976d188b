from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class AccountsMerged(Event):
    """Told to the owner alone, on what it decided about the two."""

    decision_id: UUID


@dataclass(frozen=True, slots=True)
class SharedAccountsMerged(Event, kind=ActivityKind.SHARING):
    """Told to a company that saw both."""

    account_id: UUID
