"""How leads were spread: what each partner got by each rule, how it ended, and how quickly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from deals.leads.models import Lead, LeadOffer
from deals.leads.states import OfferState, Rule
from partners.companies.models import Company
from portal.kernel.db import Work


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner was offered by one rule. Medians are None where nothing is to be timed."""

    partner: str
    rule: Rule
    offered: int
    waiting: int
    accepted: int
    declined: int
    expired: int
    recalled: int
    to_accept: timedelta | None
    to_contact: timedelta | None


def shares(work: Work) -> list[Share]:
    """Return the shares of the partners that the reader looks after, by name and rule."""
    lapsed = sa.and_(LeadOffer.state == OfferState.PENDING, LeadOffer.expires_at <= work.now)
    waiting = sa.and_(LeadOffer.state == OfferState.PENDING, LeadOffer.expires_at > work.now)
    accepted = LeadOffer.state == OfferState.ACCEPTED
    rows = work.session.execute(
        sa.select(
            Company.trade_name,
            LeadOffer.rule,
            sa.func.count(LeadOffer.id),
            _count(waiting),
            _count(accepted),
            _count(LeadOffer.state == OfferState.DECLINED),
            _count(sa.or_(LeadOffer.state == OfferState.EXPIRED, lapsed)),
            _count(LeadOffer.state == OfferState.RECALLED),
            _median(LeadOffer.answered_at - LeadOffer.created_at, accepted),
            _median(Lead.contacted_at - Lead.accepted_at, accepted),
        )
        .join(Company, Company.id == LeadOffer.owner_company_id)
        .outerjoin(Lead, sa.and_(Lead.id == LeadOffer.lead_id, accepted))
        .group_by(Company.id, Company.trade_name, LeadOffer.rule)
        .order_by(Company.trade_name, Company.id, LeadOffer.rule)
    )
    return [Share(*row) for row in rows]


def sheet_rows(found: list[Share]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of an export; spans in hours."""
    for share in found:
        counts = share.offered, share.waiting, share.accepted, share.declined, share.expired
        spans = hours(share.to_accept), hours(share.to_contact)
        yield share.partner, share.rule.value, *counts, share.recalled, *spans


def hours(span: timedelta | None) -> str:
    return "" if span is None else f"{span.total_seconds() / 3600:.1f}"


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(LeadOffer.id).filter(condition)


def _median(span: Any, condition: sa.ColumnElement[bool]) -> Any:
    return sa.func.percentile_cont(0.5).within_group(span).filter(condition)
