"""Accounts and the grants that share them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect

revision = "0004"
down_revision = "0003"

_OF_A_PARTNER = "kontor_reach() IN ('COMPANY', 'OWN')"
_GIVES = f"{OWN} AND kontor_reach() <> 'OWN'"
# Whom an activity may name: companies one sees, and those one shares an account with.
_KNOWS = (
    "(EXISTS (SELECT FROM companies c WHERE c.id = {column}) OR EXISTS (SELECT FROM"
    " account_share_grants g WHERE {column} IN (g.owner_company_id, g.grantee_company_id)))"
)
_MAY_RECORD = (
    "actor_company_id = kontor_company() AND actor_id = kontor_person()"
    f" AND ({OWN} OR {managed()} OR (counterparty_company_id = kontor_company()"
    f" AND {_KNOWS.format(column='activities.owner_company_id')}))"
    " AND (counterparty_company_id IS NULL"
    f" OR {_KNOWS.format(column='activities.counterparty_company_id')})"
)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_accounts_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_accounts_owner_company_id_id")),
    )
    op.create_index(
        op.f("ix_accounts_owner_company_id"), "accounts", ["owner_company_id"], unique=False
    )
    op.create_index(
        "ix_accounts_owner_name", "accounts", ["owner_company_id", "name"], unique=False
    )
    op.create_index("ix_accounts_name", "accounts", ["name", "id"], unique=False)
    op.create_table(
        "account_share_grants",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("grantee_company_id", sa.Uuid(), nullable=False),
        sa.Column("objects", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("access", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "owner_company_id <> grantee_company_id",
            name=op.f("ck_account_share_grants_not_to_oneself"),
        ),
        sa.ForeignKeyConstraint(
            ["grantee_company_id"],
            ["companies.id"],
            name=op.f("fk_account_share_grants_grantee_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "account_id"],
            ["accounts.owner_company_id", "accounts.id"],
            name=op.f("fk_account_share_grants_owner_company_id_account_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_account_share_grants_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_share_grants")),
    )
    op.create_index(
        "ix_account_share_grants_grantee",
        "account_share_grants",
        ["grantee_company_id", "account_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_account_share_grants_owner_company_id"),
        "account_share_grants",
        ["owner_company_id"],
        unique=False,
    )
    op.create_index(
        "uq_account_share_grants_active",
        "account_share_grants",
        ["account_id", "grantee_company_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('OFFERED', 'REQUESTED', 'ACTIVE', 'SUSPENDED')"),
    )
    protect(
        "account_share_grants",
        read=f"({OWN} AND ({_OF_A_PARTNER} OR {managed('grantee_company_id')}))"
        f" OR (grantee_company_id = kontor_company() AND ({_OF_A_PARTNER} OR {managed()}))",
        insert=_GIVES,
        update=_GIVES,
    )
    protect(
        "accounts",
        read=f"{OWN} OR id IN (SELECT g.account_id FROM account_share_grants g"
        " WHERE g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'"
        " AND g.valid_until > kontor_now())",
        insert=OWN,
        update=OWN,
    )
    op.execute(f"ALTER POLICY activities_insert ON activities WITH CHECK ({_MAY_RECORD})")
