"""Sums over what the reader sees, each in one statement, whatever there is."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from deals.attribution.parts import Way, has_share, parts_of_deals
from deals.attribution.queries import WHOLE
from deals.insights.asking import Asked
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import HELD, LeadState, OfferState
from deals.models import Deal
from deals.narrowing import DECIDED, OPEN, Narrowing, is_late, start_of
from deals.pipeline.queries import End
from deals.pipeline.states import Stage
from deals.protection.states import ProtectionState
from deals.review.states import UNDECIDED, Review
from partners.companies.business_days import HOST_ZONE, SATURDAY
from partners.companies.models import Company, Holiday
from portal.kernel.db import Work

_A_DAY: Final = sa.literal_column("interval '1 day'", sa.Interval)


class Waiting(NamedTuple):
    review: Review
    age: int
    """Into which of the spans of days it falls."""
    deals: int
    late: int


class Answers(NamedTuple):
    """How the registrations were answered that were answered in one month."""

    month: date
    deals: int
    in_time: int
    median: float
    """Business days, from the submission on, without what questions stopped the clock."""


class Offers(NamedTuple):
    """What became of the leads that were offered to one partner."""

    partner: UUID
    name: str
    offered: int
    converted: int
    at_work: int
    given_up: int
    waiting: int
    declined: int
    lapsed: int
    recalled: int


class Contribution(NamedTuple):
    """What one partner brought, in one currency; values are its share of them."""

    partner: UUID
    name: str
    currency: str
    registered: int
    """By the partner itself; it may have a share in others as well."""
    won: int
    won_value: Decimal
    open: int
    open_value: Decimal


class Share(NamedTuple):
    """What part one partner has in deals that it came by in one way, in one currency."""

    partner: UUID
    name: str
    currency: str
    way: Way
    won: int
    won_value: Decimal
    """By its share, in the period."""
    open: int
    open_value: Decimal


def waiting(work: Work, asked: Asked, starts: Sequence[date]) -> list[Waiting]:
    """Return the registrations that are not decided; an age begins at each of `starts`.

    The youngest first, each an earlier day than the one before; older than all is the last age.
    """
    age = sa.case(
        *((Deal.submitted_at >= start_of(day), at) for at, day in enumerate(starts)),
        else_=len(starts),
    ).label("age")
    rows = work.session.execute(
        sa.select(Deal.review, age, _count(), _count(is_late(work.now)))
        .where(Deal.review.in_(list(UNDECIDED)), *asked.is_of_partner())
        .group_by(Deal.review, age)
    )
    return [Waiting(*row) for row in rows]


def answers(work: Work, asked: Asked) -> list[Answers]:
    month = _first_of("month", Deal.decided_at)
    began = sa.func.coalesce(Deal.clock_from, Deal.submitted_at)
    took = sa.func.percentile_cont(0.5).within_group(_business_days(began, Deal.decided_at))
    rows = work.session.execute(
        sa.select(month, _count(), _count(Deal.decided_at <= Deal.answer_due_at), took)
        .where(
            Deal.review.in_(DECIDED),
            Deal.decided_at >= asked.since,
            *asked.is_of_partner(),
        )
        .group_by(month)
    )
    return [Answers(*row) for row in rows]


def endings(work: Work, asked: Asked) -> dict[date, int]:
    """Return how many protections end in each week ahead, by its Monday."""
    week = _first_of("week", Deal.protected_until)
    ends = Narrowing(ends_until=asked.weeks[-1] + (asked.weeks[1] - asked.weeks[0]))
    rows = work.session.execute(
        sa.select(week, _count())
        .where(
            Deal.protection == ProtectionState.ACTIVE,
            *ends.conditions(work.now),
            *asked.is_of_partner(),
        )
        .group_by(week)
    )
    return {row[0]: row[1] for row in rows}


def closed(work: Work, asked: Asked) -> list[End]:
    """Return how deals were won and lost in the period, the commonest way first."""
    rows = work.session.execute(
        sa.select(Deal.stage, Deal.stage_reason, Deal.currency, _count(), sa.func.sum(Deal.value))
        .where(
            Deal.review == Review.APPROVED,
            Deal.stage.in_((Stage.WON, Stage.LOST)),
            Deal.closed_at >= asked.since,
            *asked.is_of_partner(),
        )
        .group_by(Deal.stage, Deal.stage_reason, Deal.currency)
        .order_by(_count().desc(), Deal.stage_reason, Deal.currency)
    )
    return [End(*row) for row in rows]


def offers(work: Work, asked: Asked) -> list[Offers]:
    """Return what became of leads that were offered in the period, most offers first."""
    is_over = LeadOffer.expires_at <= work.now
    pending = LeadOffer.state == OfferState.PENDING
    became = [
        Lead.state == LeadState.CONVERTED,
        Lead.state.in_(list(HELD)),
        Lead.state == LeadState.RETIRED,
        sa.and_(pending, sa.not_(is_over)),
        LeadOffer.state == OfferState.DECLINED,
        sa.or_(LeadOffer.state == OfferState.EXPIRED, sa.and_(pending, is_over)),
        LeadOffer.state == OfferState.RECALLED,
    ]
    count = sa.func.count(LeadOffer.id)
    rows = work.session.execute(
        sa.select(Company.id, Company.trade_name, count, *(count.filter(each) for each in became))
        .join(Company, Company.id == LeadOffer.owner_company_id)
        .outerjoin(
            Lead,
            sa.and_(Lead.id == LeadOffer.lead_id, LeadOffer.state == OfferState.ACCEPTED),
        )
        .where(LeadOffer.created_at >= asked.since)
        .where(*([LeadOffer.owner_company_id == asked.partner] if asked.partner else []))
        .group_by(Company.id, Company.trade_name)
        .order_by(count.desc(), Company.trade_name, Company.id)
    )
    return [Offers._make(row) for row in rows]


def contributions(work: Work, asked: Asked) -> list[Contribution]:
    """Return what each partner brought, by currency and shares, the most that was won first."""
    is_won, is_open = _is_won(asked), _is_open(work)
    is_new = Deal.submitted_at >= asked.since
    parts = parts_of_deals(sa.or_(is_new, is_won, is_open))
    won, on_its_way = (_by_shares(parts, each) for each in (is_won, is_open))
    is_its_own = parts.c.company_id == Deal.owner_company_id
    rows = work.session.execute(
        sa.select(
            Company.id,
            Company.trade_name,
            Deal.currency,
            _count(sa.and_(is_new, is_its_own)),
            _count(is_won),
            won,
            _count(is_open),
            on_its_way,
        )
        .select_from(parts)
        .join(Deal, Deal.id == parts.c.deal_id)
        .join(Company, Company.id == parts.c.company_id)
        .where(has_share(parts), *_of_partner(parts, asked))
        .group_by(Company.id, Company.trade_name, Deal.currency)
        .order_by(Deal.currency, won.desc(), on_its_way.desc(), Company.trade_name, Company.id)
    )
    return [Contribution(*row) for row in rows]


def shares(work: Work, asked: Asked) -> list[Share]:
    """Return the parts of each partner in deals that were won or are open, what it found first."""
    is_won, is_open = _is_won(asked), _is_open(work)
    parts = parts_of_deals(sa.or_(is_won, is_open))
    won, on_its_way = (_by_shares(parts, each) for each in (is_won, is_open))
    rows = work.session.execute(
        sa.select(
            Company.id,
            Company.trade_name,
            Deal.currency,
            parts.c.way,
            _count(is_won),
            won,
            _count(is_open),
            on_its_way,
        )
        .select_from(parts)
        .join(Deal, Deal.id == parts.c.deal_id)
        .join(Company, Company.id == parts.c.company_id)
        .where(*_of_partner(parts, asked))
        .group_by(Company.id, Company.trade_name, Deal.currency, parts.c.way)
        .order_by(Deal.currency, Company.trade_name, Company.id)
    )
    found = [Share._make((*row[:3], Way(row[3]), *row[4:])) for row in rows]
    return sorted(found, key=lambda each: (each.currency, list(Way).index(each.way)))


def _is_won(asked: Asked) -> sa.ColumnElement[bool]:
    return sa.and_(Deal.stage == Stage.WON, Deal.closed_at >= asked.since)


def _is_open(work: Work) -> sa.ColumnElement[bool]:
    return sa.and_(*Narrowing(stage=OPEN).conditions(work.now))


def _by_shares(parts: sa.Subquery, condition: sa.ColumnElement[bool]) -> Any:
    value = sa.func.sum(Deal.value * parts.c.percent / WHOLE).filter(condition)
    return sa.func.round(sa.func.coalesce(value, 0), 2)


def _of_partner(parts: sa.Subquery, asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [parts.c.company_id == asked.partner] if asked.partner else []


def _count(condition: sa.ColumnElement[bool] | None = None) -> Any:
    count = sa.func.count(Deal.id)
    return count if condition is None else count.filter(condition)


def _first_of(span: str, moment: Any) -> Any:
    """Return the day on which the moment's week or month began where the host is."""
    return sa.cast(
        sa.func.date_trunc(sa.literal_column(f"'{span}'"), _at_the_host(moment)), sa.Date
    )


def _at_the_host(moment: Any) -> Any:
    return sa.func.timezone(sa.literal_column(f"'{HOST_ZONE.key}'"), moment)


def _business_days(start: sa.ColumnElement[datetime], end: Any) -> Any:
    """Return what of a span lies on business days, in days of 24 hours (`HostCalendar`)."""
    starts, ends = _at_the_host(start), _at_the_host(end)
    first_day = sa.func.date_trunc(sa.literal_column("'day'", sa.Text), starts)
    days = sa.func.generate_series(first_day, ends, _A_DAY)
    day = days.column_valued("day")
    part = sa.func.least(ends, day + _A_DAY) - sa.func.greatest(starts, day)
    counts = sa.and_(
        sa.extract("isodow", day) < SATURDAY + 1,  # PostgreSQL counts from one
        sa.cast(day, sa.Date).not_in(sa.select(Holiday.day)),
    )
    seconds = sa.func.coalesce(sa.func.sum(sa.extract("epoch", part)), 0)
    spent = sa.select(seconds).where(counts).correlate(Deal).scalar_subquery()
    return spent / (24 * 60 * 60)
