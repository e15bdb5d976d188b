"""What a partner changed of a registration after it was submitted."""

from enum import StrEnum
from typing import Any, Final, TypedDict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned

LONGEST: Final = 500


class Changed(StrEnum):
    CLOSE = "CLOSE"
    PROGRESS = "PROGRESS"
    QUANTITY = "QUANTITY"
    AMOUNT = "AMOUNT"
    REMOVED = "REMOVED"
    """A product family was given up, with whatever protected it."""
    VALUE = "VALUE"
    """The sum of all lines."""


class Change(TypedDict):
    """One change: of what, on which product family if on one, from and to as text."""

    what: str
    family: str | None
    before: str
    after: str


class Amendment(Owned, Base):
    """Some changes made at once, with their reason. It is never changed itself.

    It never makes a registration wider: what is new is registered by itself (`extension_id`).
    """

    __tablename__ = "deal_amendments"

    deal_id: Mapped[UUID]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST))
    was_decided: Mapped[bool]
    """Whether the registration was approved already; before that, approvals begin anew."""
    amended_by_name: Mapped[str]
    extension_id: Mapped[UUID | None]
    """The registration of the product families that were new."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "extension_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index("ix_deal_amendments_deal", "deal_id", "created_at"),
        sa.CheckConstraint("reason <> ''", name="has_a_reason"),
    )
