"""Offers of hand-offs as something that changes: the label names no customer."""

from deals.handoffs.models import HandOffOffer
from portal.kernel.subjects import SubjectType, register_subject

HAND_OFF_OFFER = register_subject(
    SubjectType(
        name="handoff-offer",
        model=HandOffOffer,
        label=lambda offer: f"{offer.families}, {offer.territory_code}",
        path=lambda offer: f"/handoffs/offers/{offer.id}",
        kind_of_news="DEALS",
        companies=lambda offer: frozenset({offer.owner_company_id}),
    )
)
