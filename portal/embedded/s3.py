"""An S3 server as a child process: ``rclone serve s3`` over a folder, on loopback only."""

import http.client
import json
import os
import random
import secrets
import signal
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from portal.embedded.binaries import rclone_binary
from portal.embedded.child import Child, Step, wait_until
from portal.embedded.errors import EmbeddedError
from portal.embedded.lock import FolderLock
from portal.embedded.log import open_log, tail

HOST = "127.0.0.1"
REGION = "us-east-1"
PORTS = range(20000, 30000)
LADDER = (Step(signal.SIGTERM, 10),)
HALF_WRITTEN = ".rclone_temp_put_*"  # what a PUT is called until it is complete
ATTEMPTS = 3  # somebody may take the port between our look and rclone's bind


@dataclass(frozen=True)
class S3Config:
    bucket: str = "kontor"
    # Whose pages may call it from a browser. Every request must be signed all the same, and no
    # cookie counts here, so "*" opens nothing to a page that holds no presigned URL.
    allow_origin: str = "*"
    start_seconds: float = 15.0


@dataclass(frozen=True)
class Access:
    """What a client needs to know, kept in the data folder from the first start on."""

    access_key: str
    secret_key: str
    port: int

    @classmethod
    def generate(cls) -> "Access":
        return cls(f"kontor{secrets.token_hex(7)}", secrets.token_hex(20), _free_port())


class S3Server:
    """The bucket in ``data``; ``url`` is valid between ``start`` and ``stop``.

    It stays at its port from start to start as long as that port is free, so links signed just
    before a restart still lead somewhere.
    """

    def __init__(self, data: Path, config: S3Config | None = None) -> None:
        self.data = data.absolute()
        self.config = config or S3Config()
        self._lock = FolderLock(self.data)
        self._child: Child | None = None
        self._access: Access | None = None

    def start(self) -> Self:
        """Return when it answers.

        Raises AlreadyRunningError if another process runs this folder, EmbeddedError otherwise.
        """
        self._lock.acquire()
        try:
            self._prepare()
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        if self._child is not None:
            was_running = self.is_running
            self._child.stop(*LADDER)
            self._child = None
            if was_running:
                self._running_mark.unlink(missing_ok=True)
        self._lock.release()

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

    def is_held(self) -> bool:
        """Whether any process runs a server for this folder now."""
        return self._lock.is_held()

    @property
    def url(self) -> str:
        """``http://ACCESS:SECRET@127.0.0.1:PORT/BUCKET?region=REGION``."""
        access = self.access
        keys = f"{access.access_key}:{access.secret_key}"
        return f"http://{keys}@{HOST}:{access.port}/{self.config.bucket}?region={REGION}"

    @property
    def access(self) -> Access:
        """The keys and the port, as this or a running server of the same folder uses them."""
        if self._access is None:
            self._access = self._remembered()
        return self._access

    def is_healthy(self) -> bool:
        """Whether it answers, and refuses a request without signature."""
        return _refuses_anonymous(self.access.port)

    @property
    def _objects(self) -> Path:
        return self.data / "objects"

    @property
    def _access_file(self) -> Path:
        return self.data / "access.json"

    @property
    def _running_mark(self) -> Path:
        return self.data / "running"

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def _prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._objects / self.config.bucket).mkdir(parents=True, exist_ok=True)
        self._sweep()
        self._access = self._remembered() if self._access_file.exists() else Access.generate()

    def _sweep(self) -> None:
        """Remove what interrupted PUTs left, after a kill only: it reads the whole tree."""
        if self._running_mark.exists():
            for path in self._objects.rglob(HALF_WRITTEN):
                path.unlink()
        self._running_mark.touch()

    def _launch(self) -> None:
        for _ in range(ATTEMPTS):
            self._choose_port()
            with open_log(self._log) as log:
                self._child = self._spawn(log)
            if wait_until(self.is_healthy, self._child, seconds=self.config.start_seconds):
                return
            self._child.stop(*LADDER)
        raise EmbeddedError(f"the S3 server did not start in {self.data}:\n{tail(self._log)}")

    def _spawn(self, log: IO[bytes]) -> Child:
        access = self.access
        command = [str(rclone_binary()), "serve", "s3", "--addr", f"{HOST}:{access.port}"]
        # Only without the cache is an acknowledged PUT a finished file.
        options = ["--vfs-cache-mode", "off", "--config", os.devnull, "--log-level", "NOTICE"]
        browser = ["--allow-origin", self.config.allow_origin]
        # rclone exposes no header to scripts by itself; multipart uploads read each part's ETag.
        exposed = ["--response-header", "Access-Control-Expose-Headers: ETag"]
        return Child(
            [*command, *options, *browser, *exposed, str(self._objects)],
            death_signal=signal.SIGTERM,
            env=self._environment(),
            log=log,
        )

    def _environment(self) -> dict[str, str]:
        """Hand the keys over where ``ps`` does not show them, and nothing of the user's rclone."""
        access = self.access
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.data),
            "RCLONE_AUTH_KEY": f'"{access.access_key},{access.secret_key}"',
        }

    def _choose_port(self) -> None:
        access = self.access
        if not _is_free(access.port):
            access = Access(access.access_key, access.secret_key, _free_port())
        self._remember(access)

    def _remember(self, access: Access) -> None:
        """Write beside and rename, so a kill leaves the old keys or the new, never half."""
        fresh = self._access_file.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(access), file)
        fresh.replace(self._access_file)
        self._access = access

    def _remembered(self) -> Access:
        try:
            return Access(**json.loads(self._access_file.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise EmbeddedError(f"cannot read {self._access_file}: {error}") from error


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return True
    return False


def _free_port() -> int:
    """Pick below the range from which the kernel serves outgoing connections."""
    for port in random.SystemRandom().sample(PORTS, k=100):
        if _is_free(port):
            return port
    raise EmbeddedError("no free port was found for the S3 server")


def _refuses_anonymous(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in {400, 403}
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
