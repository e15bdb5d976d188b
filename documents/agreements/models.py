"""Agreements: documents the host names, which a partner executes before it is let in."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from partners.companies.models import RelationshipType
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Agreement(Owned, Base):
    """One version of one of the host's own documents, to be executed by partners of some kinds.

    It never changes. A new text is another agreement, and the old one is retired.
    """

    __tablename__ = "agreements"

    version_id: Mapped[UUID]
    title: Mapped[str]
    file_name: Mapped[str]
    key: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    content_type: Mapped[str]
    types: Mapped[list[str]] = mapped_column(ARRAY(sa.String(32)))
    """For which kinds of partners; none means for all."""
    retired_at: Mapped[datetime | None]

    def is_for(self, kind: RelationshipType) -> bool:
        return not self.types or kind.value in self.types

    def retire(self, *, at: datetime) -> None:
        if self.retired_at is not None:
            raise TransitionRefused(said("This agreement is retired already."))
        self.retired_at = at

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "version_id"],
            ["document_versions.owner_company_id", "document_versions.id"],
        ),
    )


class AgreementExecution(Owned, Base):
    """A partner's acceptance of one agreement: who, when, and the hash of what they saw.

    The partner owns it. Nobody can change or remove it.
    """

    __tablename__ = "agreement_executions"

    agreement_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    title: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    signatory_id: Mapped[UUID]
    signatory_name: Mapped[str]
    """As typed by the signatory."""
    login_name: Mapped[str]

    __table_args__ = (sa.UniqueConstraint("owner_company_id", "agreement_id"),)
