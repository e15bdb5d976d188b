"""A web process in a thread of the test, and the browsers that talk to it."""

import json
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from partners.people.models import Membership
from partners.signin.sessions import DatabaseSessions
from portal.app import create_app
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings, parse_s3_url
from portal.kernel.storage import Storage
from portal.realtime import build_asgi
from portal.realtime.serving import uvicorn_config
from tests.cast import Cast

SECRET = "a secret of at least thirty-two characters"
NO_S3 = "http://key:secret@127.0.0.1:9/bucket"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def services_of(database: Database, port: int, redis_url: str | None = None) -> Services:
    address = f"127.0.0.1:{port}"
    settings = Settings(
        url=f"http://{address}",
        listen=address,
        secret_key=SECRET,
        redis_url=redis_url,
        s3_url=NO_S3,
    )
    return Services(settings, database, Storage(parse_s3_url(NO_S3)))


class Web:
    """Serves as `kontor web` does, on a free port, with a database pool of its own."""

    def __init__(self, url: str, redis_url: str | None = None) -> None:
        self.database = Database(url, pool_size=12)
        self.services = services_of(self.database, free_port(), redis_url)
        app = create_app(self.services)
        config = uvicorn_config(self.services.settings, build_asgi(self.services, app))
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def url(self) -> str:
        return self.services.settings.url

    def __enter__(self) -> Self:
        self._thread.start()
        eventually(lambda: self._server.started, "the server starts")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join(15)
        self.database.close()


class Browser:
    """A page's socket: asks and hears as socket.io-client does, and keeps every frame it gets."""

    def __init__(self, url: str, token: str, origin: str | None = "own") -> None:
        self.frames: list[str] = []
        self.events: list[tuple[str, Any]] = []
        self.closed = threading.Event()
        self.hung_up_at = 0.0
        self._answers: dict[int, Any] = {}
        self._ids = iter(range(1, 1_000_000))
        self._socket = dial(url, token, url if origin == "own" else origin)
        self.send("40")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        eventually(lambda: any(f.startswith("40") for f in self.frames), "Socket.IO connects")

    def send(self, frame: str | bytes) -> None:
        self._socket.send(frame)

    def ask(self, event: str, content: object, within: float = 10) -> Any:
        """Ask and return the answer."""
        number = next(self._ids)
        self.send(f"42{number}{json.dumps([event, content])}")
        eventually(lambda: number in self._answers, f"an answer to {event}", within)
        return self._answers.pop(number)

    def heard(self, event: str) -> list[Any]:
        return [content for name, content in self.events if name == event]

    def close(self) -> None:
        self._socket.close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self) -> None:
        try:
            for frame in self._socket:
                self._take(frame if isinstance(frame, str) else frame.decode())
        except (ConnectionClosed, OSError):
            pass
        self.hung_up_at = time.monotonic()
        self.closed.set()

    def _take(self, frame: str) -> None:
        self.frames.append(frame)
        if frame == "2":
            self.send("3")
        elif frame.startswith("42"):
            name, content = json.loads(frame[2:])
            self.events.append((name, content))
        elif frame.startswith("43"):
            number, _, body = frame[2:].partition("[")
            self._answers[int(number)] = json.loads("[" + body)[0]


def dial(url: str, token: str | None, origin: str | None) -> ClientConnection:
    """Open the WebSocket as a browser would.

    Raises:
        InvalidStatus: the handshake was refused.
    """
    headers = {"Cookie": f"kontor={token}"} if token else {}
    address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    own = Origin(origin) if origin is not None else None
    return connect(address, additional_headers=headers, origin=own, compression=None, legacy=True)


def sign_in(database: Database, people: Cast, name: str) -> str:
    """Return the token of a new session."""
    person = people.people[name].id
    with database.work(system_actor("test")) as work:
        membership = work.one(sa.select(Membership).where(Membership.person_id == person))
    return DatabaseSessions(database).open(person, membership.id, {"csrf": "known"})


def eventually(is_true: Callable[[], object], what: str, within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not is_true():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.005)
