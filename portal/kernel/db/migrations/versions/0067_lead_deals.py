"""Whoever holds a lead says itself which of its registrations it became."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    # By the holder and the id: the foreign key lets it be no other company's registration.
    op.execute("GRANT UPDATE (deal_id) ON leads TO kontor_app")
    op.create_index(
        "ix_leads_deal_id",
        "leads",
        ["deal_id"],
        postgresql_where=sa.text("deal_id IS NOT NULL"),
    )
