"""Prepared statements that outlive the savepoint they were made in; savepoints that cost little."""

from collections.abc import Callable
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
    dialect: Any = engine.dialect
    dialect.do_savepoint = _sent("SAVEPOINT {}")
    dialect.do_rollback_to_savepoint = _sent("ROLLBACK TO SAVEPOINT {}")
    dialect.do_release_savepoint = _sent("RELEASE SAVEPOINT {}")


def _sent(command: str) -> Callable[[sa.Connection, str], None]:
    """Send a command as it is: SQLAlchemy compiles each anew, as each savepoint has its own name.

    Where every transaction is a savepoint of the test's own, that was half of all statements.
    """

    def send(connection: sa.Connection, name: str) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(command.format(name), prepare=False)

    return send
