"""Whom a lead can be offered to, and in which order.

Looked up across all partners, so for the portal itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from deals.catalogue.models import Territory
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import HELD, OfferState
from deals.models import Deal
from deals.programme.queries import terms_of
from deals.review.states import Review
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.people.models import Membership, MembershipState
from portal.kernel.db import Work
from portal.kernel.permissions import PARTNER_ROLES, ROLE_PERMISSIONS

LEAD_ROLES: Final = tuple(
    sorted(role.value for role in PARTNER_ROLES if "leads:work" in ROLE_PERMISSIONS[role])
)
_NO_SALE: Final = (Review.DRAFT, Review.REJECTED, Review.WITHDRAWN, Review.CANCELLED)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Nearness(IntEnum):
    """How well a partner knows a territory, by what it registered there; the nearest first."""

    HERE = 0
    NEARBY = 1
    """In another part of the same larger territory."""
    NEW = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner that can be offered a lead, and what decides when its turn is."""

    partner_id: UUID
    code: str
    nearness: Nearness
    free: int
    """How many leads it may be offered besides those it works on."""
    last_offered_at: datetime | None


def candidates(work: Work, lead: Lead) -> list[Candidate]:
    """Return the partners that may be offered a lead.

    Active partners with people who work on leads, which have room for one more, and did not
    decline this one or let it lapse.
    """
    most, held = terms_of(work).most_leads, _held()
    rows = work.session.execute(
        sa.select(
            Company.id,
            Company.code,
            _registered(Deal.territory_code == lead.territory_code),
            _registered(Deal.territory_code.in_(_around(lead.territory_code))),
            held,
            _last_offered(),
        )
        .join(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
        .where(
            PartnerRelationship.state == RelationshipState.ACTIVE,
            Company.id.in_(_staffed()),
            Company.id.not_in(_asked(lead)),
            held < most,
        )
        .order_by(Company.code)
    )
    return [
        Candidate(company_id, code, _nearness(here, nearby), most - works_on, last)
        for company_id, code, here, nearby, works_on, last in rows
    ]


def in_turn(found: Sequence[Candidate]) -> list[Candidate]:
    """Return those first to whom nothing was offered for longest."""
    return sorted(found, key=lambda each: (each.last_offered_at or _NEVER, each.code))


def in_cascade(found: Sequence[Candidate]) -> list[Candidate]:
    """Return the nearest to the territory first; then who has more room; then who waited longest.

    Where the programme knows tiers and certifications, they come before all of these.
    """
    return sorted(
        found,
        key=lambda each: (each.nearness, -each.free, each.last_offered_at or _NEVER, each.code),
    )


def _nearness(here: bool, nearby: bool) -> Nearness:
    return Nearness.HERE if here else Nearness.NEARBY if nearby else Nearness.NEW


def _asked(lead: Lead) -> sa.Select[Any]:
    return sa.select(LeadOffer.owner_company_id).where(
        LeadOffer.lead_id == lead.id,
        LeadOffer.state.in_([OfferState.PENDING, OfferState.DECLINED, OfferState.EXPIRED]),
    )


def _staffed() -> sa.Select[Any]:
    return sa.select(Membership.owner_company_id).where(
        Membership.state == MembershipState.ACTIVE, Membership.roles.overlap(list(LEAD_ROLES))
    )


def _held() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(Lead.id))
        .where(Lead.holder_company_id == Company.id, Lead.state.in_(list(HELD)))
        .scalar_subquery()
    )


def _registered(where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Deal.owner_company_id == Company.id, Deal.review.not_in(_NO_SALE), where
    )


def _around(territory: str) -> sa.Select[Any]:
    """Return the other parts of the larger territory."""
    own = aliased(Territory)
    return (
        sa.select(Territory.code)
        .join(own, own.parent_code == Territory.parent_code)
        .where(own.code == territory)
    )


def _last_offered() -> sa.ScalarSelect[datetime]:
    return (
        sa.select(sa.func.max(LeadOffer.created_at))
        .where(LeadOffer.owner_company_id == Company.id)
        .scalar_subquery()
    )
