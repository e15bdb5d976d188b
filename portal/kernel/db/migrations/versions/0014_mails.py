"""Mails: who is written to about what, and how that ended."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"], ["companies.id"], name=op.f("fk_mails_owner_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mails_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_owner_company_id"), "mails", ["owner_company_id"])
    op.create_index(
        "ix_mails_created_at", "mails", [sa.text("created_at DESC"), sa.text("id DESC")]
    )
    op.create_index(
        "ix_mails_state_created_at",
        "mails",
        ["state", sa.text("created_at DESC"), sa.text("id DESC")],
    )
    # Written by whoever causes them, read by operators alone; sending is the portal's own work.
    protect(
        "mails",
        read="kontor_reach() = 'ALL'",
        insert=f"({OWN} OR {looked_after()}) AND state = 'WAITING'",
    )
