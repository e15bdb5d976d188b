"""The door: no WebSocket opens without a live session and this portal's own Origin.

It stands before Engine.IO, so who is refused holds nothing open: the handshake itself answers 403.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import structlog

from portal.kernel.actor import Actor
from portal.realtime.line import Line, Message, Receive, Send

logger = structlog.get_logger("portal.realtime")

Scope = dict[str, Any]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SOCKET_PATH: Final = "/socket.io/"
LINE: Final = "kontor.line"
"""Key of the admitted `Line` in the connection's ASGI scope."""
MAX_LINES_OF_A_PERSON: Final = 50


class Sessions(Protocol):
    """Where a cookie's token is looked up: the session with its actor, or None."""

    def load(self, token: str) -> Any: ...


class Door:
    """An ASGI app around the socket server. `lines` holds who was admitted and is still there."""

    def __init__(
        self, app: App, *, sessions: Sessions, cookie: str, own_url: str, pool: Executor
    ) -> None:
        self.lines: set[Line] = set()
        self._app = app
        self._sessions = sessions
        self._cookie = cookie
        self._own_origin = _origin(own_url)
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        line = await self._admit(scope, receive, send)
        if line is None:
            await _refuse(receive, send)
            return
        self.lines.add(line)
        try:
            await self._app({**scope, LINE: line}, line.receive, line.send)
        finally:
            self.lines.discard(line)

    async def load_actor(self, token: str) -> Actor | None:
        """Return who holds this session now; None once it ended or its person may no longer act."""
        stored = await asyncio.get_running_loop().run_in_executor(
            self._pool, self._sessions.load, token
        )
        actor: Actor | None = stored.actor if stored is not None else None
        return actor

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> Line | None:
        origins = _headers(scope, b"origin")
        token = _cookie_of(scope, self._cookie)
        if scope["path"] != SOCKET_PATH or origins != [self._own_origin] or token is None:
            logger.info("socket refused", origin=",".join(origins), cookie=token is not None)
            return None
        actor = await self.load_actor(token)
        if actor is None or actor.id is None or self._is_crowded(actor):
            logger.info("socket refused", person=str(actor.id) if actor else None)
            return None
        return Line(token, actor, receive, send)

    def _is_crowded(self, actor: Actor) -> bool:
        return sum(line.actor.id == actor.id for line in self.lines) >= MAX_LINES_OF_A_PERSON


async def _refuse(receive: Receive, send: Send) -> None:
    opening: Message = await receive()
    if opening["type"] == "websocket.connect":
        await send({"type": "websocket.close"})


def _headers(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _cookie_of(scope: Scope, name: str) -> str | None:
    jar: SimpleCookie = SimpleCookie()
    try:
        for header in _headers(scope, b"cookie"):
            jar.load(header)
    except CookieError:
        return None
    return jar[name].value if name in jar else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
