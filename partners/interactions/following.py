"""Interactions on an account, and next steps, go with it when it is merged into another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import Account, GrantObject
from partners.interactions.models import Interaction
from portal.kernel.words import said


def _move(merge: Merge) -> None:
    """Move those without a contact: the others go with theirs, by the key that ties them."""
    merge.work.session.execute(
        sa.update(Interaction)
        .where(Interaction.account_id == merge.away.id, Interaction.contact_id.is_(None))
        .values(account_id=merge.stays.id)
        .execution_options(synchronize_session=False)
    )


def _shown(account: Account, _company_id: UUID, objects: Sequence[str]) -> sa.Select[Any] | None:
    if GrantObject.INTERACTIONS not in objects:
        return None
    return sa.select(Interaction.id).where(
        Interaction.account_id == account.id,
        Interaction.owner_company_id == account.owner_company_id,
        Interaction.audience == Audience.SHARED,
    )


register_follower(Follower(said("interactions"), _move, _shown))
