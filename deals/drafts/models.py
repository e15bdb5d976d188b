"""Registrations that somebody still writes: texts as typed, without number or place in line.

They are no deals: nothing that looks for conflicts, counts or lists deals meets one.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned

KEPT: Final = timedelta(days=90)
"""How long a draft is kept after it was written on last."""
MOST: Final = 20
"""Drafts of one person."""
LONGEST: Final = 16_000
"""Letters of a draft, as JSON."""


class DealDraft(Owned, Base):
    """What one person typed into the registration form so far. No one at the host reads it."""

    __tablename__ = "deal_drafts"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    person_name: Mapped[str]
    key: Mapped[str] = mapped_column(sa.String(64))
    """That of the form it is typed into, so that saving again saves the same draft."""
    customer: Mapped[str]
    """The name of the account that was chosen; empty before."""
    form: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    @property
    def expires_at(self) -> datetime:
        return self.saved_at + KEPT

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "person_id", "key"),
        sa.Index("ix_deal_drafts_newest", "owner_company_id", sa.text("saved_at DESC"), "id"),
        sa.Index("ix_deal_drafts_saved_at", "saved_at"),
        sa.CheckConstraint(f"length(form::text) <= {2 * LONGEST}", name="is_not_too_long"),
    )
