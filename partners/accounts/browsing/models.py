"""Views of the account list that people keep."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned

LONGEST_NAME: Final = 40
LONGEST_QUERY: Final = 400


class SavedView(Owned, Base):
    """The filters and the order of the list that one person kept under a name."""

    __tablename__ = "saved_views"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(sa.String(LONGEST_QUERY))
    """As the list's address says it."""
    is_default: Mapped[bool]
    """The one the list opens with."""

    __table_args__ = (
        sa.Index(
            "uq_saved_views_name",
            "owner_company_id",
            "person_id",
            sa.text("lower(name)"),
            unique=True,
        ),
        sa.Index(
            "uq_saved_views_default",
            "owner_company_id",
            "person_id",
            unique=True,
            postgresql_where=sa.text("is_default"),
        ),
    )
