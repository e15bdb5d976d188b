from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.imports.models import AccountImport
from portal.kernel.db import Work


def imports_page(
    work: Work, *, after: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[AccountImport]:
    """Return the company's imports, the newest first, past the cursor (instant, id)."""
    created_at, import_id = AccountImport.created_at, AccountImport.id
    statement = sa.select(AccountImport).order_by(created_at.desc(), import_id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(sa.tuple_(created_at, import_id) < sa.tuple_(*after))
    return work.all(statement)
