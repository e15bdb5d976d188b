"""Imports from workbooks say which sheet they read, and which ones they did not."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("account_imports", sa.Column("sheet_name", sa.String(80), nullable=True))
    op.add_column(
        "account_imports",
        sa.Column("other_sheets", JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.alter_column("account_imports", "other_sheets", server_default=None)
