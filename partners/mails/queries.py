"""Reads of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from partners.mails.models import Mail, MailState
from portal.kernel.db import Work


def mails_page(
    work: Work,
    *,
    state: MailState | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Mail]:
    """Return visible mails, newest first, past the cursor (moment, id)."""
    statement = sa.select(Mail).order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(Mail.state == state)
    if after is not None:
        statement = statement.where(sa.tuple_(Mail.created_at, Mail.id) < sa.tuple_(*after))
    return work.all(statement)
