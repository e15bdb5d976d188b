"""What the host sells and where, at the level at which protections are given."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class ProductFamily(Base):
    """What the host sells, at the level protections are given. Readable by everyone."""

    __tablename__ = "product_families"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str]


class Territory(Base):
    """Where it is sold: a tree, of which protections use the leaves. Readable by everyone."""

    __tablename__ = "territories"

    code: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("territories.code"))
