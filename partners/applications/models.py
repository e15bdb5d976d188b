"""Applications: companies that want to be partners, before there is a company or a login."""

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from partners.companies.models import (
    RELATIONSHIP_TRANSITIONS,
    RelationshipState,
    RelationshipType,
)
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

UNDECIDED: Final = frozenset(
    {RelationshipState.APPLIED, RelationshipState.IN_REVIEW, RelationshipState.ACTION_REQUIRED}
)
FIELDS: Final = (
    "company_name",
    "website",
    "country",
    "type",
    "vat_id",
    "contact_name",
    "reason",
)
"""What an applicant enters, and a reviewer may ask to correct. The address is proven instead."""


class Application(Owned, Base):
    """A company's wish to become a partner, on its way to a relationship. The host owns it.

    It goes along the map of relationships: PROSPECT until the mail address is proven, ONBOARDING
    when it was accepted and the company exists.
    """

    __tablename__ = "partner_applications"

    state: Mapped[RelationshipState] = mapped_column(default=RelationshipState.PROSPECT)
    company_name: Mapped[str]
    website: Mapped[str]
    """Domain alone, lower case."""
    country: Mapped[str] = mapped_column(sa.String(2))
    type: Mapped[RelationshipType]
    vat_id: Mapped[str | None]
    contact_name: Mapped[str]
    email: Mapped[str]
    reason: Mapped[str]
    locale: Mapped[str] = mapped_column(sa.String(8))
    address: Mapped[str | None]
    """The network address it came from, for a day: floods are counted by it."""
    applied_at: Mapped[datetime | None]
    """When the mail address was proven: the clock starts here."""
    answer_due_at: Mapped[datetime | None]
    held_since: Mapped[datetime | None]
    """When a question stopped the clock."""
    question: Mapped[str | None]
    reopened: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)), default=list)
    """The fields a question opened again; no others can be changed."""
    warned_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None]
    partner_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))

    def confirm(self, *, at: datetime, due: datetime) -> None:
        self._enter(RelationshipState.APPLIED)
        self.applied_at, self.answer_due_at = at, due

    def start_review(self) -> None:
        """Take it into review. From a question back leads only the answer (`resume`)."""
        if self.state is not RelationshipState.APPLIED:
            raise _moved_on()
        self._enter(RelationshipState.IN_REVIEW)

    def ask(self, question: str, fields: list[str], *, at: datetime) -> None:
        self._enter(RelationshipState.ACTION_REQUIRED)
        self.question, self.reopened, self.held_since = question, fields, at

    def resume(self, *, at: datetime) -> None:
        if self.state is not RelationshipState.ACTION_REQUIRED:
            raise _moved_on()
        self._enter(RelationshipState.IN_REVIEW)
        if self.held_since and self.answer_due_at:
            self.answer_due_at += at - self.held_since
        self.held_since, self.reopened = None, []

    def decline(self, reason: str, *, at: datetime) -> None:
        self._enter(RelationshipState.DECLINED)
        self.decline_reason, self.decided_at = reason, at

    def withdraw(self, *, at: datetime) -> None:
        if self.state not in UNDECIDED:
            raise _moved_on()
        self._enter(RelationshipState.WITHDRAWN)
        self.decided_at = at

    def accept(self, partner_id: UUID, *, at: datetime) -> None:
        self._enter(RelationshipState.ONBOARDING)
        self.partner_id, self.decided_at = partner_id, at

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    def used(self, now: datetime) -> float:
        """Return the share of the promised time gone by, 0 to 1."""
        if self.applied_at is None or self.answer_due_at is None:
            return 0.0
        total = (self.answer_due_at - self.applied_at).total_seconds()
        left = (self.answer_due_at - (self.held_since or now)).total_seconds()
        return min(max(1 - left / total, 0), 1) if total > 0 else 1.0

    def _enter(self, state: RelationshipState) -> None:
        if state not in RELATIONSHIP_TRANSITIONS[self.state]:
            raise _moved_on()
        self.state = state

    __table_args__ = (
        sa.Index("ix_partner_applications_state_due", "state", "answer_due_at", "id"),
        sa.Index("ix_partner_applications_created_at", "created_at"),
        sa.Index("ix_partner_applications_email", "email", "created_at"),
    )


def _moved_on() -> TransitionRefused:
    return TransitionRefused(
        said("This application has moved on, so this step is not open any more.")
    )
