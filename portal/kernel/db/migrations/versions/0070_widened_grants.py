"""A grant that a hand-off widened goes back to what it was when the deal does."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    op.add_column("handoff_turns", sa.Column("widened_by", ARRAY(sa.String(32))))
