"""Contacts in the export of a partner that leaves: those it wrote down itself."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.models import Account
from partners.contacts.models import Contact
from partners.farewell.parting import Sheet, register_sheet
from portal.kernel.db import Work


def _contacts(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Account.name,
            Contact.name,
            Contact.role,
            Contact.email,
            Contact.phone,
            Contact.consent,
            Contact.consent_on,
            Contact.consent_source,
        )
        .join(Account, Account.id == Contact.account_id)
        .where(Contact.owner_company_id == partner_id, Contact.removed_at.is_(None))
        .order_by(Contact.id)
        .execution_options(yield_per=500)
    )
    for row in work.session.execute(statement):
        yield tuple(row)


register_sheet(
    Sheet(
        "contacts.csv",
        ("account", "name", "role", "email", "phone", "consent", "consent_on", "consent_source"),
        _contacts,
        is_read_by_owner=True,
    )
)
