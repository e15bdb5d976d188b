"""Serving: pages and sockets from one process on one port."""

import asyncio
import gc
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

import socketio
import structlog
import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask

from portal.kernel.bell import Hint
from portal.kernel.jobs import libpq_url
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.realtime.bells import WebBell
from portal.realtime.door import App, Door
from portal.realtime.line import MAX_FRAME_BYTES
from portal.realtime.postgres_carrier import PostgresCarrier
from portal.realtime.redis_carrier import RedisCarrier
from portal.realtime.switchboard import Switchboard
from portal.realtime.wire import Wire

logger = structlog.get_logger("portal.realtime")

PAGE_WORKERS: Final = 10
GRACE_SECONDS: Final = 5
COLLECT_AFTER: Final = (20_000, 20, 20)
"""For `gc.set_threshold`: after how many new containers it looks, and how seldom at older ones."""


def build_asgi(services: Services, flask_app: Flask) -> App:
    """Build the one ASGI app: the door, the socket server, and the Flask app for the rest.

    From now on the database's bell rings here. Questions on sockets are answered in the same
    threads as pages, so the two together never need more connections than the pool has.
    """
    return Exchange(services, flask_app).app


def serve(services: Services, flask_app: Flask) -> None:
    """Serve until SIGTERM or SIGINT; open requests get five seconds, sockets are told to go."""
    logger.info("serving", url=services.settings.url, listen=services.settings.listen)
    _collect_seldom()
    uvicorn.Server(uvicorn_config(services.settings, build_asgi(services, flask_app))).run()


def _collect_seldom() -> None:
    """Take what was imported out of every collection, and collect less often.

    A page makes tens of thousands of objects and hardly a cycle; looking for them took a tenth of
    its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def uvicorn_config(settings: Settings, app: App) -> uvicorn.Config:
    """Return how uvicorn serves the portal.

    X-Forwarded-* is never uvicorn's business: without trusted proxies nobody's header counts, and
    with them ProxyFix (see `portal.app`) counts the hops, which a list of addresses does not.
    """
    host, _, port = settings.listen.rpartition(":")
    return uvicorn.Config(
        app,
        host=host.strip("[]") or "127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class Exchange:
    """Everything realtime of one web process, from its start to its stop."""

    def __init__(self, services: Services, flask_app: Flask) -> None:
        wsgi: Any = flask_app
        pages = WSGIMiddleware(wsgi, workers=PAGE_WORKERS)
        self.switchboard = Switchboard(services, flask_app, pages.executor)
        sessions: Any = flask_app.session_interface
        inner = socketio.ASGIApp(
            self.switchboard.server,
            other_asgi_app=pages,
            on_startup=self._start,
            on_shutdown=self._stop,
        )
        self.app = Door(
            inner,
            sessions=sessions.store,
            cookie=sessions.cookie,
            own_url=services.settings.url,
            pool=pages.executor,
        )
        self.switchboard.door = self.app
        self.bell = WebBell(self._deliver)
        services.database.bell = self.bell
        wire = Wire(services.settings.secret_key, sender=uuid4().hex)
        redis_url = services.settings.redis_url
        self._redis = RedisCarrier(redis_url, wire) if redis_url else None
        self._postgres = PostgresCarrier(libpq_url(services.database.url), wire)
        self._tasks: list[asyncio.Task[None]] = []

    async def _deliver(self, hints: Sequence[Hint]) -> None:
        await self.switchboard.deliver(hints)
        if self._redis is not None:
            await self._redis.publish(hints)

    async def _start(self) -> None:
        self.bell.start()
        board = self.switchboard
        carrier = self._redis or self._postgres
        self._tasks = [
            asyncio.create_task(board.sweep()),
            asyncio.create_task(carrier.listen(board.deliver, board.look_again)),
        ]

    async def _stop(self) -> None:
        self.bell.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._redis is not None:
            await self._redis.close()
