"""Interactions can be corrected, with what they said before, and withdrawn for good."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0045"
down_revision = "0044"

_READ = sa.text("SELECT qual FROM pg_policies WHERE policyname = 'interactions_read'")
# What others read is written only by whom the owner of the account lets add to it; anybody may
# take back what they said themselves.
_MAY_SAY = """
  withdrawn_at IS NOT NULL
  OR (EXISTS (SELECT FROM accounts s WHERE s.id = interactions.account_id
      AND (interactions.audience = 'INTERNAL' OR s.owner_company_id = kontor_company()
        OR EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = s.id
          AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'
          AND g.valid_until > kontor_now() AND 'INTERACTIONS' = ANY (g.objects)
          AND g.access IN ('COMMENT', 'EDIT'))))
    AND (contact_id IS NULL OR EXISTS (SELECT FROM contacts c WHERE c.id = contact_id)))
"""
_OF_INTERACTION = "EXISTS (SELECT FROM interactions i WHERE i.id = interaction_id{more})"
_FOLLOWS = _OF_INTERACTION.format(more="")
_SAYS_SOMETHING = _OF_INTERACTION.format(more=" AND i.withdrawn_at IS NULL")
_WITHDRAWN = _OF_INTERACTION.format(more=" AND i.withdrawn_at IS NOT NULL")


def upgrade() -> None:
    _interactions()
    _earlier_wordings()
    op.execute("GRANT DELETE ON next_steps TO kontor_app")
    op.execute(
        "CREATE POLICY next_steps_delete ON next_steps FOR DELETE TO kontor_app"
        f" USING ({OWN} AND {_WITHDRAWN})"
    )


def _interactions() -> None:
    for name in ("corrected_at", "withdrawn_at"):
        op.add_column("interactions", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_interactions_withdrawn_says_nothing"),
        "interactions",
        "withdrawn_at IS NULL OR (text = '' AND contact_id IS NULL AND channel IS NULL"
        " AND outcome IS NULL)",
    )
    op.create_unique_constraint(
        op.f("uq_interactions_owner_company_id_id"), "interactions", ["owner_company_id", "id"]
    )
    read = op.get_bind().execute(_READ).scalar_one()
    op.execute(
        "CREATE POLICY interactions_update ON interactions FOR UPDATE TO kontor_app"
        f" USING (withdrawn_at IS NULL AND {OWN} AND ({read}))"
        f" WITH CHECK ({OWN} AND ({_MAY_SAY}))"
    )
    op.execute(
        "GRANT UPDATE (version, text, contact_id, channel, outcome, corrected_at, withdrawn_at)"
        " ON interactions TO kontor_app"
    )


def _earlier_wordings() -> None:
    op.create_table(
        "earlier_wordings",
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_by_name", sa.String(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_earlier_wordings_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "interaction_id"],
            ["interactions.owner_company_id", "interactions.id"],
            name=op.f("fk_earlier_wordings_owner_company_id_interaction_id_interactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_wordings")),
    )
    op.create_index(
        op.f("ix_earlier_wordings_owner_company_id"), "earlier_wordings", ["owner_company_id"]
    )
    op.create_index(
        "ix_earlier_wordings_interaction", "earlier_wordings", ["interaction_id", "created_at"]
    )
    protect(
        "earlier_wordings",
        read=f"{OWN} AND {_FOLLOWS}",
        insert=f"{OWN} AND corrected_by_id = kontor_person() AND {_SAYS_SOMETHING}",
        delete=f"{OWN} AND {_WITHDRAWN}",
    )
