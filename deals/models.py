"""Deal registrations: three axes (review, protection, stage) that are never blended."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import Territory
from deals.evidence.consent import Consented
from deals.pipeline.axis import StageAxis
from deals.pipeline.states import Stage, StageReason
from deals.protection.axis import ProtectionAxis
from deals.protection.states import RUNNING, ProtectionState
from deals.pulse.models import Pulse
from deals.registration.models import DealLine
from deals.review.axis import ReviewAxis
from deals.review.states import Review
from partners.accounts.models import Account
from partners.accounts.parents.models import Subsidiary, parent_indexes
from partners.companies.models import Company
from portal.kernel.db import Base, Owned

_UNDECIDED: Final = (
    "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')"
)
_OPEN: Final = f"{_UNDECIDED} OR protection IN ('PROVISIONAL', 'ACTIVE')"


class Motion(StrEnum):
    RESELL = "RESELL"
    REFERRAL = "REFERRAL"
    CO_SELL = "CO_SELL"


class DealKind(StrEnum):
    NET_NEW = "NET_NEW"
    EXPANSION = "EXPANSION"
    RENEWAL = "RENEWAL"


class Deal(ReviewAxis, ProtectionAxis, StageAxis, Consented, Subsidiary, Owned, Base):
    """A partner's registration of a deal with one end customer. The owner is the partner.

    Each axis knows its own columns and steps; here is what takes more than one of them. Its
    `parent` is the customer's, as the partner says; the account may say one too.
    """

    __tablename__ = "deals"

    account_id: Mapped[UUID] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    submitter_id: Mapped[UUID | None]
    submitter_name: Mapped[str]
    customer_name: Mapped[str]
    customer_key: Mapped[str]
    motion: Mapped[Motion]
    kind: Mapped[DealKind]
    territory_code: Mapped[str] = mapped_column(sa.ForeignKey("territories.code"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    value: Mapped[Decimal]
    expected_close: Mapped[date]
    progress: Mapped[str]
    """What the partner has done so far; the reviewer reads it first."""
    crm_id: Mapped[str | None]
    is_named_in_writing: Mapped[bool] = mapped_column(default=False)
    """The partner says that the customer named it in writing; a document has to show it."""
    corrects_id: Mapped[UUID | None]
    """The closed record that this one corrects."""

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)
    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(Deal.owner_company_id) == Company.id", lazy="raise", viewonly=True
    )
    territory: Mapped[Territory] = relationship(lazy="raise", viewonly=True)
    pulse: Mapped[Pulse | None] = relationship(
        primaryjoin="Deal.id == foreign(Pulse.deal_id)", lazy="raise", viewonly=True, uselist=False
    )
    lines: Mapped[list[DealLine]] = relationship(
        lazy="raise", order_by="DealLine.position", cascade="all, delete-orphan"
    )

    def approve(
        self,
        *,
        at: datetime,
        until: datetime,
        is_exclusive: bool = True,
        left_out: Sequence[str] = (),
    ) -> None:
        self._decide(Review.APPROVED, at=at)
        self._protect(at=at, until=until, is_exclusive=is_exclusive, left_out=left_out)

    def protect_provisionally(self) -> None:
        """Protect from the submission on until the host answers."""
        self._enter_protection(ProtectionState.PROVISIONAL)
        self.protected_from, self.protected_until = self.submitted_at, None

    def reopen(self, *, at: datetime, answer_due_at: datetime) -> None:
        """Review again what was wait-listed or rejected: in its place, with a new promise."""
        self._review_again(at=at, answer_due_at=answer_due_at)
        self._forget_revoked()

    def restore(self, *, until: datetime, is_exclusive: bool) -> None:
        """Give back an approved protection that was revoked."""
        if self.is_closed:
            raise self._moved_on()
        self._protect_again(until=until, is_exclusive=is_exclusive)

    def move_to(self, stage: Stage, reason: StageReason | None, *, at: datetime) -> None:
        if not self.may_move_to(stage):
            raise self._moved_on()
        self._enter_stage(stage, reason, at=at)

    def may_move_to(self, stage: Stage) -> bool:
        """Return whether the sale, once approved, may go there in one step."""
        is_sold_here = self.review is Review.APPROVED and not self.was_handed_over
        return is_sold_here and self._stage_leads_to(stage)

    def is_protected(self, now: datetime) -> bool:
        """Return whether the partner is protected now: by the clock, whatever a job wrote down."""
        return self.protection_runs(now) or self.is_overdue(now)

    def protection_at(self, now: datetime) -> ProtectionState:
        """Return where the protection stands by the clock, whatever a job wrote down."""
        if self.is_overdue(now):
            return ProtectionState.PROVISIONAL
        has_run_out = self.protection in RUNNING and not self.protection_runs(now)
        return ProtectionState.EXPIRED if has_run_out else self.protection

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the host broke its promise, and so protects the partner already."""
        return self.protection is ProtectionState.NONE and self.answer_is_late(now)

    def is_open(self, now: datetime) -> bool:
        """Return whether it still waits for a decision or protects the partner."""
        return self.is_undecided or self.is_protected(now)

    @property
    def claimed_lines(self) -> list[DealLine]:
        """Its lines but for what a split left to others."""
        return [line for line in self.lines if line.family_code not in self.left_out]

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("owner_company_id", "number"),
        sa.UniqueConstraint("corrects_id"),
        sa.CheckConstraint("(consent = 'NONE') = (consent_on IS NULL)", name="a_consent_has_a_day"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "corrects_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "ix_deals_owner_submitted", "owner_company_id", sa.text("submitted_at DESC"), "id"
        ),
        sa.Index(
            "ix_deals_crm_id",
            "owner_company_id",
            "crm_id",
            postgresql_where=sa.text("crm_id IS NOT NULL"),
        ),
        sa.Index("ix_deals_submitted", sa.text("submitted_at DESC"), "id"),
        sa.Index(
            "ix_deals_open",
            "account_id",
            "territory_code",
            postgresql_where=sa.text(_OPEN),
        ),
        sa.Index(
            "ix_deals_pipeline",
            "stage",
            "expected_close",
            "id",
            postgresql_where=sa.text(
                "review = 'APPROVED'"
                " AND stage IN ('QUALIFIED', 'DEVELOPED', 'PROPOSED', 'NEGOTIATED')"
            ),
        ),
        sa.Index(
            "ix_deals_answered",
            "decided_at",
            postgresql_where=sa.text("review IN ('APPROVED', 'REJECTED')"),
        ),
        sa.Index(
            "ix_deals_closed", "closed_at", postgresql_where=sa.text("stage IN ('WON', 'LOST')")
        ),
        sa.Index("ix_deals_review_submitted", "review", sa.text("submitted_at DESC"), "id"),
        sa.Index(
            "ix_deals_protected_until",
            "protected_until",
            postgresql_where=sa.text("protection = 'ACTIVE'"),
        ),
        sa.Index(
            "ix_deals_undecided",
            "answer_due_at",
            postgresql_where=sa.text(_UNDECIDED),
        ),
        sa.Index(
            "ix_deals_warn_at",
            "warn_at",
            postgresql_where=sa.text("review IN ('SUBMITTED', 'IN_REVIEW', 'CONFLICT_HOLD')"),
        ),
        sa.Index(
            "ix_deals_reply_warn_at",
            "reply_warn_at",
            postgresql_where=sa.text("review = 'ACTION_REQUIRED'"),
        ),
        sa.Index(
            "ix_deals_waiting",
            "customer_key",
            "territory_code",
            "submission_sequence",
            postgresql_where=sa.text(_UNDECIDED),
        ),
        *parent_indexes("deals", _OPEN),
    )
