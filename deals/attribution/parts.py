"""What part a company has in a deal, and how it came by that: it found it, or was let in."""

from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from deals.access.models import DealAccess
from deals.attribution.models import AttributionKind, DealAttribution
from deals.attribution.queries import WHOLE
from deals.handoffs.models import HandOffOffer
from deals.handoffs.states import Kind
from deals.leads.models import Lead
from deals.models import Deal


class Way(StrEnum):
    """How a company came to have a part in a deal."""

    FOUND = "FOUND"
    FROM_LEAD = "FROM_LEAD"
    """The host found the customer."""
    TAKEN_OVER = "TAKEN_OVER"
    """Another company handed it over."""
    SOLD_ALONG = "SOLD_ALONG"
    HELPED = "HELPED"
    """It sells along without a share."""


SOURCED: Final = frozenset({Way.FOUND})
"""What a company brought; to all else it was let in, and influenced it."""


def parts_of_deals(*conditions: sa.ColumnElement[bool]) -> sa.Subquery:
    """Select the visible parts in deals: deal_id, company_id, way, and percent of the whole.

    `conditions` are on deals. The percents of a deal add up to 100 for who sees all of them.
    """
    own = sa.orm.aliased(DealAttribution)
    owners = (
        sa.select(
            Deal.id.label("deal_id"),
            Deal.owner_company_id.label("company_id"),
            _way_of_owner().label("way"),
            sa.func.coalesce(own.percent, WHOLE).label("percent"),
        )
        .outerjoin(
            own, sa.and_(own.deal_id == Deal.id, own.owner_company_id == Deal.owner_company_id)
        )
        .where(*conditions)
    )
    share = sa.orm.aliased(DealAttribution)
    others = (
        sa.select(
            share.deal_id,
            share.owner_company_id,
            sa.case(
                (share.kind == AttributionKind.INFLUENCED, _is(Way.SOLD_ALONG)),
                else_=_is(Way.FOUND),
            ),
            share.percent,
        )
        .join(Deal, Deal.id == share.deal_id)
        .where(share.owner_company_id != Deal.owner_company_id, *conditions)
    )
    access = sa.orm.aliased(DealAccess)
    agreed = sa.orm.aliased(DealAttribution)
    has_share = (
        sa.select(agreed.id)
        .where(agreed.deal_id == access.deal_id, agreed.owner_company_id == access.company_id)
        .correlate(access)
        .exists()
    )
    helpers = (
        sa.select(access.deal_id, access.company_id, _is(Way.HELPED), sa.literal(0))
        .join(Deal, Deal.id == access.deal_id)
        .where(access.ended_at.is_(None), ~has_share, *conditions)
    )
    return sa.union_all(owners, others, helpers).subquery("parts")


def has_share(parts: sa.Subquery) -> sa.ColumnElement[bool]:
    """Return whether a part is one in the value of the deal, and no help without a share."""
    return parts.c.way != Way.HELPED.value


def _way_of_owner() -> sa.ColumnElement[str]:
    taken = sa.orm.aliased(HandOffOffer)
    was_taken = sa.select(taken.id).where(
        taken.deal_id == Deal.id,
        taken.owner_company_id == Deal.owner_company_id,
        taken.kind == Kind.TRANSFER,
    )
    lead = sa.orm.aliased(Lead)
    came_of_lead = sa.select(lead.id).where(
        lead.holder_company_id == Deal.owner_company_id, lead.deal_id == Deal.id
    )
    return sa.case(
        (was_taken.correlate(Deal).exists(), _is(Way.TAKEN_OVER)),
        (came_of_lead.correlate(Deal).exists(), _is(Way.FROM_LEAD)),
        else_=_is(Way.FOUND),
    )


def _is(way: Way) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{way.value}'", sa.String)
