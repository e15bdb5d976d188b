"""Contacts of an account go with it when it is merged into another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import Account, GrantObject
from partners.contacts.models import Contact
from portal.kernel.words import said


def _move(merge: Merge) -> None:
    """Move them; interactions with a contact follow by their key, and next steps after those."""
    merge.work.session.execute(
        sa.update(Contact)
        .where(Contact.account_id == merge.away.id)
        .values(account_id=merge.stays.id)
        .execution_options(synchronize_session=False)
    )


def _shown(account: Account, _company_id: UUID, objects: Sequence[str]) -> sa.Select[Any] | None:
    if GrantObject.CONTACTS not in objects:
        return None
    return sa.select(Contact.id).where(
        Contact.account_id == account.id,
        Contact.owner_company_id == account.owner_company_id,
        Contact.audience == Audience.SHARED,
    )


register_follower(Follower(said("contacts"), _move, _shown))
