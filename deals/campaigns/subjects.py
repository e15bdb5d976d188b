"""A campaign as something that changes: told to the host's people."""

from deals.campaigns.models import Campaign
from portal.kernel.subjects import SubjectType, register_subject

CAMPAIGN = register_subject(
    SubjectType(
        name="campaign",
        model=Campaign,
        label=lambda campaign: campaign.name,
        path=lambda campaign: f"/campaigns/{campaign.id}",
        kind_of_news="DEALS",
        companies=lambda campaign: frozenset({campaign.owner_company_id}),
    )
)
