"""Reads of contacts that are longer than a line."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account
from partners.contacts.models import Contact
from portal.kernel.db import Work


def get_contact(work: Work, contact_id: UUID) -> Contact:
    """Return a visible contact with its account and that account's owner.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(Contact, contact_id, joinedload(Contact.account).joinedload(Account.owner))


def find_contact_of(work: Work, account: Account, contact_id: UUID) -> Contact | None:
    return work.session.scalars(
        sa.select(Contact).where(Contact.id == contact_id, Contact.account_id == account.id)
    ).first()


def contacts_page(
    work: Work, account: Account, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> Sequence[Contact]:
    """Return the visible contacts of an account by name, past the cursor (name, id)."""
    statement = (
        sa.select(Contact)
        .where(Contact.account_id == account.id)
        .order_by(Contact.name, Contact.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(Contact.name, Contact.id) > sa.tuple_(*after))
    return work.all(statement)
