"""The next deals of each stage, and what is on its way, are found by stage and expected close."""

from alembic import op
from sqlalchemy import text

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_index(
        "ix_deals_pipeline",
        "deals",
        ["stage", "expected_close", "id"],
        postgresql_where=text(
            "review = 'APPROVED' AND stage IN ('QUALIFIED', 'DEVELOPED', 'PROPOSED', 'NEGOTIATED')"
        ),
    )
