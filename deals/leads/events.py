from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class LeadReceived(Event, kind=ActivityKind.DEALS):
    lead_id: UUID


@dataclass(frozen=True, slots=True)
class LeadQualified(Event, kind=ActivityKind.DEALS):
    lead_id: UUID


@dataclass(frozen=True, slots=True)
class LeadCorrected(Event, kind=ActivityKind.DEALS):
    """The host corrected what it says. Which `fields`, and not what stood or stands in them."""

    lead_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeadUnplaced(Event, kind=ActivityKind.DEALS):
    """Nobody is left who could be asked."""

    lead_id: UUID


@dataclass(frozen=True, slots=True)
class LeadRejected(Event, kind=ActivityKind.DEALS):
    lead_id: UUID


@dataclass(frozen=True, slots=True)
class LeadRetired(Event, kind=ActivityKind.DEALS):
    """The host gave it up before a partner held it."""

    lead_id: UUID


@dataclass(frozen=True, slots=True)
class LeadOffered(Event, kind=ActivityKind.DEALS):
    """Offers are a partner's own: what happens to one is told to that partner and the host."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadOfferAccepted(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadOfferDeclined(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadOfferExpired(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadOfferRecalled(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadContactDueSoon(Event, kind=ActivityKind.DEALS):
    """The customer has to be reached within a business day: whoever holds the lead is told."""

    offer_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class LeadContactLate(Event, kind=ActivityKind.DEALS):
    """The customer was not reached in time: who looks after the holder at the host is told."""

    offer_id: UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class LeadContacted(Event, kind=ActivityKind.DEALS):
    offer_id: UUID


@dataclass(frozen=True, slots=True)
class LeadConverted(Event, kind=ActivityKind.DEALS):
    offer_id: UUID
    deal_id: UUID


@dataclass(frozen=True, slots=True)
class LeadGivenUp(Event, kind=ActivityKind.DEALS):
    """The partner that held it says why nothing came of it."""

    offer_id: UUID
