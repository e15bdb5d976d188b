"""Leads and offers of them as something that changes; neither names the customer."""

from deals.leads.models import Lead, LeadOffer
from portal.kernel.subjects import SubjectType, register_subject

LEAD = register_subject(
    SubjectType(
        name="lead",
        model=Lead,
        label=lambda lead: f"{lead.industry}, {lead.territory_code}",
        path=lambda lead: f"/leads/{lead.id}",
        kind_of_news="DEALS",
        companies=lambda lead: frozenset({lead.owner_company_id}),
    )
)
LEAD_OFFER = register_subject(
    SubjectType(
        name="lead-offer",
        model=LeadOffer,
        label=lambda offer: f"{offer.industry}, {offer.territory_code}",
        path=lambda offer: f"/leads/offers/{offer.id}",
        kind_of_news="DEALS",
        companies=lambda offer: frozenset({offer.owner_company_id}),
    )
)
