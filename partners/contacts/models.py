"""Contacts: the people at an end customer, as one company knows them."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said

LONGEST_NAME: Final = 120
LONGEST_ADDRESS: Final = 254


class Channel(StrEnum):
    """By what people reach each other."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    VIDEO = "VIDEO"
    CHAT = "CHAT"
    IN_PERSON = "IN_PERSON"
    LETTER = "LETTER"


class Consent(StrEnum):
    """What a contact said to being written to and called."""

    UNKNOWN = "UNKNOWN"
    GIVEN = "GIVEN"
    REFUSED = "REFUSED"


class Removal(StrEnum):
    """Why a contact is removed, as the timeline goes on to say."""

    ASKED_FOR = "ASKED_FOR"
    LEFT = "LEFT"
    MISTAKE = "MISTAKE"


def refusal_key(company_id: UUID, email: str) -> str:
    """Return by what a company knows a refused address again without keeping it."""
    return hashlib.sha256(f"{company_id}:{email.strip().lower()}".encode()).hexdigest()


class Contact(Owned, Base):
    """A person at an account. The owner is the company that wrote them down.

    A removed one holds nobody: the row stays so that what happened can still be read by whoever
    could read it before.
    """

    __tablename__ = "contacts"

    account_id: Mapped[UUID]
    audience: Mapped[Audience]
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    role: Mapped[str | None] = mapped_column(sa.String(LONGEST_NAME))
    email: Mapped[str | None] = mapped_column(sa.String(LONGEST_ADDRESS))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    preferred_channel: Mapped[Channel | None]
    consent: Mapped[Consent] = mapped_column(default=Consent.UNKNOWN)
    consent_on: Mapped[date | None]
    consent_source: Mapped[str | None] = mapped_column(sa.String(LONGEST_NAME))
    removed_at: Mapped[datetime | None]
    refusal_key: Mapped[str | None] = mapped_column(sa.String(64))
    """Of a removed contact who refused: so that nobody enters and calls them again unawares."""

    account: Mapped[Account] = relationship(
        primaryjoin="foreign(Contact.account_id) == Account.id", lazy="raise", viewonly=True
    )

    @property
    def refuses(self) -> bool:
        return self.consent is Consent.REFUSED

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def remove(self, *, at: datetime) -> None:
        """Forget the person. That they refused to be contacted, and when, is kept without them."""
        self.expect_not_removed()
        if self.refuses and self.email:
            self.refusal_key = refusal_key(self.owner_company_id, self.email)
        if self.refuses:
            self.consent_source = ""
        else:
            self.consent, self.consent_on, self.consent_source = Consent.UNKNOWN, None, None
        self.name, self.removed_at = "", at
        self.role = self.email = self.phone = self.preferred_channel = None

    def expect_not_removed(self) -> None:
        """Refuse to write to a contact that holds nobody any more.

        Raises:
            TransitionRefused: it was removed.
        """
        if self.is_removed:
            raise TransitionRefused(said("This contact was removed."))

    __table_args__ = (
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.UniqueConstraint("account_id", "id"),
        sa.Index("ix_contacts_account_name", "account_id", "name", "id"),
        sa.Index(
            "ix_contacts_mail_domain",
            # In the order of bytes, which an index as it is read back does not say.
            sa.text("reverse(lower(split_part(email::text, '@'::text, 2)))"),
            postgresql_where=sa.text("email IS NOT NULL"),
        ),
        sa.CheckConstraint(
            "consent = 'UNKNOWN' OR (consent_on IS NOT NULL AND consent_source IS NOT NULL)",
            name="consent_says_when_and_how",
        ),
        sa.Index(
            "ix_contacts_refusals",
            "owner_company_id",
            "refusal_key",
            postgresql_where=sa.text("refusal_key IS NOT NULL"),
        ),
        sa.CheckConstraint(
            "removed_at IS NULL OR (name = '' AND role IS NULL AND email IS NULL AND phone IS NULL"
            " AND preferred_channel IS NULL AND coalesce(consent_source, '') = '')",
            name="removed_holds_nobody",
        ),
    )
