"""Hints from workers to a web process through PostgreSQL's LISTEN, on a connection of its own."""

import asyncio
from typing import Final

import psycopg
import structlog

from portal.realtime.bells import NOTIFY_CHANNEL
from portal.realtime.redis_carrier import Heard, Missed
from portal.realtime.wire import Wire

logger = structlog.get_logger("portal.realtime")

RECONNECT_SECONDS: Final = 0.5
PROBE_SECONDS: Final = 15.0


class PostgresCarrier:
    """Hears NOTIFY. The address must reach PostgreSQL itself or a pooler in session mode."""

    def __init__(self, libpq_url: str, wire: Wire) -> None:
        self._url = libpq_url
        self._wire = wire

    async def listen(self, heard: Heard, missed: Missed) -> None:
        """Hear for ever; after each break in the connection say that something may be missed."""
        was_broken = False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, connect_timeout=5
                ) as connection:
                    await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
                    if was_broken:
                        await missed()
                    was_broken = False
                    await self._hear_on(connection, heard)
            except (psycopg.Error, OSError) as error:
                if not was_broken:
                    logger.warning("lost the connection that listens", error=type(error).__name__)
                was_broken = True
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _hear_on(
        self, connection: "psycopg.AsyncConnection[tuple[object, ...]]", heard: Heard
    ) -> None:
        while True:
            async for notice in connection.notifies(timeout=PROBE_SECONDS):
                read = self._wire.read(notice.payload)
                if read is not None:
                    await heard(read[1])
            await connection.execute("SELECT 1")  # raises when the other side is gone
