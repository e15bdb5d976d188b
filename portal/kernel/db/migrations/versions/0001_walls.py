"""The second tenant wall: who acts is told per transaction and read back by functions."""

from alembic import op

from portal.kernel.db.security import SCOPE_FUNCTIONS

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA public TO kontor_app, kontor_system")
    op.execute("GRANT SELECT ON alembic_version TO kontor_app, kontor_system")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(SCOPE_FUNCTIONS)
