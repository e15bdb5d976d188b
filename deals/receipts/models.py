"""Receipts of complete submissions, and the chain in which the host keeps their order.

They lie in two tables by who may read them: a receipt is the two sides', its place among those of
all partners is the host's secret.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Base, Owned

HASH: Final = 64
"""Letters of a SHA-256 in lower-case hex."""


class Receipt(Owned, Base):
    """What was submitted, when, under which number. It was born at that instant and never changes.

    Nobody has the right to update or delete one, and a trigger refuses it to the portal itself.
    """

    __tablename__ = "deal_receipts"

    deal_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(sa.String(80))
    place: Mapped[int]
    """1 for the registration; a submission that begins its clock anew gets the next."""
    content: Mapped[str] = mapped_column(sa.Text)
    """Canonical JSON, see `deals.receipts.content`."""
    sha256: Mapped[str] = mapped_column(sa.String(HASH))

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("deal_id", "place"),
        sa.UniqueConstraint("owner_company_id", "number"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name="has_the_hash_of_its_content",
        ),
        sa.Index("ix_deal_receipts_number", "number"),
    )


class ReceiptLink(Owned, Base):
    """The place of a receipt among those of all partners. The partner owns it; the host reads it.

    Written with the submission, without a look at any other; sealed afterwards by the portal, in
    the order of `sequence`.
    """

    __tablename__ = "deal_receipt_links"

    receipt_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(HASH))
    """That of the receipt."""
    previous: Mapped[str | None] = mapped_column(sa.String(HASH))
    seal: Mapped[str | None] = mapped_column(sa.String(HASH))
    """The hash over the seal before it, `sequence` and `sha256`; None until it is sealed."""
    sealed_at: Mapped[datetime | None]

    receipt: Mapped[Receipt] = relationship(
        primaryjoin="foreign(ReceiptLink.receipt_id) == Receipt.id", lazy="raise", viewonly=True
    )

    __table_args__ = (
        sa.UniqueConstraint("receipt_id"),
        sa.UniqueConstraint("sequence"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "receipt_id"],
            ["deal_receipts.owner_company_id", "deal_receipts.id"],
        ),
        sa.Index(
            "ix_deal_receipt_links_unsealed",
            "sequence",
            postgresql_where=sa.text("seal IS NULL"),
        ),
    )
