"""One kind of what one company did on an account, in the order of time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index(
        "ix_activities_account_owner_kind_at",
        "activities",
        [
            "account_id",
            "owner_company_id",
            "kind",
            sa.literal_column("at DESC"),
            sa.literal_column("id DESC"),
        ],
    )
