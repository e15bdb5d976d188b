from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class CampaignOpened(Event, kind=ActivityKind.DEALS):
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignChanged(Event, kind=ActivityKind.DEALS):
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignClosed(Event, kind=ActivityKind.DEALS):
    campaign_id: UUID


@dataclass(frozen=True, slots=True)
class CampaignAnswered(Event, kind=ActivityKind.DEALS):
    """Somebody outside filled in its form: a lead waits to be qualified."""

    lead_id: UUID
