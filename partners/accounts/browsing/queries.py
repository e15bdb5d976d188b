from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.browsing.models import SavedView
from partners.accounts.models import TRANSITIONS, Account, AccountShareGrant
from partners.companies.models import Company
from portal.kernel.db import Work
from portal.kernel.errors import NotFound


def saved_views(work: Work) -> Sequence[SavedView]:
    """Return the reader's own views, by name."""
    return work.all(sa.select(SavedView).order_by(sa.func.lower(SavedView.name), SavedView.id))


def chosen_accounts(work: Work, ids: Sequence[UUID]) -> Sequence[Account]:
    """Return the accounts with these ids, by name.

    Raises:
        NotFound: one of them is absent, or not visible; which one is not said.
    """
    found = work.all(
        sa.select(Account)
        .where(Account.id.in_(ids))
        .options(joinedload(Account.owner))
        .order_by(Account.name, Account.id)
    )
    if len(found) != len(set(ids)):
        raise NotFound
    return found


def shared_already(work: Work, accounts: Sequence[Account], grantee: Company) -> set[UUID]:
    """Return which of the accounts a grant to that company stands on, in force or in the way."""
    statement = sa.select(AccountShareGrant.account_id).where(
        AccountShareGrant.account_id.in_([each.id for each in accounts]),
        AccountShareGrant.grantee_company_id == grantee.id,
        AccountShareGrant.state.in_([state for state, ways in TRANSITIONS.items() if ways]),
    )
    return set(work.session.scalars(statement))
