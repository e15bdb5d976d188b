from dataclasses import dataclass
from uuid import UUID

from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class EvidenceNamed(Event, kind=ActivityKind.DEALS):
    """A document was named as evidence for a registration."""

    deal_id: UUID
    document_id: UUID
    title: str
    evidence: str
    """Its kind."""
