"""The job queue: procrastinate's own migrations, up to the version named here."""

from importlib.resources import files
from typing import Any

from alembic import op

revision = "0002"
down_revision = '0001'

LAST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    folder = files("procrastinate") / "sql" / "migrations"
    connection: Any = op.get_bind().connection.driver_connection
    for script in sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql")):
        if script <= LAST:
            connection.execute((folder / script).read_text())
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,"
        " procrastinate_periodic_defers, procrastinate_workers TO kontor_app, kontor_system"
    )
    op.execute(
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kontor_app, kontor_system"
    )

