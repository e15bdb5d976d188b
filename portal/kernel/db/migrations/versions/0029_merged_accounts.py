"""Accounts of one company become one: where they went, and what goes along."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import protect

revision = "0029"
down_revision = "0028"

# A contact takes its interactions along, and an interaction its next step.
_CASCADES = (
    (
        "fk_interactions_account_id_contact_id_contacts",
        "interactions",
        "contacts",
        ("account_id", "contact_id"),
        ("account_id", "id"),
    ),
    (
        "fk_next_steps_owner_company_id_account_id_interaction_id_interactions",
        "next_steps",
        "interactions",
        ("owner_company_id", "account_id", "interaction_id"),
        ("owner_company_id", "account_id", "id"),
    ),
)


def upgrade() -> None:
    op.create_table(
        "merged_accounts",
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "into_id"],
            ["accounts.owner_company_id", "accounts.id"],
            name=op.f("fk_merged_accounts_owner_company_id_into_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_merged_accounts_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_accounts")),
    )
    for column in ("owner_company_id", "into_id"):
        op.create_index(op.f(f"ix_merged_accounts_{column}"), "merged_accounts", [column])
    protect("merged_accounts", read="EXISTS (SELECT FROM accounts s WHERE s.id = into_id)")
    for name, table, parent, columns, keys in _CASCADES:
        op.drop_constraint(op.f(name), table, type_="foreignkey")
        op.create_foreign_key(
            op.f(name), table, parent, list(columns), list(keys), onupdate="CASCADE"
        )
    op.drop_constraint(
        op.f("uq_rooms_subject_id_subject_type_owner_company_id"), "rooms", type_="unique"
    )
    op.create_index(
        "uq_rooms_open",
        "rooms",
        ["subject_id", "subject_type", "owner_company_id"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    op.create_index("ix_rooms_subject", "rooms", ["subject_id", "subject_type"])
