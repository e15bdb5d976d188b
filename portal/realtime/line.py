"""One open WebSocket: who is on it, what frames may pass, how fast, and how it is hung up.

The gate stands before Socket.IO's own parser. A browser sends four kinds of text frame and nothing
else, so whatever else arrives (binary frames, other namespaces, nested JSON) ends the connection
before anything is parsed for it. Too many frames are not refused but slowed down: reading stops,
TCP pushes back, and a flood costs the flooder.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from portal.kernel.actor import Actor

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_FRAME_BYTES: Final = 64 * 1024
FRAMES_PER_SECOND: Final = 20.0
FRAMES_AT_ONCE: Final = 60.0
DEEPEST: Final = 64
POLICY_VIOLATION: Final = 1008
HANG_UP_SECONDS: Final = 1.0
STUCK_SECONDS: Final = 10.0

_PONG: Final = "3"
_CONNECT: Final = re.compile(r"40(\{.{0,4096}\})?")
_EVENT: Final = re.compile(r'42\d{0,9}(\["[a-z]{1,24}".*\])', re.DOTALL)
_LEAVE: Final = ("1", "41")


class Line:
    """A WebSocket with a person on it. `sid` is set once Socket.IO has connected it."""

    def __init__(self, token: str, actor: Actor, receive: Receive, send: Send) -> None:
        self.token = token
        self.actor = actor
        self.sid: str | None = None
        self.eio_sid: str | None = None
        self.checked_at = asyncio.get_running_loop().time()
        self._receive = receive
        self._send = send
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sender: asyncio.Task[Any] | None = None
        self._sending_since = 0.0
        self._closing: asyncio.Task[None] | None = None
        self._is_connected = False
        self._tokens = FRAMES_AT_ONCE
        self._filled_at = self.checked_at

    @property
    def is_gone(self) -> bool:
        return self._gone.done()

    def hang_up(self) -> None:
        """Close now: nothing more is delivered or read, whatever the other side does."""
        if self.is_gone:
            return
        self._gone.set_result(None)
        if self._sender is not None:
            self._sender.cancel()
        self._closing = asyncio.create_task(self._say_goodbye())

    async def receive(self) -> Message:
        """Return the next frame that may pass, as ASGI's `receive`."""
        message = await self._next()
        if message["type"] != "websocket.receive":
            return message
        await self._take_token()
        if self.is_gone or not self._may_pass(message.get("text")):
            self.hang_up()
            return _hung_up()
        return message

    async def send(self, message: Message) -> None:
        """Pass a frame on, as ASGI's `send`; nothing once the line is hung up."""
        if self.is_gone:
            raise OSError("hung up")
        self._sender = asyncio.current_task()
        self._sending_since = asyncio.get_running_loop().time()
        try:
            await self._send(message)
        finally:
            self._sender = None

    def is_stuck(self, now: float) -> bool:
        """Say whether one frame has waited too long for the other side to read."""
        return self._sender is not None and now - self._sending_since > STUCK_SECONDS

    async def _next(self) -> Message:
        if self.is_gone:
            return _hung_up()
        reading = asyncio.ensure_future(self._receive())
        either: set[asyncio.Future[Any]] = {reading, self._gone}
        done, _ = await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self._gone in done:
            reading.cancel()
            return _hung_up()
        return reading.result()

    async def _take_token(self) -> None:
        now = asyncio.get_running_loop().time()
        gained = (now - self._filled_at) * FRAMES_PER_SECOND
        self._tokens = min(self._tokens + gained, FRAMES_AT_ONCE) - 1
        self._filled_at = now
        if self._tokens < 0:
            await asyncio.wait({self._gone}, timeout=-self._tokens / FRAMES_PER_SECOND)

    def _may_pass(self, text: str | None) -> bool:
        if text is None or len(text) > MAX_FRAME_BYTES:
            return False
        if text == _PONG or text in _LEAVE:
            return True
        if _CONNECT.fullmatch(text):
            first, self._is_connected = not self._is_connected, True
            return first and _is_flat_json(text[2:] or "{}")
        event = _EVENT.fullmatch(text)
        return event is not None and _is_flat_json(event[1])

    async def _say_goodbye(self) -> None:
        try:
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self._send({"type": "websocket.close", "code": POLICY_VIOLATION})
        except (TimeoutError, OSError, RuntimeError):
            return


def _is_flat_json(text: str) -> bool:
    if text.count("[") + text.count("{") > DEEPEST:
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _hung_up() -> Message:
    return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
