"""Approvals in part: which product families a split gives, and which it leaves to others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"

_CODES = postgresql.ARRAY(sa.String(16))


def upgrade() -> None:
    for table, column in (("deals", "left_out"), ("approvals", "families")):
        op.add_column(table, sa.Column(column, _CODES, nullable=False, server_default="{}"))
        op.alter_column(table, column, server_default=None)
    op.create_check_constraint(
        op.f("ck_approvals_a_split_names_families"),
        "approvals",
        "(outcome = 'SPLIT') = (cardinality(families) > 0)",
    )
