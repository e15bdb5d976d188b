"""What makes two accounts of one owner the same customer."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class IdentityKind(StrEnum):
    DOMAIN = "DOMAIN"
    NAME_KEY = "NAME_KEY"
    """The name without its legal form, accents, spaces and script (`kontor_name_key`)."""


class AccountIdentity(Base):
    """One identity of an account, normalised. Triggers of `accounts` write them."""

    __tablename__ = "account_identities"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IdentityKind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(253, collation="C"), primary_key=True)
    owner_company_id: Mapped[UUID]

    __table_args__ = (
        sa.Index("ix_account_identities_owner", "owner_company_id", "kind", "value", "account_id"),
    )
