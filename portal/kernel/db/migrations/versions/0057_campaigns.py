"""Campaigns of the host with a page that anybody can answer, and which leads came from them."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0057"
down_revision = "0056"

_THE_HOST = f"{OWN} AND kontor_reach() IN ('ALL', 'ASSIGNED')"


def upgrade() -> None:
    op.add_column("lead_contacts", sa.Column("consented_at", sa.DateTime(timezone=True)))
    _campaigns()
    _answers()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("family_code", sa.String(16)),
        sa.Column("ends_on", sa.Date()),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        *_record("campaigns"),
        sa.ForeignKeyConstraint(
            ["family_code"],
            ["product_families.code"],
            name=op.f("fk_campaigns_family_code_product_families"),
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_campaigns_owner_company_id_id")
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_campaigns_slug")),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_campaigns_slug_is_plain")
        ),
    )
    op.create_index(op.f("ix_campaigns_owner_company_id"), "campaigns", ["owner_company_id"])
    op.create_index(
        "ix_campaigns_newest", "campaigns", ["owner_company_id", sa.text("created_at DESC"), "id"]
    )
    protect("campaigns", read=_THE_HOST, insert=_THE_HOST, update=_THE_HOST)


def _answers() -> None:
    op.create_table(
        "campaign_answers",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        *_record("campaign_answers"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "campaign_id"],
            ["campaigns.owner_company_id", "campaigns.id"],
            name=op.f("fk_campaign_answers_owner_company_id_campaign_id_campaigns"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"],
            ["leads.owner_company_id", "leads.id"],
            name=op.f("fk_campaign_answers_owner_company_id_lead_id_leads"),
        ),
        sa.UniqueConstraint("lead_id", name=op.f("uq_campaign_answers_lead_id")),
    )
    op.create_index(
        op.f("ix_campaign_answers_owner_company_id"), "campaign_answers", ["owner_company_id"]
    )
    op.create_index("ix_campaign_answers_campaign", "campaign_answers", ["campaign_id"])
    op.create_index("ix_campaign_answers_recent", "campaign_answers", ["created_at", "address"])
    protect("campaign_answers", read=_THE_HOST, insert=_THE_HOST)


def _record(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
