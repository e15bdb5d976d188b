"""Invitations to a company, and new passwords by mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, looked_after, protect, protect_from_tenants

revision = "0016"
down_revision = "0015"

# As for memberships (0003): the host's roles stay the host's to give.
_ROLES_OF_PARTNERS = (
    "roles::text[] <@ ARRAY['PARTNER_ADMIN', 'PARTNER_MANAGER', 'SELLER', 'MARKETING',"
    " 'PARTNER_FINANCE', 'AUTHORISED_SIGNATORY', 'VIEWER']"
)
_MAY_INVITE = (
    f"kontor_reach() = 'ALL' OR ({OWN} AND kontor_reach() = 'COMPANY' AND {_ROLES_OF_PARTNERS})"
)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by_name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_invitations_has_a_role")),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_invitations_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_owner_company_id"), "invitations", ["owner_company_id"])
    op.create_index(
        "ix_invitations_owner_created_at", "invitations", ["owner_company_id", "created_at"]
    )
    op.create_index(
        "uq_invitations_one_open",
        "invitations",
        ["owner_company_id", "email"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    protect(
        "invitations",
        read=f"{OWN} OR {looked_after()}",
        insert=_MAY_INVITE,
        update=_MAY_INVITE,
    )
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
    )
    op.create_index(
        op.f("ix_password_resets_email_asked_at"), "password_resets", ["email", "asked_at"]
    )
    protect_from_tenants("password_resets")
