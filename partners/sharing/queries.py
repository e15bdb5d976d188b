"""Reads of grants and requests that are longer than a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from partners.accounts.models import LIVE, Account, AccountShareGrant, GrantState
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.sharing.models import AccountShareRequest, RequestState
from portal.kernel.db import Work
from portal.kernel.errors import NotFound

ENDING_SOON: Final = timedelta(days=30)
MATCHES_SHOWN: Final = 5


class Direction(StrEnum):
    """From which side one looks at what is shared."""

    RECEIVED = "with-us"
    GIVEN = "by-us"


class GrantFilter(StrEnum):
    """Which grants a list shows; what still opens something, or may, when nothing is chosen."""

    LIVE = ""
    OFFERED = "offered"
    ENDING = "ending"
    SUSPENDED = "suspended"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of grants is asked for."""

    direction: Direction
    filter: GrantFilter = GrantFilter.LIVE
    partner_id: UUID | None = None
    search: str = ""


def shares_page(
    work: Work, wanted: Wanted, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[AccountShareGrant]:
    """Return visible grants with both companies, the next to end first; of those over, the last."""
    until, grant_id = AccountShareGrant.valid_until, AccountShareGrant.id
    mine, other = _sides(wanted.direction)
    statement = (
        sa.select(AccountShareGrant)
        .where(mine == work.actor.company_id, *_fitting(work, wanted.filter))
        .options(joinedload(AccountShareGrant.grantor), joinedload(AccountShareGrant.grantee))
        .limit(limit)
    )
    if wanted.partner_id is not None:
        statement = statement.where(other == wanted.partner_id)
    if wanted.search:
        statement = statement.where(
            AccountShareGrant.customer_name.icontains(wanted.search, autoescape=True)
        )
    place = sa.tuple_(until, grant_id)
    if wanted.filter is GrantFilter.OVER:
        statement = statement.order_by(until.desc(), grant_id.desc())
        beyond = place < sa.tuple_(*after) if after else None
    else:
        statement = statement.order_by(until, grant_id)
        beyond = place > sa.tuple_(*after) if after else None
    return work.all(statement if beyond is None else statement.where(beyond))


def sides_with_content(work: Work) -> tuple[bool, bool, bool]:
    """Return whether something is shared with one's company now, by it, and asked for."""
    given, held = (
        sa.select(AccountShareGrant.id)
        .where(_sides(side)[0] == work.actor.company_id, *_fitting(work, GrantFilter.LIVE))
        .limit(1)
        .scalar_subquery()
        for side in (Direction.GIVEN, Direction.RECEIVED)
    )
    asked = sa.select(AccountShareRequest.id).limit(1).scalar_subquery()
    is_given, is_held, is_asked = (each is not None for each in work.figures(given, held, asked))
    return is_held, is_given, is_asked


def place_of(grant: AccountShareGrant) -> tuple[str, str]:
    return grant.valid_until.isoformat(), str(grant.id)


def _sides(
    direction: Direction,
) -> tuple[InstrumentedAttribute[UUID], InstrumentedAttribute[UUID]]:
    given, held = AccountShareGrant.owner_company_id, AccountShareGrant.grantee_company_id
    return (given, held) if direction is Direction.GIVEN else (held, given)


def _fitting(work: Work, wanted: GrantFilter) -> list[sa.ColumnElement[bool]]:
    state, until = AccountShareGrant.state, AccountShareGrant.valid_until
    is_live = sa.and_(state.in_(LIVE), until > work.now)
    match wanted:
        case GrantFilter.OFFERED:
            return [state == GrantState.OFFERED, until > work.now]
        case GrantFilter.SUSPENDED:
            return [state == GrantState.SUSPENDED, until > work.now]
        case GrantFilter.ENDING:
            return [state == GrantState.ACTIVE, until > work.now, until <= work.now + ENDING_SOON]
        case GrantFilter.OVER:
            return [sa.not_(is_live)]
    return [is_live]


def companies_shared_with(work: Work, direction: Direction) -> Sequence[Company]:
    """Return the visible companies on the other side of visible grants, by name."""
    mine, other = _sides(direction)
    found = sa.select(other).where(mine == work.actor.company_id)
    return work.all(
        sa.select(Company).where(Company.id.in_(found)).order_by(Company.trade_name).limit(200)
    )


def get_share(work: Work, grant_id: UUID) -> AccountShareGrant:
    """Return a visible grant with both companies.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        AccountShareGrant,
        grant_id,
        joinedload(AccountShareGrant.grantor),
        joinedload(AccountShareGrant.grantee),
    )


def get_shares(work: Work, grant_ids: Sequence[UUID]) -> Sequence[AccountShareGrant]:
    """Return these grants, all of them visible.

    Raises:
        NotFound: one is absent or not visible; which one is not said.
    """
    wanted = set(grant_ids)
    found = work.all(
        sa.select(AccountShareGrant)
        .where(AccountShareGrant.id.in_(sorted(wanted)))
        .order_by(AccountShareGrant.id)
    )
    if len(found) != len(wanted):
        raise NotFound
    return found


def find_live_grant(work: Work, account: Account, grantee_id: UUID) -> AccountShareGrant | None:
    """Return what a company holds, or is offered, of an account; not what has run out."""
    return work.session.scalars(
        sa.select(AccountShareGrant).where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.grantee_company_id == grantee_id,
            AccountShareGrant.state.in_(LIVE),
            AccountShareGrant.valid_until > work.now,
        )
    ).first()


def find_account_of(work: Work, grant: AccountShareGrant) -> Account | None:
    """Return the grant's account as far as the reader sees it: not while it is only offered."""
    return work.find(Account, grant.account_id)


def requests_page(
    work: Work,
    *,
    is_waiting: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[AccountShareRequest]:
    """Return visible requests, the newest first, past the cursor (created_at, id).

    `is_waiting` leaves out those that were answered or withdrawn.
    """
    created_at, request_id = AccountShareRequest.created_at, AccountShareRequest.id
    statement = (
        sa.select(AccountShareRequest)
        .options(joinedload(AccountShareRequest.partner))
        .order_by(created_at.desc(), request_id)
        .limit(limit)
    )
    if is_waiting:
        statement = statement.where(AccountShareRequest.state == RequestState.REQUESTED)
    if after is not None:
        at, place = after
        later = sa.and_(created_at == at, request_id > place)
        statement = statement.where(sa.or_(created_at < at, later))
    return work.all(statement)


def get_request(work: Work, request_id: UUID) -> AccountShareRequest:
    """Return a visible request with the partner that asks.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(AccountShareRequest, request_id, joinedload(AccountShareRequest.partner))


def matches_of(work: Work, asked: AccountShareRequest) -> Sequence[Account]:
    """Return the host's own accounts that fit what was asked for, the same domain first.

    Only for the host's people: for anybody else the question would be the answer.
    """
    same_domain = Account.domain == asked.customer_domain
    like = Account.name.icontains(asked.customer_name, autoescape=True)
    fits = sa.or_(same_domain, like) if asked.customer_domain else like
    return work.all(
        sa.select(Account)
        .where(Account.owner_company_id == work.actor.company_id, fits)
        .order_by(sa.case((same_domain, 0), else_=1), Account.name, Account.id)
        .limit(MATCHES_SHOWN)
    )


def waiting_count(work: Work) -> sa.ScalarSelect[int]:
    """Select how many requests wait for the host, or how many offers for a partner's answer."""
    return (requests_waiting() if work.actor.is_host else offers_waiting(work))[0]


def offers_waiting(work: Work) -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[datetime]]:
    """Select how many offers wait for the own company's answer, and when the first runs out."""
    waits = sa.and_(
        AccountShareGrant.grantee_company_id == work.actor.company_id,
        AccountShareGrant.state == GrantState.OFFERED,
        AccountShareGrant.valid_until > work.now,
    )
    count = sa.select(sa.func.count(AccountShareGrant.id)).where(waits)
    first = sa.select(sa.func.min(AccountShareGrant.valid_until)).where(waits)
    return count.scalar_subquery(), first.scalar_subquery()


def requests_waiting() -> tuple[sa.ScalarSelect[int], sa.ScalarSelect[datetime]]:
    """Select how many visible requests wait for an answer, and since when the oldest does."""
    waits = AccountShareRequest.state == RequestState.REQUESTED
    count = sa.select(sa.func.count(AccountShareRequest.id)).where(waits)
    oldest = sa.select(sa.func.min(AccountShareRequest.created_at)).where(waits)
    return count.scalar_subquery(), oldest.scalar_subquery()


def grants_run_out(work: Work, limit: int = 500) -> Sequence[AccountShareGrant]:
    """Return grants whose time is over and of which it was not said yet, for a job to say it."""
    return work.all(
        sa.select(AccountShareGrant)
        .where(AccountShareGrant.state.in_(LIVE), AccountShareGrant.valid_until <= work.now)
        .order_by(AccountShareGrant.valid_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def grants_to_remind(work: Work, days: int, limit: int = 500) -> Sequence[AccountShareGrant]:
    """Return grants in force that end within `days` days and were not reminded of so late."""
    reminded = AccountShareGrant.reminded_days
    return work.all(
        sa.select(AccountShareGrant)
        .where(
            AccountShareGrant.state == GrantState.ACTIVE,
            AccountShareGrant.valid_until > work.now,
            AccountShareGrant.valid_until <= work.now + timedelta(days=days),
            sa.or_(reminded.is_(None), reminded > days),
        )
        .order_by(AccountShareGrant.valid_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def grants_between(work: Work, partner_id: UUID, state: GrantState) -> Sequence[AccountShareGrant]:
    """Return the grants in one state that a partner gave or holds, locked."""
    given, held = AccountShareGrant.owner_company_id, AccountShareGrant.grantee_company_id
    return work.all(
        sa.select(AccountShareGrant)
        .where(
            sa.or_(given == partner_id, held == partner_id),
            AccountShareGrant.state == state,
        )
        .order_by(AccountShareGrant.id)
        .with_for_update()
    )


def shut_out_among(work: Work, company_ids: set[UUID]) -> set[UUID]:
    """Return which of these companies' relationships do not let a grant of theirs open anything."""
    shut_out = sa.select(PartnerRelationship.partner_id).where(
        PartnerRelationship.partner_id.in_(sorted(company_ids)),
        PartnerRelationship.state.not_in([RelationshipState.ACTIVE, RelationshipState.OFFBOARDING]),
    )
    return set(work.session.scalars(shut_out))
