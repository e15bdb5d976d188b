"""What makes two accounts of one owner the same customer, and what was found by it."""

from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned


class IdentityKind(StrEnum):
    VAT = "VAT"
    DUNS = "DUNS"
    LEI = "LEI"
    GLN = "GLN"
    DOMAIN = "DOMAIN"
    NAME_KEY = "NAME_KEY"
    """The name without its legal form, accents, spaces and script (`kontor_name_key`)."""
    NAME_STEM = "NAME_STEM"
    """The country and how the words of the name begin, whatever their order."""


REGISTERED: Final = (IdentityKind.VAT, IdentityKind.DUNS, IdentityKind.LEI, IdentityKind.GLN)
"""What a register gave the customer: entered by people, checked by `identities`. One of a kind."""


class AccountIdentity(Base):
    """One identity of an account, normalised. Triggers of `accounts` write names and domains."""

    __tablename__ = "account_identities"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IdentityKind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(253, collation="C"), primary_key=True)
    owner_company_id: Mapped[UUID]

    __table_args__ = (
        sa.Index("ix_account_identities_owner", "owner_company_id", "kind", "value", "account_id"),
        sa.Index(
            "uq_account_identities_registered",
            "account_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("kind IN ('VAT', 'DUNS', 'LEI', 'GLN')"),
        ),
        # Across owners, for the portal's own look at conflicts of registrations.
        sa.Index("ix_account_identities_value", "kind", "value", "account_id"),
        *(
            sa.Index(f"ix_account_identities_{name}", sa.text(key), postgresql_where=sa.text(kept))
            for name, key, kept in (
                ("skeleton", "kontor_name_skeleton(value)", "kind = 'NAME_KEY'"),
                ("tail", "reverse(value)", "kind = 'NAME_KEY'"),
                ("domain", "reverse(value)", "kind = 'DOMAIN'"),
            )
        ),
    )


class DuplicateSign(Base):
    """One reason to take two accounts of a company for the same customer.

    Triggers of `account_identities` write and remove them, so that a page of them costs the same
    however many accounts there are. What people told apart is not written again.
    """

    __tablename__ = "duplicate_signs"

    owner_company_id: Mapped[UUID] = mapped_column(primary_key=True)
    newer_id: Mapped[UUID] = mapped_column(primary_key=True)
    older_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IdentityKind] = mapped_column(primary_key=True)

    __table_args__ = (
        sa.Index("ix_duplicate_signs_newer", "newer_id"),
        sa.Index("ix_duplicate_signs_older", "older_id"),
    )


class Verdict(StrEnum):
    DISTINCT = "DISTINCT"
    """They are two customers, however alike they look."""
    MERGED = "MERGED"


class PairDecision(Owned, Base):
    """What somebody decided about two accounts. Its company's own affair, as is what it tells."""

    __tablename__ = "account_pair_decisions"

    newer_id: Mapped[UUID]
    older_id: Mapped[UUID]
    verdict: Mapped[Verdict]
    label: Mapped[str]
    """The names of both when it was decided."""

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "newer_id", "older_id"),
        sa.CheckConstraint("older_id < newer_id", name="older_is_older"),
    )
