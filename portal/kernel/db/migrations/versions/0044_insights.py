"""What was answered and what was closed in a period is found by when."""

from alembic import op
from sqlalchemy import text

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    for name, column, where in (
        ("ix_deals_answered", "decided_at", "review IN ('APPROVED', 'REJECTED')"),
        ("ix_deals_closed", "closed_at", "stage IN ('WON', 'LOST')"),
    ):
        op.create_index(name, "deals", [column], postgresql_where=text(where))
