"""Accounts: end customers, owned by one company and shared by grants."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.accounts.parents.models import Subsidiary, parent_indexes
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Account(Subsidiary, Owned, Base):
    """An end customer as one company knows it. Two companies may each know the same one."""

    __tablename__ = "accounts"

    name: Mapped[str]
    domain: Mapped[str | None]
    country: Mapped[str] = mapped_column(sa.String(2))
    place: Mapped[str | None]

    owner: Mapped[Company] = relationship(
        primaryjoin="foreign(Account.owner_company_id) == Company.id", lazy="raise", viewonly=True
    )

    @property
    def customer_key(self) -> str:
        """What makes two accounts the same end customer: the web domain, else the row itself."""
        return self.domain or f"account:{self.id}"

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.Index("ix_accounts_owner_name", "owner_company_id", "name", "id"),
        sa.Index("ix_accounts_owner_newest", "owner_company_id", "created_at", "id"),
        sa.Index("ix_accounts_owner_country", "owner_company_id", "country", "name", "id"),
        # Across owners, for the portal's own look at conflicts of registrations.
        *parent_indexes("accounts"),
    )


class AccountWord(Base):
    """A word of an account's name or domain, by whose beginning it is found.

    Triggers of `accounts` write them (`kontor_words` in the migrations). Text compared by itself is
    what row security lets an index answer; patterns are not.
    """

    __tablename__ = "account_words"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(64, collation="C"), primary_key=True)
    owner_company_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(sa.String(200))
    """The account's, to list what was found by it."""

    __table_args__ = (
        sa.Index("ix_account_words_owner", "owner_company_id", "word", "name", "account_id"),
    )


class AccountTouch(Base):
    """When a company last worked on an account: changed it, or logged or noted something on it.

    Triggers of `accounts`, `interactions` and `contacts` write it (`kontor_touch` in the
    migrations). Of one's own company alone: what others do on an account is not told by its place
    in a list.
    """

    __tablename__ = "account_touches"

    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    is_own: Mapped[bool]
    """Whether the account is the company's own, and not one that was opened to it."""
    at: Mapped[datetime]
    country: Mapped[str] = mapped_column(sa.String(2))
    """The account's, to list one country in this order. That of a foreign account may lag behind:
    those are listed by their grants."""

    __table_args__ = (
        sa.Index("ix_account_touches_account", "account_id"),
        sa.Index("ix_account_touches_latest", "owner_company_id", "is_own", "at", "account_id"),
        sa.Index(
            "ix_account_touches_country",
            "owner_company_id",
            "is_own",
            "country",
            "at",
            "account_id",
        ),
    )


class GrantState(StrEnum):
    """Where a grant stands. What a partner asked for is a request of its own until it is given."""

    OFFERED = "OFFERED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    DECLINED = "DECLINED"


class GrantAccess(StrEnum):
    """How far a grant goes: reading, adding one's own beside it, or changing what is there."""

    READ = "READ"
    COMMENT = "COMMENT"
    EDIT = "EDIT"


class GrantObject(StrEnum):
    """What of an account a grant opens. What its profile says, every grant opens.

    Deals and orders are the grantor's own on the account, never those of a third company.
    """

    PROFILE = "PROFILE"
    CONTACTS = "CONTACTS"
    INTERACTIONS = "INTERACTIONS"
    DEALS = "DEALS"
    DOCUMENTS = "DOCUMENTS"
    ORDERS = "ORDERS"


WRITES: Final = frozenset({GrantAccess.COMMENT, GrantAccess.EDIT})
"""With which access a grantee may add something of its own."""

TRANSITIONS: Final[dict[GrantState, frozenset[GrantState]]] = {
    GrantState.OFFERED: frozenset(
        {GrantState.ACTIVE, GrantState.DECLINED, GrantState.REVOKED, GrantState.EXPIRED}
    ),
    GrantState.ACTIVE: frozenset({GrantState.EXPIRED, GrantState.REVOKED, GrantState.SUSPENDED}),
    GrantState.SUSPENDED: frozenset({GrantState.ACTIVE, GrantState.REVOKED, GrantState.EXPIRED}),
    GrantState.EXPIRED: frozenset(),
    GrantState.REVOKED: frozenset(),
    GrantState.DECLINED: frozenset(),
}


