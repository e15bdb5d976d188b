"""The link to a partner's export: until when it lives, and when it was used."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    for name in ("link_expires_at", "fetched_at"):
        op.add_column("farewells", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
