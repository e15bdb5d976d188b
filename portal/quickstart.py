"""What `kontor run` asks before it loads the portal: a second start should be a matter of seconds.

Importing every package takes longer than everything else a start does, and the processes that
serve do it anyway. So the supervisor looks with two plain statements whether there is work for it.
"""

from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parent / "kernel" / "db" / "migrations" / "versions"


def newest_migration() -> str:
    """Return the revision of the last migration; their files begin with it."""
    return max(path.name.split("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))


def is_migrated(database_url: str) -> bool:
    """Return whether the schema is the one this version of the portal was written for."""
    try:
        with psycopg.connect(_libpq(database_url), connect_timeout=5) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    except psycopg.errors.InsufficientPrivilege:
        return False
    return row is not None and row[0] == newest_migration()


def host_name(database_url: str) -> str | None:
    """Return the host's trade name, None while nobody moved in; every session may see that much."""
    with psycopg.connect(_libpq(database_url), connect_timeout=5) as connection:
        found = connection.execute("SELECT trade_name FROM companies WHERE kind = 'HOST'")
        row = found.fetchone()
    return str(row[0]) if row else None


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
