"""Companies and the relationship each partner has with the host."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Base, Owned, Record
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class CompanyKind(StrEnum):
    HOST = "HOST"
    PARTNER = "PARTNER"


class Company(Record, Base):
    """A legal entity that sells together with others. Exactly one of them hosts the portal."""

    __tablename__ = "companies"

    kind: Mapped[CompanyKind]
    legal_name: Mapped[str]
    trade_name: Mapped[str]
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    """Three to eight capitals; the middle of the company's deal numbers."""
    website_domain: Mapped[str | None]
    duns: Mapped[str | None]
    vat_id: Mapped[str | None]
    lei: Mapped[str | None]
    gln: Mapped[str | None]
    country: Mapped[str] = mapped_column(sa.String(2))

    @property
    def is_host(self) -> bool:
        return self.kind is CompanyKind.HOST

    __table_args__ = (
        sa.Index(
            "uq_companies_one_host", "kind", unique=True, postgresql_where=sa.text("kind = 'HOST'")
        ),
        sa.Index("ix_companies_trade_name", "trade_name", "id"),
    )


class RelationshipType(StrEnum):
    RESELLER = "RESELLER"
    REFERRAL = "REFERRAL"
    DISTRIBUTOR = "DISTRIBUTOR"
    INTEGRATOR = "INTEGRATOR"
    TECHNOLOGY = "TECHNOLOGY"
    SUPPLIER = "SUPPLIER"


class RelationshipState(StrEnum):
    PROSPECT = "PROSPECT"
    APPLIED = "APPLIED"
    IN_REVIEW = "IN_REVIEW"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    ONBOARDING = "ONBOARDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    OFFBOARDING = "OFFBOARDING"
    TERMINATED = "TERMINATED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


MAY_SIGN_IN = frozenset(
    {RelationshipState.ONBOARDING, RelationshipState.ACTIVE, RelationshipState.OFFBOARDING}
)


_BEFORE_A_CONTRACT: Final = frozenset({RelationshipState.DECLINED, RelationshipState.WITHDRAWN})
_SHUT_OUT: Final = frozenset({RelationshipState.SUSPENDED})
_ENDING: Final = frozenset({RelationshipState.OFFBOARDING})

RELATIONSHIP_TRANSITIONS: Final[dict[RelationshipState, frozenset[RelationshipState]]] = {
    RelationshipState.PROSPECT: frozenset({RelationshipState.APPLIED}) | _BEFORE_A_CONTRACT,
    RelationshipState.APPLIED: frozenset({RelationshipState.IN_REVIEW}) | _BEFORE_A_CONTRACT,
    RelationshipState.IN_REVIEW: frozenset(
        {RelationshipState.ACTION_REQUIRED, RelationshipState.ONBOARDING}
    )
    | _BEFORE_A_CONTRACT,
    RelationshipState.ACTION_REQUIRED: frozenset({RelationshipState.IN_REVIEW})
    | _BEFORE_A_CONTRACT,
    RelationshipState.ONBOARDING: frozenset({RelationshipState.ACTIVE})
    | _SHUT_OUT
    | _BEFORE_A_CONTRACT,
    RelationshipState.ACTIVE: _SHUT_OUT | _ENDING,
    RelationshipState.SUSPENDED: frozenset(
        {RelationshipState.ONBOARDING, RelationshipState.ACTIVE, RelationshipState.TERMINATED}
    )
    | _ENDING,
    RelationshipState.OFFBOARDING: frozenset({RelationshipState.TERMINATED}) | _SHUT_OUT,
    RelationshipState.TERMINATED: frozenset(),
    RelationshipState.DECLINED: frozenset(),
    RelationshipState.WITHDRAWN: frozenset(),
}
"""Whoever may sign in can be shut out."""


class PartnerRelationship(Owned, Base):
    """What a partner is to the host, and who at the host looks after it."""

    __tablename__ = "partner_relationships"

    partner_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), unique=True)
    type: Mapped[RelationshipType]
    state: Mapped[RelationshipState]
    channel_manager_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    suspended_from: Mapped[RelationshipState | None]
    """Where a suspension began, and so where it ends: it is no way around onboarding."""
    last_day: Mapped[date | None]
    """The day both sides were told the relationship ends; set when offboarding starts."""
    ended_at: Mapped[datetime | None]

    partner: Mapped[Company] = relationship(foreign_keys=[partner_id], lazy="raise")

    def suspend(self) -> None:
        before = self.state
        self._enter(RelationshipState.SUSPENDED)
        self.suspended_from = before

    def resume(self) -> None:
        if self.state is not RelationshipState.SUSPENDED:
            raise _moved_on()
        self._enter(self.suspended_from or RelationshipState.ACTIVE)
        self.suspended_from = None

    def start_offboarding(self, last_day: date) -> None:
        """Begin the end. From a suspension too, unless the partner was never let in."""
        self._refuse_unless_let_in()
        self._enter(RelationshipState.OFFBOARDING)
        self.suspended_from = None
        self.last_day = last_day

    def terminate(self, *, at: datetime) -> None:
        """End it for good: from offboarding, or without letting a suspended partner in again."""
        self._refuse_unless_let_in()
        self._enter(RelationshipState.TERMINATED)
        self.suspended_from = None
        self.ended_at = at

    def activate(self) -> None:
        if self.state is not RelationshipState.ONBOARDING:
            raise _moved_on()
        self._enter(RelationshipState.ACTIVE)

    def refuse_unless_leaving(self) -> None:
        """Raise TransitionRefused unless the relationship may end now."""
        if not self.may_end:
            raise _moved_on()

    @property
    def may_end(self) -> bool:
        return self.was_let_in and self.may_enter(RelationshipState.TERMINATED)

    @property
    def was_let_in(self) -> bool:
        """Return whether a suspension, if there is one, shuts out who was a partner before."""
        return self.suspended_from is not RelationshipState.ONBOARDING

    def may_enter(self, state: RelationshipState) -> bool:
        return state in RELATIONSHIP_TRANSITIONS[self.state]

    def _refuse_unless_let_in(self) -> None:
        if not self.was_let_in:
            raise _moved_on()

    def _enter(self, state: RelationshipState) -> None:
        if not self.may_enter(state):
            raise _moved_on()
        self.state = state


def _moved_on() -> TransitionRefused:
    return TransitionRefused(said("This partner has moved on, so this step is not open any more."))


class Holiday(Owned, Base):
    """A day that does not count in the host's promises. Everybody reads it."""

    __tablename__ = "holidays"

    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.String(80))

    __table_args__ = (sa.UniqueConstraint("owner_company_id", "day"),)
