"""Realtime: one process serves pages and sockets; a bell after each commit tells who should look.

- `door` refuses a WebSocket without a live session and this portal's own Origin
- `line` is one open WebSocket: what it may send, how fast, and how it is hung up
- `switchboard` holds the Socket.IO server: who listens to what, who gets which answer
- `events` is where packages register what a socket may ask
- `broadcast` sends one message to many lines: the place of the later fast path
- `bells` ring after a commit, in web processes and in workers
- `wire` signs the hints that the Redis and PostgreSQL carriers bring from other processes
"""

from portal.realtime.bells import worker_bell
from portal.realtime.serving import build_asgi, serve

__all__ = ["build_asgi", "serve", "worker_bell"]
