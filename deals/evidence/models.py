"""Documents that a partner names as evidence for its registration."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base, Owned


class EvidenceKind(StrEnum):
    LETTER = "LETTER"
    """The customer names the partner in writing."""
    OFFER = "OFFER"
    CORRESPONDENCE = "CORRESPONDENCE"
    OTHER = "OTHER"


class Evidence(Owned, Base):
    """A document as it was when it was named. It stays named, whatever versions follow."""

    __tablename__ = "deal_evidence"

    deal_id: Mapped[UUID]
    document_id: Mapped[UUID]
    kind: Mapped[EvidenceKind]
    title: Mapped[str]
    number: Mapped[int]
    """That of the version that was named."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    named_by_name: Mapped[str]

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("deal_id", "document_id"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"], ["documents.owner_company_id", "documents.id"]
        ),
    )
