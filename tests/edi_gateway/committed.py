"""A database of its own in which everything is really committed, for races and kills."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from portal.embedded.postgres import PostgresServer
from portal.kernel.db import Database
from portal.kernel.db.migrate import migrate


@contextmanager
def committed_database(postgres: PostgresServer, pool_size: int = 10) -> Iterator[Database]:
    name = f"committed_{uuid.uuid4().hex[:8]}"
    urls = postgres.create_database(name)
    migrate(urls.owner)
    database = Database(urls.app, pool_size=pool_size)
    try:
        yield database
    finally:
        database.close()
        postgres.drop_database(name)
