"""Drafts of registrations, kept as typed: for their author and the partner's administrators."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0047"
down_revision = "0046"

_MINE = f"{OWN} AND person_id = kontor_person()"
_ADMINISTERED = f"""{OWN} AND EXISTS (SELECT FROM memberships m
  WHERE m.person_id = kontor_person() AND m.owner_company_id = kontor_company()
    AND 'PARTNER_ADMIN' = ANY (m.roles))"""


def upgrade() -> None:
    op.create_table(
        "deal_drafts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_drafts_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_deal_drafts_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_drafts")),
        sa.UniqueConstraint(
            "owner_company_id",
            "person_id",
            "key",
            name=op.f("uq_deal_drafts_owner_company_id_person_id_key"),
        ),
        sa.CheckConstraint(
            "length(form::text) <= 32000", name=op.f("ck_deal_drafts_is_not_too_long")
        ),
    )
    op.create_index(op.f("ix_deal_drafts_owner_company_id"), "deal_drafts", ["owner_company_id"])
    op.create_index(
        "ix_deal_drafts_newest", "deal_drafts", ["owner_company_id", sa.text("saved_at DESC"), "id"]
    )
    op.create_index("ix_deal_drafts_saved_at", "deal_drafts", ["saved_at"])
    seen = f"({_MINE}) OR ({_ADMINISTERED})"
    protect("deal_drafts", read=seen, insert=_MINE, update=_MINE, delete=seen)
