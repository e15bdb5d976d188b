"""When the holder of a lead is reminded of the first contact, and that the host was told of none.

Leads that are held already are told of when they are late, and not before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    for name in ("remind_at", "late_told_at"):
        op.add_column("leads", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index(
        "ix_leads_remind_at",
        "leads",
        ["remind_at"],
        postgresql_where=sa.text("state = 'ACCEPTED' AND remind_at IS NOT NULL"),
    )
    op.create_index(
        "ix_leads_contact_due_at",
        "leads",
        ["contact_due_at"],
        postgresql_where=sa.text("state = 'ACCEPTED'"),
    )
