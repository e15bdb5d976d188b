"""Sheets of deals, tried out and then registered row by row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0055"
down_revision = "0054"

_MINE = f"{OWN} AND person_id = kontor_person()"


def upgrade() -> None:
    op.create_table(
        "deal_sheets",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("outcomes", postgresql.JSONB(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_sheets_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_deal_sheets_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_sheets")),
    )
    op.create_index(op.f("ix_deal_sheets_owner_company_id"), "deal_sheets", ["owner_company_id"])
    op.create_index(
        "ix_deal_sheets_newest",
        "deal_sheets",
        ["owner_company_id", "person_id", "created_at", "id"],
    )
    protect("deal_sheets", read=_MINE, insert=_MINE, update=_MINE)
    # Whether a row was registered before is asked by the partner's own CRM id.
    op.create_index(
        "ix_deals_crm_id",
        "deals",
        ["owner_company_id", "crm_id"],
        postgresql_where=sa.text("crm_id IS NOT NULL"),
    )
