"""Documents named as evidence for a registration, and what its customer agreed to."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0050"
down_revision = "0049"

_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"
_ON_THE_DEAL = """EXISTS (SELECT FROM documents o WHERE o.id = document_id
  AND o.subject_type = 'deal' AND o.subject_id = deal_id)"""


def upgrade() -> None:
    _consent()
    op.create_table(
        "deal_evidence",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("named_by_name", sa.String(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_deal_evidence_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_evidence_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"],
            ["documents.owner_company_id", "documents.id"],
            name=op.f("fk_deal_evidence_owner_company_id_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_evidence")),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_deal_evidence_owner_company_id_id")
        ),
        sa.UniqueConstraint(
            "deal_id", "document_id", name=op.f("uq_deal_evidence_deal_id_document_id")
        ),
    )
    op.create_index(
        op.f("ix_deal_evidence_owner_company_id"), "deal_evidence", ["owner_company_id"]
    )
    protect(
        "deal_evidence",
        read=f"({OWN} OR {looked_after()}) AND {_SEES_DEAL}",
        insert=f"{OWN} AND {_SEES_DEAL} AND {_ON_THE_DEAL}",
    )
    op.add_column("conflict_decisions", sa.Column("evidence_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_conflict_decisions_owner_company_id_evidence_id_deal_evidence"),
        "conflict_decisions",
        "deal_evidence",
        ["owner_company_id", "evidence_id"],
        ["owner_company_id", "id"],
    )


def _consent() -> None:
    op.add_column(
        "deals", sa.Column("consent", sa.String(32), nullable=False, server_default="NONE")
    )
    op.alter_column("deals", "consent", server_default=None)
    op.add_column("deals", sa.Column("consent_on", sa.Date()))
    op.create_check_constraint(
        op.f("ck_deals_a_consent_has_a_day"), "deals", "(consent = 'NONE') = (consent_on IS NULL)"
    )
