"""Prepared statements that outlive the savepoint they were made in."""

from typing import Any

import sqlalchemy as sa
from psycopg._preparing import PrepareManager

from portal.kernel.db.database import PREPARED_STATEMENTS


class LastingPlans(PrepareManager):
    """Keeps what psycopg drops at every rollback, in fear of tables that the rollback takes along.

    Every test ends in a rollback, and so does every cell of the matrix; planning all statements
    anew took half of the time of the suite. PostgreSQL itself replans when a table changes.
    """

    prepare_threshold = 1
    prepared_max = PREPARED_STATEMENTS

    def _should_discard(self, *_asked: Any) -> bool:
        return False


def keep_plans(engine: sa.Engine) -> None:
    """Let every connection of the engine keep its plans."""

    def connected(connection: Any, _record: object) -> None:
        connection._prepared = LastingPlans()

    sa.event.listen(engine, "connect", connected)
