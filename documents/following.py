"""Documents on an account, and on its deals, go with it when it is merged into another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from documents.models import Document, Upload
from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import Account, GrantObject
from portal.kernel.words import said


def _move(merge: Merge) -> None:
    away, stays = merge.away.id, merge.stays.id
    for statement in (
        sa.update(Document).where(Document.account_id == away).values(account_id=stays),
        sa.update(Document)
        .where(Document.subject_id == away, Document.subject_type == "account")
        .values(subject_id=stays),
        sa.update(Upload)
        .where(Upload.subject_id == away, Upload.subject_type == "account")
        .values(subject_id=stays),
    ):
        merge.work.session.execute(statement.execution_options(synchronize_session=False))


def _shown(account: Account, _company_id: UUID, objects: Sequence[str]) -> sa.Select[Any] | None:
    if GrantObject.DOCUMENTS not in objects:
        return None
    return sa.select(Document.id).where(
        Document.subject_type == "account",
        Document.subject_id == account.id,
        Document.owner_company_id == account.owner_company_id,
    )


register_follower(Follower(said("documents"), _move, _shown))
