"""Which amendments an approval knew of, as a number: two machines' clocks may differ."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

# Row security holds the owner of the tables back too, except where it says otherwise.
_READ_ONCE = ("approvals", "deal_amendments")


def upgrade() -> None:
    op.add_column(
        "approvals", sa.Column("amendments", sa.Integer(), server_default="0", nullable=False)
    )
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE approvals a SET amendments = (SELECT count(*) FROM deal_amendments d"
        " WHERE d.deal_id = a.deal_id AND NOT d.was_decided AND d.created_at <= a.created_at)"
    )
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
