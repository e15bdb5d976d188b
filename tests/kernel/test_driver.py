"""The driver takes a statement apart once, however long, and fills in the values each time."""

import psycopg
import pytest

from portal.kernel.db.database import Database
from portal.kernel.db.driver import LONGEST_KEPT, KeepingCursor, _converted


@pytest.mark.parametrize(("padding", "is_kept"), [(8_192, True), (LONGEST_KEPT, False)])
def test_a_statement_is_taken_apart_once_if_it_may_come_again(
    engine_database: Database, padding: int, *, is_kept: bool
) -> None:
    query = f"SELECT %(first)s::int, '%%', %(second)s::text, %(first)s::int --{'x' * padding}"
    with engine_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        before = _converted.cache_info()
        for number in range(3):
            values = {"first": number, "second": f"no. {number}"}
            row = driver.execute(query, values).fetchone()
            assert row == (number, "%", f"no. {number}", number)
        after = _converted.cache_info()

    assert (after.hits - before.hits, after.misses - before.misses) == (
        (2, 1) if is_kept else (0, 0)
    )


def test_every_statement_of_the_portal_goes_through_it(engine_database: Database) -> None:
    with engine_database.engine.connect() as connection:
        assert isinstance(connection.exec_driver_sql("SELECT 1").cursor, KeepingCursor)


def test_a_missing_value_is_refused_as_before(engine_database: Database) -> None:
    with engine_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for _ in range(2):
            with pytest.raises(psycopg.ProgrammingError, match="second"):
                driver.execute("SELECT %(first)s, %(second)s", {"first": 1})
