"""Where an account went: what led to it leads to the one it was merged into."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned


class MergedAccount(Owned, Base):
    """An account that is no more, under its old id. Only those find it who see where it went."""

    __tablename__ = "merged_accounts"

    into_id: Mapped[UUID] = mapped_column(index=True)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "into_id"], ["accounts.owner_company_id", "accounts.id"]
        ),
    )
