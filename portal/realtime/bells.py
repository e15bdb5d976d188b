"""Ringing after a commit: from a web process, and from a worker that has no sockets of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from uuid import uuid4

import psycopg
import redis
import structlog

from portal.kernel.bell import Bell, Hint
from portal.kernel.jobs import libpq_url
from portal.kernel.services import Services
from portal.realtime.redis_carrier import CHANNEL
from portal.realtime.wire import Wire

logger = structlog.get_logger("portal.realtime")

NOTIFY_CHANNEL = "kontor_bell"
MOST_WAITING_SECONDS = 5.0
"""How long a delivery may hold back those after it."""
Deliver = Callable[[Sequence[Hint]], Coroutine[Any, Any, None]]


def worker_bell(services: Services) -> Bell:
    """Return the bell of a process without sockets: over Redis when there is one, else NOTIFY.

    Set it once at the start: `services.database.bell = worker_bell(services)`.
    """
    settings = services.settings
    wire = Wire(settings.secret_key, sender=uuid4().hex)
    if settings.redis_url:
        return RedisBell(settings.redis_url, wire)
    return NotifyBell(services.database.url, wire)


class WebBell:
    """The bell of a process with sockets: from any thread onto its event loop, in order."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._loop: asyncio.AbstractEventLoop | None = None
        self._last: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()

    def stop(self) -> None:
        self._loop = None

    def ring(self, hints: list[Hint]) -> None:
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(self._start_delivery, tuple(hints))
        except RuntimeError:
            logger.info("the server stops; clients catch up when they reconnect")

    def _start_delivery(self, hints: Sequence[Hint]) -> None:
        self._last = asyncio.ensure_future(self._deliver_after(self._last, hints))
        self._last.add_done_callback(_log_failure)

    async def _deliver_after(
        self, previous: "asyncio.Task[None] | None", hints: Sequence[Hint]
    ) -> None:
        """Deliver when what was rung before is out: hints of a later commit do not overtake."""
        if previous is not None:
            await asyncio.wait([previous], timeout=MOST_WAITING_SECONDS)
        await self._deliver(hints)


def _log_failure(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("hints not delivered", error=repr(task.exception()))


class RedisBell:
    """A worker's bell when several web processes are joined by Redis. It only writes."""

    def __init__(self, url: str, wire: Wire) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)
        self._wire = wire

    def ring(self, hints: list[Hint]) -> None:
        try:
            for message in self._wire.write(hints):
                self._redis.publish(CHANNEL, message)
        except (redis.RedisError, OSError) as error:
            logger.warning("bell not rung: Redis does not answer", error=type(error).__name__)


class NotifyBell:
    """A worker's bell without Redis: NOTIFY on a connection of its own, after the commit."""

    def __init__(self, url: str, wire: Wire) -> None:
        self._url = libpq_url(url)
        self._wire = wire
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None

    def ring(self, hints: list[Hint]) -> None:
        try:
            with self._lock:
                for message in self._wire.write(hints):
                    self._notify(message)
        except psycopg.Error as error:
            logger.warning("bell not rung: no database connection", error=type(error).__name__)

    def _notify(self, message: str) -> None:
        """Send once, and once more on a new connection when the old one has died."""
        try:
            self._send(message)
        except psycopg.OperationalError:
            self._connection = None
            self._send(message)

    def _send(self, message: str) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=3)
        self._connection.execute("SELECT pg_notify(%s, %s)", (NOTIFY_CHANNEL, message))
