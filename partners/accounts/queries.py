"""Reads of accounts that are longer than a line."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account, AccountShareGrant, GrantState
from portal.kernel.db import Work


def accounts_page(
    work: Work, *, search: str = "", after: tuple[str, UUID] | None = None, limit: int = 50
) -> Sequence[Account]:
    """Return visible accounts by name, `limit` at the most, past the cursor (name, id)."""
    statement = (
        sa.select(Account)
        .options(joinedload(Account.owner))
        .order_by(Account.name, Account.id)
        .limit(limit)
    )
    if search:
        statement = statement.where(
            sa.or_(
                Account.name.icontains(search, autoescape=True),
                Account.domain.icontains(search, autoescape=True),
            )
        )
    if after is not None:
        statement = statement.where(sa.tuple_(Account.name, Account.id) > sa.tuple_(*after))
    return work.all(statement)


def grants_of(work: Work, account: Account) -> Sequence[AccountShareGrant]:
    """Return the grants on an account that the actor may see, those in force first."""
    return work.all(
        sa.select(AccountShareGrant)
        .where(AccountShareGrant.account_id == account.id)
        .options(joinedload(AccountShareGrant.grantee))
        .order_by(AccountShareGrant.state != GrantState.ACTIVE, AccountShareGrant.created_at.desc())
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
        sa.select(AccountShareGrant).where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.grantee_company_id == work.actor.company_id,
            AccountShareGrant.state == GrantState.ACTIVE,
        )
    )


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
