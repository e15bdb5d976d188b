"""Machines of a company that call the API, and the access tokens they hold."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class ApiClient(Owned, Base):
    """One machine of a company: an ERP, an EDI system. It acts for it, within its scopes."""

    __tablename__ = "api_clients"

    client_id: Mapped[str] = mapped_column(unique=True)
    """What the machine calls itself at the token endpoint; public, random, never reused."""
    secret_hash: Mapped[bytes] = mapped_column(deferred=True, deferred_raiseload=True)
    """SHA-256 of 256 random bits. Only the portal's own work may read this column."""
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by_id: Mapped[UUID | None]
    created_by_name: Mapped[str]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    """When it last got a token."""
    revoked_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("cardinality(scopes) > 0", name="has_a_scope"),)

    def may_act(self, now: datetime) -> bool:
        return self.is_active and self.expires_at > now

    def revoke(self, *, at: datetime) -> None:
        if not self.is_active:
            raise TransitionRefused(said("This client is already revoked."))
        self.is_active = False
        self.revoked_at = at

    def has_secret(self, secret: str) -> bool:
        """Compare in constant time; needs the hash, which only the portal's own work loads."""
        return hmac.compare_digest(self.secret_hash, hash_secret(secret))


class AccessToken(Base):
    """A token a client holds, as its SHA-256. Out of every tenant's reach."""

    __tablename__ = "access_tokens"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("api_clients.id"), index=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def hash_secret(secret: str) -> bytes:
    """Hash a random secret. It has 256 bits of its own: a slow hash would protect nothing more."""
    return hashlib.sha256(secret.encode()).digest()
