"""Idempotency keys of forms and of the API."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_idempotency_keys_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint(
            "owner_company_id", "actor_id", "route", "key", name=op.f("pk_idempotency_keys")
        ),
    )
    op.create_index(op.f("ix_idempotency_keys_at"), "idempotency_keys", ["at"])
    own = f"{OWN} AND actor_id = kontor_person()"
    protect("idempotency_keys", read=own, insert=own, update=own)
