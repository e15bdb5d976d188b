"""The ledger of commissions: entries that are only ever added, and the rates they came from."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.models import Motion
from partners.companies.models import Company
from portal.kernel.db import Base, Owned


class EntryKind(StrEnum):
    ACCRUED = "ACCRUED"
    APPROVED = "APPROVED"
    PAID = "PAID"
    CLAWED_BACK = "CLAWED_BACK"


class CommissionRate(Owned, Base):
    """What the host pays from its instant on, in per cent of a line; the newest one holds."""

    __tablename__ = "commission_rates"

    motion: Mapped[Motion]
    family_code: Mapped[str | None] = mapped_column(sa.ForeignKey("product_families.code"))
    """None holds for each product family that has no rate of its own."""
    per_cent: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 2))
    """None takes the family's own rate away again."""
    set_by_id: Mapped[UUID]
    set_by_name: Mapped[str]

    __table_args__ = (
        sa.CheckConstraint("per_cent BETWEEN 0 AND 100", name="rate_is_a_share"),
        sa.Index("ix_commission_rates_newest", "motion", "family_code", sa.text("created_at DESC")),
    )


class CommissionEntry(Owned, Base):
    """One line of the ledger of the partner that owns it; nobody changes or removes one.

    What is accrued for a deal is one entry, and all that becomes of it points there. The database
    holds that no more is approved than was accrued and not clawed back, and no more paid than that.
    """

    __tablename__ = "commission_entries"

    kind: Mapped[EntryKind]
    accrual_id: Mapped[UUID | None]
    deal_company_id: Mapped[UUID]
    """Whose deal it is. Others may have a share in what it earns."""
    deal_id: Mapped[UUID]
    label: Mapped[str]
    """The deal's number and customer, as they were."""
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount: Mapped[Decimal]
    """More than nothing; its kind says which way it counts."""
    breakdown: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    """Of what is accrued, each line: family, base, per_cent, share and amount, as text."""
    reason: Mapped[str | None] = mapped_column(sa.String(2000))
    reference: Mapped[str | None] = mapped_column(sa.String(80))
    paid_on: Mapped[date | None]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]

    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(CommissionEntry.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.ForeignKeyConstraint(
            ["deal_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "accrual_id"],
            ["commission_entries.owner_company_id", "commission_entries.id"],
            name="fk_commission_entries_accrual",
        ),
        sa.CheckConstraint("amount > 0", name="amount_is_positive"),
        sa.CheckConstraint("(kind = 'ACCRUED') = (accrual_id IS NULL)", name="follows_an_accrual"),
        sa.CheckConstraint(
            "(kind = 'PAID') = (paid_on IS NOT NULL AND reference IS NOT NULL)",
            name="a_payment_has_a_reference",
        ),
        sa.CheckConstraint(
            "kind <> 'CLAWED_BACK' OR reason IS NOT NULL", name="taken_back_for_a_reason"
        ),
        sa.Index(
            "uq_commission_entries_accrued",
            "deal_id",
            "owner_company_id",
            unique=True,
            postgresql_where=sa.text("kind = 'ACCRUED'"),
        ),
        sa.Index("ix_commission_entries_accrual", "accrual_id"),
        sa.Index(
            "ix_commission_entries_newest",
            "created_at",
            "id",
            postgresql_where=sa.text("kind = 'ACCRUED'"),
        ),
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """What the entries of one deal come to, in its currency."""

    accrued: Decimal
    approved: Decimal
    paid: Decimal
    clawed_back: Decimal

    def with_entry(self, kind: EntryKind, amount: Decimal) -> "Balance":
        """Return what they come to with one entry more."""
        name = kind.value.lower()
        return replace(self, **{name: getattr(self, name) + amount})

    @property
    def seal(self) -> str:
        """What tells whether an entry was made since somebody looked."""
        sums = (self.accrued, self.approved, self.paid, self.clawed_back)
        return " ".join(f"{each:.2f}" for each in sums)

    @property
    def earned(self) -> Decimal:
        return self.accrued - self.clawed_back

    @property
    def to_approve(self) -> Decimal:
        return max(self.earned - self.approved, Decimal(0))

    @property
    def to_pay(self) -> Decimal:
        return max(min(self.approved, self.earned) - self.paid, Decimal(0))

    @property
    def to_return(self) -> Decimal:
        """What was paid and then clawed back: the partner owes it."""
        return max(self.paid - self.earned, Decimal(0))
