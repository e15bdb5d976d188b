"""API clients, and the access tokens they hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect, protect_from_tenants

revision = "0010"
down_revision = "0009"

READABLE = (
    "id, version, created_at, owner_company_id, client_id, name, scopes, is_active, created_by_id,"
    " created_by_name, expires_at, last_used_at, revoked_at"
)
_MANAGES = f"{OWN} AND kontor_reach() IN ('ALL', 'COMPANY')"
# The whole read rule of activities, now that every private kind of subject has its table.
_ACTIVITY = f"""
  ((kontor_reach() IN ('COMPANY', 'OWN')
      AND ({OWN} OR counterparty_company_id = kontor_company()))
    OR ({OWN} AND kontor_reach() IN ('ALL', 'ASSIGNED')
      AND (counterparty_company_id IS NULL OR {managed("counterparty_company_id")}))
    OR ({managed()}
      AND (subject_type <> 'account' OR EXISTS (SELECT FROM accounts s WHERE s.id = subject_id))
      AND (subject_type <> 'api-client'
        OR EXISTS (SELECT FROM api_clients s WHERE s.id = subject_id))))
  AND (kontor_reach() <> 'OWN' OR subject_type <> 'deal'
    OR EXISTS (SELECT FROM deals s WHERE s.id = subject_id))
"""


def upgrade() -> None:
    op.create_table(
        "api_clients",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_by_name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_clients_has_a_scope")),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_api_clients_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_clients")),
        sa.UniqueConstraint("client_id", name=op.f("uq_api_clients_client_id")),
    )
    op.create_index(
        op.f("ix_api_clients_owner_company_id"), "api_clients", ["owner_company_id"], unique=False
    )
    op.create_table(
        "access_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_clients.id"], name=op.f("fk_access_tokens_client_id_api_clients")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_access_tokens")),
    )
    op.create_index(op.f("ix_access_tokens_client_id"), "access_tokens", ["client_id"])
    op.create_index(op.f("ix_access_tokens_expires_at"), "access_tokens", ["expires_at"])
    protect("api_clients", read=OWN, insert=_MANAGES, update=_MANAGES)
    # A tenant's statement may write the hash of a secret once and never read one.
    op.execute("REVOKE SELECT, UPDATE ON api_clients FROM kontor_app")
    op.execute(f"GRANT SELECT ({READABLE}) ON api_clients TO kontor_app")
    op.execute("GRANT UPDATE (version, name, is_active, revoked_at) ON api_clients TO kontor_app")
    protect_from_tenants("access_tokens")
    op.execute(f"ALTER POLICY activities_read ON activities USING ({_ACTIVITY})")
