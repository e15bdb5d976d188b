from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import Event


@dataclass(frozen=True, slots=True)
class PartnerActivated(Event):
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerAdmitted(Event):
    """The company exists and is being onboarded."""

    partner_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerSuspended(Event):
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerResumed(Event):
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class PartnerOffboardingStarted(Event):
    partner_id: UUID


@dataclass(frozen=True, slots=True)
class ChannelManagerAssigned(Event):
    partner_id: UUID
    person_id: UUID
