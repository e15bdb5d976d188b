"""PostgreSQL as a child process, on a Unix socket only."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from portal.embedded import cluster, postmaster
from portal.embedded.account import Account
from portal.embedded.binaries import postgres_binary
from portal.embedded.child import Child, Step, wait_until
from portal.embedded.errors import EmbeddedError
from portal.embedded.lock import FolderLock
from portal.embedded.log import open_log, tail
from portal.embedded.runtime import make_private, remove_if_empty, runtime_folder

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
DATABASE = "kontor"
OWNER = "kontor_owner"
APP = "kontor_app"
ROLES = Path(__file__).with_name("roles.sql")

# Fast shutdown ends sessions and writes a checkpoint; an immediate one leaves recovery to the
# next start. Neither loses a commit that was acknowledged.
LADDER = (Step(signal.SIGINT, 20), Step(signal.SIGQUIT, 5))


@dataclass(frozen=True)
class PostgresConfig:
    """Settings of the server process: durable, and sized for a small machine."""

    shared_buffers: str = "128MB"
    max_connections: int = 100
    fast: bool = False  # tests only: a power cut may cost the cluster
    start_seconds: float = 60.0  # crash recovery of a busy database takes its time

    def flags(self, socket_folder: Path) -> Iterator[str]:
        safe = "off" if self.fast else "on"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_folder),
            "port": str(PORT),
            "shared_buffers": self.shared_buffers,
            "max_connections": str(self.max_connections),
            "max_wal_size": "512MB",
            "fsync": safe,
            "full_page_writes": safe,
            "synchronous_commit": safe,
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "off",
        }
        for name, value in settings.items():
            yield "-c"
            yield f"{name}={value}"


@dataclass(frozen=True)
class DatabaseUrls:
    """One database as seen by its owner (migrations) and by the portal, which owns nothing."""

    owner: str
    app: str


class PostgresServer:
    """The cluster in ``data``; URLs are valid between ``start`` and ``stop``."""

    def __init__(self, data: Path, config: PostgresConfig | None = None) -> None:
        self.data = data.absolute()
        self.config = config or PostgresConfig()
        self._lock = FolderLock(self.data)
        self._child: Child | None = None
        self._account = Account.for_postgres(self.data)
        self.socket_folder = runtime_folder(self.data, self._account.effective_uid, SOCKET)

    def start(self) -> Self:
        """Return when it accepts connections.

        Raises AlreadyRunningError if another process runs this folder, EmbeddedError otherwise.
        """
        self._lock.acquire()
        try:
            self._prepare()
            self._launch()
            self._create_roles()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(*LADDER)
            self._child = None
            remove_if_empty(self.socket_folder)
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
        """Whether any process runs this cluster now."""
        return self._lock.is_held()

    @property
    def owner_url(self) -> str:
        return self.urls(DATABASE).owner

    @property
    def app_url(self) -> str:
        return self.urls(DATABASE).app

    def urls(self, database: str) -> DatabaseUrls:
        host = quote(str(self.socket_folder), safe="/")
        where = f"@/{quote(database, safe='')}?host={host}&port={PORT}"
        scheme = "postgresql+psycopg://"
        return DatabaseUrls(owner=f"{scheme}{OWNER}{where}", app=f"{scheme}{APP}{where}")

    def conninfo(self, user: str = APP, database: str = DATABASE) -> str:
        """Build a libpq connection string."""
        words = {"host": self.socket_folder, "port": PORT, "user": user, "dbname": database}
        return " ".join(f"{name}='{_escaped(value)}'" for name, value in words.items())

    def create_database(self, name: str, template: str | None = None) -> DatabaseUrls:
        """Create a database of ``kontor_owner``; a template must have no connections."""
        source = f' TEMPLATE "{_quoted(template)}"' if template else ""
        self.run_sql(f'CREATE DATABASE "{_quoted(name)}" OWNER {OWNER}{source};')
        return self.urls(name)

    def drop_database(self, name: str) -> None:
        """Drop it with whatever is still connected to it."""
        self.run_sql(f'DROP DATABASE IF EXISTS "{_quoted(name)}" WITH (FORCE);')

    def run_sql(self, script: str, *, database: str = cluster.SUPERUSER) -> str:
        """Run a psql script as superuser: for tests and maintenance, never for the portal."""
        return cluster.run_sql(self.socket_folder, script, database=database)

    def _prepare(self) -> None:
        needed = [self.data, self.socket_folder, postgres_binary("postgres")]
        self._account = self._account.able_to_reach(needed)
        cluster.ensure_cluster(self.data, self._account, sync=not self.config.fast)
        postmaster.retire_orphan(self.data, seconds=LADDER[0].seconds)
        cluster.write_access(self.data, self._account)
        make_private(self.socket_folder, self._account)

    def _launch(self) -> None:
        with open_log(self._log) as log:
            self._child = self._spawn(log)
        child = self._child
        started = wait_until(
            lambda: postmaster.is_ready(self.data, child.pid),
            child,
            seconds=self.config.start_seconds,
        )
        if not started:
            raise EmbeddedError(f"PostgreSQL did not start in {self.data}:\n{tail(self._log)}")

    def _spawn(self, log: IO[bytes]) -> Child:
        binary = postgres_binary("postgres")
        return Child(
            [binary, "-D", self.data, *self.config.flags(self.socket_folder)],
            death_signal=signal.SIGINT,
            account=self._account,
            env=cluster.ENVIRONMENT,
            log=log,
        )

    def _create_roles(self) -> None:
        done = self.data / "kontor.roles"
        if done.exists():
            return
        self.run_sql(ROLES.read_text())
        done.touch()

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _escaped(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("'", "\\'")