LIVE: Final = (GrantState.OFFERED, GrantState.ACTIVE, GrantState.SUSPENDED)
"""States from which a grant may still open something."""


REMINDED: Final = (1, 7, 14, 30)
"""Days before its end at which a grant's giver is reminded, the last reminder first."""


def reminded_already(left: timedelta) -> int | None:
    """Return the earliest reminder that a grant with so much time left has no need of any more."""
    return next((days for days in REMINDED if left <= timedelta(days=days)), None)


class AccountShareGrant(Owned, Base):
    """One company opens parts of one account to another, for a purpose and until a day.

    The owner is the grantor. A grant cannot be passed on: its account must be the grantor's own,
    which the composite foreign key guarantees.
    """

    __tablename__ = "account_share_grants"

    account_id: Mapped[UUID]
    customer_name: Mapped[str]
    """The account's name when it was shared: what both sides keep calling it when it is over."""
    grantee_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    objects: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)))
    access: Mapped[GrantAccess]
    purpose: Mapped[str]
    valid_until: Mapped[datetime]
    state: Mapped[GrantState]
    reminded_days: Mapped[int | None]
    """The last reminder of its end that was sent, in days before it; no later one repeats it."""

    grantor: Mapped[Company] = relationship(
        primaryjoin="foreign(AccountShareGrant.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )
    grantee: Mapped[Company] = relationship(
        primaryjoin="foreign(AccountShareGrant.grantee_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )
    account: Mapped[Account] = relationship(
        primaryjoin="foreign(AccountShareGrant.account_id) == Account.id",
        lazy="raise",
        viewonly=True,
    )

    def accept(self) -> None:
        if self.state is not GrantState.OFFERED:  # out of a suspension leads only `resume`
            raise self._moved_on()
        self._enter(GrantState.ACTIVE)

    def decline(self) -> None:
        self._enter(GrantState.DECLINED)

    def revoke(self) -> None:
        self._enter(GrantState.REVOKED)

    def suspend(self) -> None:
        self._enter(GrantState.SUSPENDED)

    def resume(self) -> None:
        if self.state is not GrantState.SUSPENDED:  # out of an offer leads only `accept`
            raise self._moved_on()
        self._enter(GrantState.ACTIVE)

    def expire(self) -> None:
        self._enter(GrantState.EXPIRED)

    def extend(self, until: datetime, *, at: datetime) -> None:
        """Let it run until another instant; its reminders begin anew."""
        if self.state not in LIVE:
            raise self._moved_on()
        self.valid_until = until
        self.reminded_days = reminded_already(until - at)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def awaits_answer(self) -> bool:
        return self.state is GrantState.OFFERED

    def is_effective(self, now: datetime) -> bool:
        return self.state is GrantState.ACTIVE and self.valid_until > now

    def _enter(self, state: GrantState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise self._moved_on()
        self.state = state

    @staticmethod
    def _moved_on() -> TransitionRefused:
        return TransitionRefused(
            said("This grant has moved on, so this step is not open any more.")
        )

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "account_id"], ["accounts.owner_company_id", "accounts.id"]
        ),
        sa.Index(
            "uq_account_share_grants_active",
            "account_id",
            "grantee_company_id",
            unique=True,
            postgresql_where=sa.text("state IN ('OFFERED', 'ACTIVE', 'SUSPENDED')"),
        ),
        sa.Index("ix_account_share_grants_given", "owner_company_id", "valid_until", "id"),
        sa.Index("ix_account_share_grants_held", "grantee_company_id", "valid_until", "id"),
        sa.Index(
            "ix_account_share_grants_ending",
            "valid_until",
            postgresql_where=sa.text("state IN ('OFFERED', 'ACTIVE', 'SUSPENDED')"),
        ),
        # Whole conditions, answered by the index alone: every row of an account asks them.
        sa.Index(
            "ix_account_share_grants_account",
            "account_id",
            "grantee_company_id",
            "state",
            "valid_until",
            "owner_company_id",
        ),
        sa.Index(
            "ix_account_share_grants_between", "grantee_company_id", "owner_company_id", "state"
        ),
        sa.CheckConstraint("owner_company_id <> grantee_company_id", name="not_to_oneself"),
        sa.CheckConstraint("'PROFILE' = ANY (objects)", name="opens_the_profile"),
    )
