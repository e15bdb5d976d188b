"""Reads of accounts that are longer than a line."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account, AccountShareGrant, GrantState
from portal.kernel.db import Work


def accounts_page(
    work: Work, *, search: str = "", after: tuple[str, str] | None = None, limit: int = 50
) -> Sequence[Account]:
    """Return visible accounts by name, `limit` at the most, past the cursor (name, id)."""
    statement = (
        sa.select(Account)
        .options(joinedload(Account.owner))
        .order_by(Account.name, Account.id)
        .limit(limit)
    )
    if search:
        pattern = f"%{_escaped(search)}%"
        statement = statement.where(
            sa.or_(
                Account.name.ilike(pattern, escape="\\"), Account.domain.ilike(pattern, escape="\\")
            )
        )
    if after:
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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
