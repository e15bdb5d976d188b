"""What is open on an account is found without what is over."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_index(
        "ix_deals_open",
        "deals",
        ["account_id", "territory_code"],
        postgresql_where=sa.text(
            "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')"
            " OR protection IN ('PROVISIONAL', 'ACTIVE')"
        ),
    )
