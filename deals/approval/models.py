"""Whose approval a registration needs, and the approvals given so far."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned


class Outcome(StrEnum):
    """What an approval gives: alone on the customer, beside others, or alone in a part of it."""

    EXCLUSIVE = "EXCLUSIVE"
    NON_EXCLUSIVE = "NON_EXCLUSIVE"
    SPLIT = "SPLIT"


class Approver(StrEnum):
    """Who takes a step of the chain: whoever may approve, or somebody of one role."""

    ANYONE = "ANYONE"
    CHANNEL_MANAGER = "CHANNEL_MANAGER"
    DEAL_DESK = "DEAL_DESK"
    PROGRAMME_ADMIN = "PROGRAMME_ADMIN"
    ADMINISTRATOR = "ADMINISTRATOR"


class ApprovalStep(Owned, Base):
    """From an amount on, one person more approves. The host owns the steps of its programme."""

    __tablename__ = "approval_steps"

    currency: Mapped[str] = mapped_column(sa.String(3))
    from_amount: Mapped[Decimal]
    approver: Mapped[Approver]

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "currency", "from_amount", "approver"),
        sa.CheckConstraint("from_amount >= 0", name="amount_is_not_negative"),
    )


class Approval(Owned, Base):
    """One person's approval of a registration. The partner owns it, as the deal; the host reads it.

    Nobody gives two of those that one registration needs: the database sees to that, whoever races.
    """

    __tablename__ = "approvals"

    deal_id: Mapped[UUID]
    label: Mapped[str]
    """The registration, as timelines name it."""
    approver: Mapped[Approver]
    """The step that it takes."""
    person_id: Mapped[UUID]
    person_name: Mapped[str]
    outcome: Mapped[Outcome]
    families: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)), default=list)
    """Of a split the product families that it gives, in order."""
    amendments: Mapped[int] = mapped_column(server_default="0")
    """How often the registration had been amended by then: what it approves is what it was then."""
    voided_at: Mapped[datetime | None]
    """When the review turned back, so that all begin anew."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "uq_approvals_person",
            "deal_id",
            "person_id",
            unique=True,
            postgresql_where=sa.text("voided_at IS NULL"),
        ),
        sa.Index("ix_approvals_deal", "deal_id", "created_at"),
        sa.CheckConstraint(
            "(outcome = 'SPLIT') = (cardinality(families) > 0)", name="a_split_names_families"
        ),
    )
