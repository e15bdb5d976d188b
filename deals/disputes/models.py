"""Disputes of a partner against a decision on its registration, and how they were decided."""

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.conflicts.precedence import Rule
from deals.disputes.states import (
    AT_THE_HOST,
    DISPUTE_TRANSITIONS,
    Disputed,
    DisputeState,
    Verdict,
)
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

LONGEST: Final = 2000


class Dispute(Owned, Base):
    """A partner does not accept a decision. It owns the dispute; no other partner learns of it."""

    __tablename__ = "disputes"

    deal_id: Mapped[UUID]
    about: Mapped[Disputed]
    state: Mapped[DisputeState]
    claim: Mapped[str] = mapped_column(sa.String(LONGEST))
    """What the partner says, and what it has to show."""
    opened_by_name: Mapped[str]
    against_id: Mapped[UUID | None]
    """Who took the decision, and so does not decide the dispute."""
    due_at: Mapped[datetime]
    """Until when the host promises to decide; after an appeal anew."""
    is_late: Mapped[bool] = mapped_column(default=False)
    """Whether it was said that the promise is broken."""
    appeal: Mapped[str | None] = mapped_column(sa.String(LONGEST))
    appeal_until: Mapped[datetime | None]

    decisions: Mapped[list["DisputeDecision"]] = relationship(
        lazy="raise", order_by="DisputeDecision.round", viewonly=True
    )

    def investigate(self) -> None:
        self._enter(DisputeState.INVESTIGATING)

    def decide(self, verdict: Verdict, *, appeal_until: datetime) -> None:
        """Take a decision: the last one if it is of an appeal, or gives all that was asked."""
        is_last = self.is_appealed or verdict is Verdict.OVERTURNED
        self._enter(DisputeState.FINAL if is_last else DisputeState.DECIDED)
        self.appeal_until = None if is_last else appeal_until

    def take_appeal(self, appeal: str, *, due_at: datetime) -> None:
        self._enter(DisputeState.APPEALED)
        self.appeal, self.due_at, self.is_late = appeal, due_at, False

    def state_at(self, now: datetime) -> DisputeState:
        """Return where it stands by the clock: without an appeal in time a decision is final."""
        is_over = self.appeal_until is not None and self.appeal_until <= now
        if self.state is DisputeState.DECIDED and is_over:
            return DisputeState.FINAL
        return self.state

    @property
    def is_appealed(self) -> bool:
        return self.state is DisputeState.APPEALED

    @property
    def awaits_the_host(self) -> bool:
        return self.state in AT_THE_HOST

    def _enter(self, state: DisputeState) -> None:
        if state not in DISPUTE_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This dispute has moved on. Look at where it stands now."))
        self.state = state

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "uq_disputes_open",
            "deal_id",
            unique=True,
            postgresql_where=sa.text("state <> 'FINAL'"),
        ),
        sa.Index("ix_disputes_deal", "deal_id", "created_at"),
        sa.Index(
            "ix_disputes_due",
            "due_at",
            postgresql_where=sa.text("state IN ('OPEN', 'INVESTIGATING', 'APPEALED')"),
        ),
        sa.Index(
            "ix_disputes_appeal_until",
            "appeal_until",
            postgresql_where=sa.text("state = 'DECIDED'"),
        ),
    )


class DisputeDecision(Owned, Base):
    """The decision of a dispute, or of its appeal. Nothing of it changes afterwards.

    The rule is for the host's eyes: cited to the partner, it could tell of another registration.
    """

    __tablename__ = "dispute_decisions"

    dispute_id: Mapped[UUID]
    round: Mapped[int]
    """1, and 2 for the appeal."""
    verdict: Mapped[Verdict]
    rule: Mapped[Rule]
    reason: Mapped[str] = mapped_column(sa.String(LONGEST))
    decided_by_id: Mapped[UUID]
    decided_by_name: Mapped[str]
    against_id: Mapped[UUID | None]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "dispute_id"], ["disputes.owner_company_id", "disputes.id"]
        ),
        sa.UniqueConstraint("dispute_id", "round"),
        sa.UniqueConstraint("dispute_id", "decided_by_id"),
        sa.CheckConstraint(
            "decided_by_id IS DISTINCT FROM against_id", name="nobody_judges_their_own_decision"
        ),
        sa.CheckConstraint("round IN (1, 2)", name="there_is_one_appeal"),
    )
