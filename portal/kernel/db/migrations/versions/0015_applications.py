"""Applications to become a partner."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0015"
down_revision = "0014"

_REVIEWS = f"{OWN} AND kontor_reach() = 'ALL'"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "partner_applications",
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("vat_id", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("applied_at", at, nullable=True),
        sa.Column("answer_due_at", at, nullable=True),
        sa.Column("held_since", at, nullable=True),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("reopened", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("warned_at", at, nullable=True),
        sa.Column("escalated_at", at, nullable=True),
        sa.Column("decided_at", at, nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_partner_applications_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["companies.id"],
            name=op.f("fk_partner_applications_partner_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_applications")),
    )
    for name, columns in (
        (op.f("ix_partner_applications_owner_company_id"), ["owner_company_id"]),
        ("ix_partner_applications_state_due", ["state", "answer_due_at", "id"]),
        ("ix_partner_applications_created_at", ["created_at"]),
        ("ix_partner_applications_email", ["email", "created_at"]),
    ):
        op.create_index(name, "partner_applications", columns)
    protect("partner_applications", read=_REVIEWS, update=_REVIEWS)
