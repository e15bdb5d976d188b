"""Views of the account list that people keep."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0024"
down_revision = "0023"

_MINE = f"{OWN} AND person_id = kontor_person()"


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_saved_views_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_owner_company_id"), "saved_views", ["owner_company_id"])
    op.create_index(
        "uq_saved_views_name",
        "saved_views",
        ["owner_company_id", "person_id", sa.text("lower(name)")],
        unique=True,
    )
    op.create_index(
        "uq_saved_views_default",
        "saved_views",
        ["owner_company_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    protect("saved_views", read=_MINE, insert=_MINE, update=_MINE, delete=_MINE)
