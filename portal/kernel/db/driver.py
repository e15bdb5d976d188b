"""What psycopg is told to keep: how each statement reads in PostgreSQL's own words."""

from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg._queries import PostgresQuery, _query2pg_nocache

LONGEST_KEPT: Final = 65_536
"""Characters. Longer ones are loads of many rows, each time with another number of them."""


class KeptQuery(PostgresQuery):
    """Turns `%(name)s` into `$1` once per statement.

    psycopg keeps 128 statements of up to 4,096 bytes. Those of a page, read rules and all, are
    longer, and were taken apart again for every reader: a twentieth of the page's time.
    """

    __slots__ = ()

    def convert(self, query: Any, vars: Any) -> None:  # noqa: A002 - psycopg's name
        if vars is None or not isinstance(query, str) or len(query) > LONGEST_KEPT:
            super().convert(query, vars)
            return
        converted = _converted(query, self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = converted
        self.dump(vars)


class KeepingCursor(psycopg.Cursor[Any]):
    _query_cls = KeptQuery


@lru_cache(maxsize=1024)
def _converted(query: str, encoding: str) -> Any:
    return _query2pg_nocache(query.encode(encoding), encoding)
