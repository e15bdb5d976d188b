"""People, what they may do in which company, and how they prove who they are."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.companies.models import Company
from portal.kernel.db import Base, Owned, Record
from portal.kernel.errors import TransitionRefused
from portal.kernel.ids import new_id
from portal.kernel.permissions import Role
from portal.kernel.words import said


class Person(Record, Base):
    """One human being with one login, whatever the number of companies they act for."""

    __tablename__ = "people"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(sa.String(8), default="en")
    time_zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    is_active: Mapped[bool] = mapped_column(default=True)


class MembershipState(StrEnum):
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    REMOVED = "REMOVED"


MEMBERSHIP_TRANSITIONS: Final[dict[MembershipState, frozenset[MembershipState]]] = {
    MembershipState.INVITED: frozenset({MembershipState.ACTIVE, MembershipState.REMOVED}),
    MembershipState.ACTIVE: frozenset({MembershipState.SUSPENDED, MembershipState.REMOVED}),
    MembershipState.SUSPENDED: frozenset({MembershipState.ACTIVE, MembershipState.REMOVED}),
    MembershipState.REMOVED: frozenset({MembershipState.ACTIVE}),
}
"""Whoever was removed comes back by accepting another invitation, and in no other way."""


class Membership(Owned, Base):
    """A person acting for a company, with the roles held there."""

    __tablename__ = "memberships"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)))
    state: Mapped[MembershipState]

    person: Mapped[Person] = relationship(lazy="raise")
    company: Mapped[Company] = relationship(
        primaryjoin="foreign(Membership.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )

    @property
    def held_roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    @property
    def is_active(self) -> bool:
        return self.state is MembershipState.ACTIVE

    def suspend(self) -> None:
        self._enter(MembershipState.SUSPENDED)

    def resume(self) -> None:
        if self.state is not MembershipState.SUSPENDED:
            raise _moved_on()
        self._enter(MembershipState.ACTIVE)

    def remove(self) -> None:
        self._enter(MembershipState.REMOVED)

    def join(self, roles: frozenset[Role]) -> None:
        """Come back after a removal, with other roles."""
        if self.state is MembershipState.SUSPENDED:
            raise _moved_on()
        self._enter(MembershipState.ACTIVE)
        self.roles = sorted(role.value for role in roles)

    def _enter(self, state: MembershipState) -> None:
        if state not in MEMBERSHIP_TRANSITIONS[self.state]:
            raise _moved_on()
        self.state = state

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "person_id"),
        sa.CheckConstraint("cardinality(roles) > 0", name="has_a_role"),
    )


def _moved_on() -> TransitionRefused:
    return TransitionRefused(
        said("This membership has moved on, so this step is not open any more.")
    )


class InvitationState(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"


INVITATION_TRANSITIONS: Final[dict[InvitationState, frozenset[InvitationState]]] = {
    InvitationState.OPEN: frozenset({InvitationState.ACCEPTED, InvitationState.WITHDRAWN}),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.WITHDRAWN: frozenset(),
}


class Invitation(Owned, Base):
    """Somebody may join the company, with these roles, who reads mail at this address.

    It knows nothing of whether the address has a login: who invites must not learn it.
    """

    __tablename__ = "invitations"

    email: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)))
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.OPEN)
    invited_by_id: Mapped[UUID | None]
    invited_by_name: Mapped[str]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("cardinality(roles) > 0", name="has_a_role"),
        sa.Index(
            "uq_invitations_one_open",
            "owner_company_id",
            "email",
            unique=True,
            postgresql_where=sa.text("state = 'OPEN'"),
        ),
        sa.Index("ix_invitations_owner_created_at", "owner_company_id", "created_at"),
    )

    @property
    def held_roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    def is_open(self, now: datetime) -> bool:
        return self.state is InvitationState.OPEN and self.expires_at > now

    def accept(self, *, at: datetime) -> None:
        if not self.is_open(at):
            raise _not_valid()
        self._enter(InvitationState.ACCEPTED, at)

    def withdraw(self, *, at: datetime) -> None:
        self._enter(InvitationState.WITHDRAWN, at)

    def _enter(self, state: InvitationState, at: datetime) -> None:
        if state not in INVITATION_TRANSITIONS[self.state]:
            raise _not_valid()
        self.state, self.ended_at = state, at


def _not_valid() -> TransitionRefused:
    return TransitionRefused(
        said("This invitation was used, withdrawn or replaced, or it has run out.")
    )


class PasswordReset(Base):
    """Somebody asked for a new password for an address, known or not. Out of tenants' reach."""

    __tablename__ = "password_resets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (sa.Index(None, "email", "asked_at"),)


class Credential(Base):
    """A password's argon2id hash. No tenant's statement can read this table."""

    __tablename__ = "credentials"

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("people.id"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]


class LoginSession(Base):
    """A browser that is signed in. The cookie holds a random token, this its SHA-256."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("memberships.id"))
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempt(Base):
    """A failed sign-in, kept for a day: throttling counts them by account and by address."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    account_hash: Mapped[bytes]
    """SHA-256 of the normalised e-mail, known or not: the table names nobody."""
    address: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        sa.Index("ix_sign_in_attempts_account_hash_at", "account_hash", "at"),
        sa.Index("ix_sign_in_attempts_address_at", "address", "at"),
    )
