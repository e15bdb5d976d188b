"""One message to many lines.

This is the whole boundary of the later fast path (one prebuilt WebSocket frame per message,
written straight to the transports): it will replace `broadcast` behind a setting and nothing else.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

from portal.realtime.line import Line

MOST_WAITING_PACKETS: Final = 4096
"""Hints are about 200 bytes: a line with more than this unsent (about 1 MiB) reads too slowly."""


async def broadcast(server: Any, event: str, content: dict[str, Any], to: Sequence[str]) -> None:
    """Send one message once to everyone who listens to any of the audiences."""
    if to:
        await server.emit(event, content, room=list(to))


async def broadcast_to_all(server: Any, event: str, content: dict[str, Any]) -> None:
    await server.emit(event, content)


def listeners(server: Any, audience: str) -> list[str]:
    """Return the Socket.IO ids that listen to an audience in this process."""
    return [sid for sid, _ in server.manager.get_participants("/", audience)]


def drop_slow(server: Any, lines: Iterable[Line]) -> None:
    """Hang up on those who do not read: the stock server would queue for them without limit."""
    now = asyncio.get_running_loop().time()
    for line in list(lines):
        socket = server.eio.sockets.get(line.eio_sid)
        waiting = socket.queue.qsize() if socket is not None else 0
        if waiting > MOST_WAITING_PACKETS or line.is_stuck(now):
            line.hang_up()
