"""Reads of contacts that are longer than a line."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account
from partners.contacts.models import Contact, refusal_key
from portal.kernel.db import Work


def get_contact(work: Work, contact_id: UUID) -> Contact:
    """Return a visible contact with its account and that account's owner.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(Contact, contact_id, joinedload(Contact.account).joinedload(Account.owner))


def find_contact_of(work: Work, account: Account, contact_id: UUID) -> Contact | None:
    return work.session.scalars(
        sa.select(Contact).where(
            Contact.id == contact_id,
            Contact.account_id == account.id,
            Contact.removed_at.is_(None),
        )
    ).first()


def contacts_page(
    work: Work, account: Account, *, after: tuple[str, UUID] | None = None, limit: int = 50
) -> Sequence[Contact]:
    """Return the visible contacts of an account by name, past the cursor (name, id)."""
    statement = (
        sa.select(Contact)
        .where(Contact.account_id == account.id, Contact.removed_at.is_(None))
        .order_by(Contact.name, Contact.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(Contact.name, Contact.id) > sa.tuple_(*after))
    return work.all(statement)


def refused_on(work: Work, email: str) -> date | None:
    """Return when somebody of this address, removed since, last refused the actor's company."""
    assert work.actor.company_id is not None  # noqa: S101 - who writes acts for a company
    return work.session.scalar(
        sa.select(sa.func.max(Contact.consent_on)).where(
            Contact.owner_company_id == work.actor.company_id,
            Contact.refusal_key == refusal_key(work.actor.company_id, email),
        )
    )
