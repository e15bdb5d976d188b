"""The declarative base: naming conventions, types by annotation, and ownership."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from portal.kernel.ids import new_id

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Enums are stored by value, instants with their zone, money exactly."""

    metadata = metadata
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: sa.DateTime(timezone=True),
        Decimal: sa.Numeric(18, 2),
        Enum: sa.Enum(
            Enum,
            native_enum=False,
            length=32,
            values_callable=lambda enum: [member.value for member in enum],
        ),
        dict[str, Any]: JSONB,
        bytes: sa.LargeBinary,
    }


class Record:
    """A table row with an id, a version that guards stale writes, and its birth instant."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a declared attribute's argument
        return {"version_id_col": cls.version}


class Owned(Record):
    """A record of one company. Both tenant walls stand around every subclass."""

    @declared_attr
    def owner_company_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(sa.ForeignKey("companies.id"), index=True)
