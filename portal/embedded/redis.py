"""Redis (the Valkey server) as a child process, for tests and benchmarks: it keeps nothing."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from portal.embedded.account import Account
from portal.embedded.binaries import redis_binary
from portal.embedded.child import Child, Step, wait_until
from portal.embedded.errors import EmbeddedError
from portal.embedded.log import open_log, tail
from portal.embedded.runtime import make_private, remove_if_empty, runtime_folder

SOCKET = "redis.sock"
LADDER = (Step(signal.SIGTERM, 5),)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


@dataclass(frozen=True)
class RedisConfig:
    max_memory: str = "64mb"
    start_seconds: float = 10.0


class RedisServer:
    """Listens on a Unix socket only; ``data`` holds its log."""

    def __init__(self, data: Path, config: RedisConfig | None = None) -> None:
        self.data = data.absolute()
        self.config = config or RedisConfig()
        self._account = Account.unchanged()
        self._child: Child | None = None
        self._folder = runtime_folder(self.data, self._account.effective_uid, SOCKET)

    def start(self) -> Self:
        """Return when it answers; raises EmbeddedError."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(self._folder, self._account)
        (self._folder / SOCKET).unlink(missing_ok=True)
        with open_log(self._log) as log:
            self._child = Child(
                self._command(), death_signal=signal.SIGTERM, env=ENVIRONMENT, log=log
            )
        if not wait_until(self.is_healthy, self._child, seconds=self.config.start_seconds):
            self.stop()
            raise EmbeddedError(f"Redis did not start in {self.data}:\n{tail(self._log)}")
        return self

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(*LADDER)
            self._child = None
            remove_if_empty(self._folder)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.exit_code is None

    @property
    def url(self) -> str:
        return f"unix://{self._folder / SOCKET}?db=0"

    def is_healthy(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.settimeout(2)
                probe.connect(str(self._folder / SOCKET))
                probe.sendall(b"PING\r\n")
                return probe.recv(7) == b"+PONG\r\n"
            except OSError:
                return False

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _command(self) -> list[str]:
        where = ["--port", "0", "--unixsocket", str(self._folder / SOCKET), "--dir", str(self.data)]
        memory = ["--maxmemory", self.config.max_memory, "--save", "", "--appendonly", "no"]
        return [str(redis_binary()), *where, *memory]
