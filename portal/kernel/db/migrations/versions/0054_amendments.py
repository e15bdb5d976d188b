"""What partners change of a registration after it was submitted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0054"
down_revision = "0053"

_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"


def upgrade() -> None:
    op.create_table(
        "deal_amendments",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("was_decided", sa.Boolean(), nullable=False),
        sa.Column("amended_by_name", sa.String(), nullable=False),
        sa.Column("extension_id", sa.Uuid()),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_amendments_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_amendments_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "extension_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_amendments_owner_company_id_extension_id_deals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_amendments")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_deal_amendments_has_a_reason")),
    )
    op.create_index(
        op.f("ix_deal_amendments_owner_company_id"), "deal_amendments", ["owner_company_id"]
    )
    op.create_index("ix_deal_amendments_deal", "deal_amendments", ["deal_id", "created_at"])
    protect(
        "deal_amendments",
        read=f"({OWN} OR {looked_after()}) AND {_SEES_DEAL}",
        insert=f"{OWN} AND {_SEES_DEAL}",
    )
