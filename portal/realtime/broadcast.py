"""One message to many lines.

This is the whole boundary of the later fast path (one prebuilt WebSocket frame per message,
written straight to the transports): it will replace `broadcast` behind a setting and nothing else.
"""

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
    for line in list(lines):
        socket = server.eio.sockets.get(line.eio_sid)
        if socket is not None and socket.queue.qsize() > MOST_WAITING_PACKETS:
            line.hang_up()
