"""Deals as something rooms, documents and notifications may be about."""

from deals.models import Deal
from portal.kernel.subjects import SubjectType, register_subject

DEAL = register_subject(
    SubjectType(
        name="deal",
        model=Deal,
        label=lambda deal: f"{deal.number}, {deal.customer_name}",
        path=lambda deal: f"/deals/{deal.id}",
        kind_of_news="DEALS",
        companies=lambda deal: frozenset({deal.owner_company_id}),
        restricted_to_submitter=True,
        holds_documents=True,
        account_id=lambda deal: deal.account_id,
    )
)
