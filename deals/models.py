"""Deal registrations: three axes (review, protection, stage) that are never blended."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import Territory
from deals.evidence.consent import Consented
from deals.pipeline.states import CLOSED, STAGE_TRANSITIONS, Stage, StageReason
from deals.protection.states import (
    PROTECTION_TRANSITIONS,
    RUNNING,
    ProtectionState,
    RevocationReason,
)
from deals.pulse.models import Pulse
from deals.registration.models import DealLine
from deals.review.states import (
    AT_THE_HOST,
    REVIEW_TRANSITIONS,
    UNDECIDED,
    Review,
    review_told,
)
from partners.accounts.models import Account
from partners.companies.business_days import HostCalendar
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

_UNDECIDED: Final = (
    "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')"
)


class Motion(StrEnum):
    RESELL = "RESELL"
    REFERRAL = "REFERRAL"
    CO_SELL = "CO_SELL"


class DealKind(StrEnum):
    NET_NEW = "NET_NEW"
    EXPANSION = "EXPANSION"
    RENEWAL = "RENEWAL"


class Deal(Consented, Owned, Base):
    """A partner's registration of a deal with one end customer. The owner is the partner."""

    __tablename__ = "deals"

    number: Mapped[str]
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

    review: Mapped[Review]
    protection: Mapped[ProtectionState] = mapped_column(default=ProtectionState.NONE)
    stage: Mapped[Stage] = mapped_column(default=Stage.QUALIFIED)
    submitted_at: Mapped[datetime | None]
    submission_sequence: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Order of complete submissions over all partners: proof of first in time; host only."""
    clock_from: Mapped[datetime | None]
    """Where the promised time began: at the submission, later by what questions stopped it."""
    answer_due_at: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(default=0)
    """Per cent of the promised time at which the reviewer was warned last."""
    warn_at: Mapped[datetime | None]
    """When the reviewer is warned next, the last time when the promise is broken."""
    held_since: Mapped[datetime | None]
    """When a question stopped the clock; the partner's answer lets the rest of it run."""
    reply_due_at: Mapped[datetime | None]
    """Until when the partner answers the question and keeps its place."""
    reply_warn_at: Mapped[datetime | None]
    """When the partner is reminded of that next, the last time when it is over."""
    decided_at: Mapped[datetime | None]
    is_exclusive: Mapped[bool] = mapped_column(default=True)
    left_out: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)), default=list)
    """Product families that a split left to others; it does not protect them."""
    protected_from: Mapped[datetime | None]
    protected_until: Mapped[datetime | None]
    """None while nothing ends it: it is provisional, or an extension is being decided."""
    reminded_days: Mapped[int | None]
    """The last reminder of its end that was sent, in days before it."""
    revoked_for: Mapped[RevocationReason | None]
    stage_reason: Mapped[StageReason | None]
    closed_at: Mapped[datetime | None]
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

    def submit(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        self._enter(Review.SUBMITTED)
        self._complete(at=at, sequence=sequence, answer_due_at=answer_due_at)

    def start_review(self) -> None:
        """Take it into review. Back from a question or a hold lead steps of their own."""
        if not self.awaits_review:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)

    def return_for_information(self, *, at: datetime, due_at: datetime, warn_at: datetime) -> None:
        self._enter(Review.ACTION_REQUIRED)
        self.held_since = at
        self.reply_due_at, self.reply_warn_at = due_at, warn_at

    def resubmit(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        """Take the answer to a question that came too late: it goes to the end of the line."""
        if not self.awaits_answer:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        self.held_since = None
        self._complete(at=at, sequence=sequence, answer_due_at=answer_due_at)

    def reply_is_late(self, now: datetime) -> bool:
        """Return whether the time to answer a question and keep its place is over."""
        return self.awaits_answer and self.reply_due_at is not None and self.reply_due_at <= now

    def resume_review(self, *, at: datetime, calendar: HostCalendar) -> None:
        """Let what was left of the promised time run on; a broken promise stays broken."""
        if not self.awaits_answer:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        held, start, due = self.held_since, self.clock_from, self.answer_due_at
        self.held_since = None
        if held is None or start is None or due is None or due <= held:
            return
        self.clock_from = calendar.earlier(at, calendar.time_between(start, held))
        self.answer_due_at = calendar.later(at, calendar.time_between(held, due))

    def hold(self) -> None:
        """Wait for the end of a conflict. The promise to the partner runs on."""
        self._enter(Review.CONFLICT_HOLD)

    def release_hold(self) -> None:
        if not self.is_held:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)

    def wait_list(self) -> None:
        """Decide it later, in its place. The promise to answer is kept by saying so."""
        self._enter(Review.WAIT_LISTED)

    def reopen(self, *, at: datetime, answer_due_at: datetime) -> None:
        """Review again what was wait-listed or rejected: in its place, with a new promise."""
        if self.review not in {Review.WAIT_LISTED, Review.REJECTED}:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        if self.protection is ProtectionState.REVOKED:
            self._enter_protection(ProtectionState.NONE)
            self.protected_from = self.protected_until = None
        self.clock_from, self.answer_due_at, self.warned = at, answer_due_at, 0
        self.decided_at = None

    def restore(self, *, until: datetime, is_exclusive: bool) -> None:
        """Give back an approved protection that was revoked."""
        if self.protection is not ProtectionState.REVOKED or self.is_closed:
            raise self._moved_on()
        self._enter_protection(ProtectionState.ACTIVE)
        self.protected_until, self.is_exclusive = until, is_exclusive
        self.revoked_for = self.reminded_days = None

    def approve(
        self,
        *,
        at: datetime,
        until: datetime,
        is_exclusive: bool = True,
        left_out: Sequence[str] = (),
    ) -> None:
        self._enter(Review.APPROVED)
        self._enter_protection(ProtectionState.ACTIVE)
        self.decided_at = self.protected_from = at
        self.protected_until = until
        self.is_exclusive, self.left_out = is_exclusive, list(left_out)

    def reject(self, *, at: datetime) -> None:
        self._enter(Review.REJECTED)
        self.decided_at = at

    def withdraw(self, *, at: datetime) -> None:
        self._enter(Review.WITHDRAWN)
        self.decided_at = at

    def cancel(self, *, at: datetime) -> None:
        self._enter(Review.CANCELLED)
        self.decided_at = at

    def protect_provisionally(self) -> None:
        """Protect from the submission on until the host answers."""
        self._enter_protection(ProtectionState.PROVISIONAL)
        self.protected_from, self.protected_until = self.submitted_at, None

    def run_until(self, until: datetime | None) -> None:
        """Let a protection that was approved run until an instant, or until somebody decides."""
        if self.protection is not ProtectionState.ACTIVE:
            raise self._moved_on()
        self.protected_until = until

    def end_protection(self, state: ProtectionState, *, at: datetime) -> None:
        """End it now; one that ran out before ended when it ran out."""
        self._enter_protection(state)
        self.protected_until = min(self.protected_until or at, at)

    def move_to(self, stage: Stage, reason: StageReason | None, *, at: datetime) -> None:
        if not self.may_move_to(stage):
            raise self._moved_on()
        self.stage = stage
        if stage in CLOSED:
            self.stage_reason, self.closed_at = reason, at

    def is_protected(self, now: datetime) -> bool:
        """Return whether the partner is protected now: by the clock, whatever a job wrote down."""
        return self.protection_runs(now) or self.is_overdue(now)

    def protection_at(self, now: datetime) -> ProtectionState:
        """Return where the protection stands by the clock, whatever a job wrote down."""
        if self.is_overdue(now):
            return ProtectionState.PROVISIONAL
        has_run_out = self.protection in RUNNING and not self.protection_runs(now)
        return ProtectionState.EXPIRED if has_run_out else self.protection

    def protection_runs(self, now: datetime) -> bool:
        """Return whether what was given has not ended yet."""
        return self.protection in RUNNING and (
            self.protected_until is None or self.protected_until > now
        )

    def is_overdue(self, now: datetime) -> bool:
        """Return whether the host broke its promise, and so protects the partner already."""
        return (
            self.awaits_the_host
            and self.protection is ProtectionState.NONE
            and self.answer_due_at is not None
            and self.answer_due_at <= now
        )

    def is_open(self, now: datetime) -> bool:
        """Return whether it still waits for a decision or protects the partner."""
        return self.is_undecided or self.is_protected(now)

    @property
    def claimed_lines(self) -> list[DealLine]:
        """Its lines but for what a split left to others."""
        return [line for line in self.lines if line.family_code not in self.left_out]

    @property
    def is_undecided(self) -> bool:
        return self.review in UNDECIDED

    @property
    def awaits_review(self) -> bool:
        """Whether nobody at the host has taken it up. Deciding it starts and ends the review."""
        return self.review is Review.SUBMITTED

    @property
    def awaits_the_host(self) -> bool:
        """Whether the promised time runs: nobody decided, and no question is open."""
        return self.review in AT_THE_HOST

    @property
    def is_closed(self) -> bool:
        return self.stage in CLOSED

    @property
    def was_handed_over(self) -> bool:
        """Whether another company sells it now, with a deal of its own; this one stays as it is."""
        return self.protection is ProtectionState.TRANSFERRED

    @property
    def awaits_answer(self) -> bool:
        return self.review is Review.ACTION_REQUIRED

    @property
    def is_held(self) -> bool:
        return self.review is Review.CONFLICT_HOLD

    @property
    def is_wait_listed(self) -> bool:
        return self.review is Review.WAIT_LISTED

    @property
    def review_told(self) -> Review:
        return review_told(self.review)

    def may_enter(self, review: Review) -> bool:
        """Return whether the map of states leads from here to `review` in one step."""
        return review in REVIEW_TRANSITIONS[self.review]

    def may_be_decided(self, review: Review) -> bool:
        """Return whether a reviewer can bring it to `review` now, straight from the queue too."""
        start = Review.IN_REVIEW if self.awaits_review else self.review
        return review in REVIEW_TRANSITIONS[start]

    def may_move_to(self, stage: Stage) -> bool:
        """Return whether the sale, once approved, may go there in one step."""
        is_sold_here = self.review is Review.APPROVED and not self.was_handed_over
        return is_sold_here and stage in STAGE_TRANSITIONS[self.stage]

    def _enter_protection(self, state: ProtectionState) -> None:
        if state not in PROTECTION_TRANSITIONS[self.protection]:
            raise self._moved_on()
        self.protection = state

    def _complete(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        self.submitted_at = self.clock_from = at
        self.submission_sequence = sequence
        self.answer_due_at = answer_due_at
        self.warned = 0

    def check_is_wait_listed(self) -> None:
        if not self.is_wait_listed:
            raise self._moved_on()

    def check_leads_to(self, review: Review) -> None:
        """Refuse what the map of states does not lead to from here."""
        if not self.may_enter(review):
            raise self._moved_on()

    def _enter(self, review: Review) -> None:
        self.check_leads_to(review)
        self.review = review

    def _moved_on(self) -> TransitionRefused:
        return TransitionRefused(
            said(
                "%(number)s has moved on, so this step is not open any more."
                " Look at where it stands now.",
                number=self.number,
            )
        )

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
            postgresql_where=sa.text(f"{_UNDECIDED} OR protection IN ('PROVISIONAL', 'ACTIVE')"),
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
    )
