"""Contacts: the people at an end customer, as one company knows them."""

from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from portal.kernel.db import Base, Owned

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


class Contact(Owned, Base):
    """A person at an account. The owner is the company that wrote them down."""

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

    account: Mapped[Account] = relationship(
        primaryjoin="foreign(Contact.account_id) == Account.id", lazy="raise", viewonly=True
    )

    @property
    def refuses(self) -> bool:
        return self.consent is Consent.REFUSED

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
    )
