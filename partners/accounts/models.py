"""Accounts: end customers, owned by one company and shared by grants."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Account(Owned, Base):
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
        sa.Index("ix_accounts_owner_name", "owner_company_id", "name"),
        sa.Index("ix_accounts_name", "name", "id"),
    )


class GrantState(StrEnum):
    OFFERED = "OFFERED"
    REQUESTED = "REQUESTED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    DECLINED = "DECLINED"


class GrantAccess(StrEnum):
    READ = "READ"
    COMMENT = "COMMENT"
    EDIT = "EDIT"


class GrantObject(StrEnum):
    """What of an account a grant opens."""

    PROFILE = "PROFILE"
    CONTACTS = "CONTACTS"
    INTERACTIONS = "INTERACTIONS"
    DEALS = "DEALS"
    DOCUMENTS = "DOCUMENTS"
    ORDERS = "ORDERS"


TRANSITIONS: Final[dict[GrantState, frozenset[GrantState]]] = {
    GrantState.OFFERED: frozenset({GrantState.ACTIVE, GrantState.DECLINED, GrantState.REVOKED}),
    GrantState.REQUESTED: frozenset({GrantState.ACTIVE, GrantState.DECLINED}),
    GrantState.ACTIVE: frozenset({GrantState.EXPIRED, GrantState.REVOKED, GrantState.SUSPENDED}),
    GrantState.SUSPENDED: frozenset({GrantState.ACTIVE, GrantState.REVOKED, GrantState.EXPIRED}),
    GrantState.EXPIRED: frozenset(),
    GrantState.REVOKED: frozenset(),
    GrantState.DECLINED: frozenset(),
}


class AccountShareGrant(Owned, Base):
    """One company opens parts of one account to another, for a purpose and until a day.

    The owner is the grantor. A grant cannot be passed on: its account must be the grantor's own,
    which the composite foreign key guarantees.
    """

    __tablename__ = "account_share_grants"

    account_id: Mapped[UUID]
    grantee_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    objects: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)))
    access: Mapped[GrantAccess]
    purpose: Mapped[str]
    valid_until: Mapped[datetime]
    state: Mapped[GrantState]

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

    def revoke(self) -> None:
        self._enter(GrantState.REVOKED)

    def is_effective(self, now: datetime) -> bool:
        return self.state is GrantState.ACTIVE and self.valid_until > now

    def _enter(self, state: GrantState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise TransitionRefused(
                said("This grant has already ended, so it cannot be changed any more.")
            )
        self.state = state

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "account_id"], ["accounts.owner_company_id", "accounts.id"]
        ),
        sa.Index(
            "uq_account_share_grants_active",
            "account_id",
            "grantee_company_id",
            unique=True,
            postgresql_where=sa.text("state IN ('OFFERED', 'REQUESTED', 'ACTIVE', 'SUSPENDED')"),
        ),
        sa.Index("ix_account_share_grants_grantee", "grantee_company_id", "account_id"),
        sa.CheckConstraint("owner_company_id <> grantee_company_id", name="not_to_oneself"),
    )
