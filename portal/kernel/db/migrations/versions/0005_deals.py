"""Deal registrations and the protections the database guarantees."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect

revision = "0005"
down_revision = "0004"

_SUBMITTED_BY_ME = f"({OWN} AND (kontor_reach() <> 'OWN' OR submitter_id = kontor_person()))"
_ON_A_VISIBLE_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"


def upgrade() -> None:
    op.execute("CREATE SEQUENCE deal_submissions_seq")
    op.execute("GRANT USAGE ON SEQUENCE deal_submissions_seq TO kontor_app, kontor_system")
    op.create_table(
        "product_families",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_product_families")),
    )
    op.create_table(
        "territories",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["territories.code"],
            name=op.f("fk_territories_parent_code_territories"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_territories")),
    )
    op.create_table(
        "deal_number_counters",
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_number_counters_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("owner_company_id", name=op.f("pk_deal_number_counters")),
    )
    op.create_table(
        "deals",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("submitter_id", sa.Uuid(), nullable=True),
        sa.Column("submitter_name", sa.String(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("motion", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("territory_code", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("expected_close", sa.Date(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("crm_id", sa.String(), nullable=True),
        sa.Column("review", sa.String(length=32), nullable=False),
        sa.Column("protection", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_sequence", sa.BigInteger(), nullable=True),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_deals_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"], ["companies.id"], name=op.f("fk_deals_owner_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["territory_code"],
            ["territories.code"],
            name=op.f("fk_deals_territory_code_territories"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_deals_owner_company_id_id")),
        sa.UniqueConstraint(
            "owner_company_id", "number", name=op.f("uq_deals_owner_company_id_number")
        ),
    )
    op.create_index(op.f("ix_deals_account_id"), "deals", ["account_id"], unique=False)
    op.create_index(op.f("ix_deals_owner_company_id"), "deals", ["owner_company_id"], unique=False)
    op.create_index(
        "ix_deals_owner_submitted",
        "deals",
        ["owner_company_id", sa.literal_column("submitted_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_deals_submitted", "deals", [sa.literal_column("submitted_at DESC"), "id"], unique=False
    )
    op.create_index(
        "ix_deals_review_submitted",
        "deals",
        ["review", sa.literal_column("submitted_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_deals_protected_until",
        "deals",
        ["protected_until"],
        unique=False,
        postgresql_where=sa.text("protection = 'ACTIVE'"),
    )
    op.create_index(
        "ix_deals_undecided",
        "deals",
        ["answer_due_at"],
        unique=False,
        postgresql_where=sa.text("review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED')"),
    )
    op.create_table(
        "deal_lines",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("family_code", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_deal_lines_amount_is_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_deal_lines_quantity_is_positive")),
        sa.ForeignKeyConstraint(
            ["family_code"],
            ["product_families.code"],
            name=op.f("fk_deal_lines_family_code_product_families"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_lines_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_lines_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_lines")),
        sa.UniqueConstraint("deal_id", "position", name=op.f("uq_deal_lines_deal_id_position")),
    )
    op.create_index(
        op.f("ix_deal_lines_owner_company_id"), "deal_lines", ["owner_company_id"], unique=False
    )
    op.create_table(
        "protections",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("family_code", sa.String(), nullable=False),
        sa.Column("territory_code", sa.String(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("is_exclusive", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("customer_key"), "="),
            (sa.column("family_code"), "="),
            (sa.column("territory_code"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("is_exclusive AND state IN ('PROVISIONAL', 'ACTIVE')"),
            using="gist",
            name="ex_protections_one_exclusive",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_protections_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_protections_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protections")),
    )
    op.create_index("ix_protections_deal", "protections", ["deal_id"], unique=False)
    op.create_index(
        op.f("ix_protections_owner_company_id"), "protections", ["owner_company_id"], unique=False
    )
    for table in ("product_families", "territories"):
        op.execute(f"GRANT SELECT ON {table} TO kontor_app")
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO kontor_system")
    protect(
        "deals",
        read=f"{managed()} OR {_SUBMITTED_BY_ME}",
        insert=f"{_SUBMITTED_BY_ME} AND EXISTS (SELECT FROM accounts a WHERE a.id = account_id)",
        update=f"{managed()} OR {_SUBMITTED_BY_ME}",
    )
    protect(
        "deal_lines",
        read=_ON_A_VISIBLE_DEAL,
        insert=f"{OWN} AND {_ON_A_VISIBLE_DEAL}",
        update=f"{OWN} AND {_ON_A_VISIBLE_DEAL}",
        delete=f"{OWN} AND {_ON_A_VISIBLE_DEAL}",
    )
    protect(
        "protections",
        read=_ON_A_VISIBLE_DEAL,
        insert=managed(),
        update=managed(),
    )
    protect("deal_number_counters", read=OWN, insert=OWN, update=OWN)
    op.execute(
        "ALTER POLICY activities_read ON activities USING ("
        f"({OWN} OR counterparty_company_id = kontor_company() OR {managed()})"
        " AND (kontor_reach() <> 'OWN' OR subject_type <> 'deal'"
        " OR EXISTS (SELECT FROM deals d WHERE d.id = subject_id)))"
    )
