"""Reads of accounts that are longer than a line."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import LIVE, Account, AccountShareGrant, GrantState
from portal.kernel.db import Work


class GrantPlace(NamedTuple):
    """Where a grant stands among those of its account."""

    is_over: bool
    created_at: datetime
    id: UUID

    @classmethod
    def read(cls, first: str, second: str) -> Self:
        return cls(first.startswith("1"), datetime.fromisoformat(first[1:]), UUID(second))


def place_of(grant: AccountShareGrant) -> tuple[str, str]:
    is_over = grant.state is not GrantState.ACTIVE
    return f"{int(is_over)}{grant.created_at.isoformat()}", str(grant.id)


def grants_page(
    work: Work, account: Account, *, after: GrantPlace | None = None, limit: int = 50
) -> Sequence[AccountShareGrant]:
    """Return visible grants on an account, those in force first, then the newest first."""
    is_over = AccountShareGrant.state != GrantState.ACTIVE
    created_at, grant_id = AccountShareGrant.created_at, AccountShareGrant.id
    statement = (
        sa.select(AccountShareGrant)
        .where(AccountShareGrant.account_id == account.id)
        .options(joinedload(AccountShareGrant.grantee))
        .order_by(is_over, created_at.desc(), grant_id)
        .limit(limit)
    )
    if after is not None:
        later = sa.or_(
            created_at < after.created_at,
            sa.and_(created_at == after.created_at, grant_id > after.id),
        )
        same_kind = is_over if after.is_over else sa.not_(is_over)
        beyond = sa.false() if after.is_over else is_over
        statement = statement.where(sa.or_(beyond, sa.and_(same_kind, later)))
    return work.all(statement)


def grants_in_force(
    work: Work, account: Account, *, limit: int = 200
) -> Sequence[AccountShareGrant]:
    """Return the visible grants that open an account now, with whom they open it to."""
    return work.all(
        sa.select(AccountShareGrant)
        .where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.state == GrantState.ACTIVE,
            AccountShareGrant.valid_until > work.now,
        )
        .options(joinedload(AccountShareGrant.grantee))
        .order_by(AccountShareGrant.created_at, AccountShareGrant.id)
        .limit(limit)
    )


def companies_reading(work: Work, account: Account) -> set[UUID]:
    """Return the owner of an account and whom a grant opens it to now, as far as the actor sees."""
    grantees = sa.select(AccountShareGrant.grantee_company_id).where(
        AccountShareGrant.account_id == account.id,
        AccountShareGrant.state == GrantState.ACTIVE,
        AccountShareGrant.valid_until > work.now,
    )
    return {account.owner_company_id, *work.session.scalars(grantees)}


def effective_grant(work: Work, account: Account) -> AccountShareGrant:
    """Return the grant in force by which the actor's company sees a foreign account.

    Raises:
        NotFound: there is none.
    """
    return work.one(
        sa.select(AccountShareGrant)
        .where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.grantee_company_id == work.actor.company_id,
            AccountShareGrant.state == GrantState.ACTIVE,
        )
        .options(joinedload(AccountShareGrant.grantor))
    )


def find_run_out(work: Work, account: Account, grantee_id: UUID) -> AccountShareGrant | None:
    """Return the grant to a company whose time is over and of which no job has said so yet."""
    return work.session.scalars(
        sa.select(AccountShareGrant).where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.grantee_company_id == grantee_id,
            AccountShareGrant.state.in_(LIVE),
            AccountShareGrant.valid_until <= work.now,
        )
    ).first()


def get_grant(work: Work, account: Account, grant_id: UUID) -> AccountShareGrant:
    """Return a grant of this very account: an id from another account's page is absent here.

    Raises:
        NotFound: absent, not visible, or of another account.
    """
    return work.one(
        sa.select(AccountShareGrant).where(
            AccountShareGrant.id == grant_id, AccountShareGrant.account_id == account.id
        )
    )
