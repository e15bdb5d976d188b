"""PostgreSQL and S3 together, for a portal that was given neither."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from portal.embedded.postgres import PostgresConfig, PostgresServer
from portal.embedded.s3 import S3Config, S3Server


@dataclass(frozen=True)
class StackConfig:
    """Which servers to start, and how; None leaves one out."""

    postgres: PostgresConfig | None = PostgresConfig()  # noqa: RUF009 -- frozen
    s3: S3Config | None = S3Config()  # noqa: RUF009 -- frozen


class EmbeddedStack:
    """The servers below ``folder``: ``postgres/`` and ``s3/`` with a log and a lock beside each."""

    def __init__(self, folder: Path, config: StackConfig | None = None) -> None:
        chosen = config or StackConfig()
        self.folder = folder.absolute()
        self.postgres = self._postgres(chosen.postgres)
        self.s3 = self._s3(chosen.s3)

    def start(self) -> Self:
        """Start all at once and return when all answer; if one fails, none is left running."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with ThreadPoolExecutor() as pool:
                for started in [pool.submit(server.start) for server in self._servers]:
                    started.result()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        for server in self._servers:
            server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def is_held(self) -> bool:
        """Whether somebody runs these servers now, so that ``environment`` leads to them."""
        return all(server.is_held() for server in self._servers)

    def revive(self) -> None:
        """Start again what has died, for the supervisor to call; recovery keeps every commit."""
        for server in self._servers:
            if not server.is_running:
                server.stop()
                server.start()

    def environment(self) -> dict[str, str]:
        """Name the servers in the portal's own settings, to hand to its processes.

        Also true of a stack that another process runs in the same folder (see ``is_held``).
        """
        found: dict[str, str] = {}
        if self.postgres:
            found["KONTOR_DATABASE_URL"] = self.postgres.app_url
            found["KONTOR_DATABASE_OWNER_URL"] = self.postgres.owner_url
        if self.s3:
            found["KONTOR_S3_URL"] = self.s3.url
        return found

    def _postgres(self, config: PostgresConfig | None) -> PostgresServer | None:
        return PostgresServer(self.folder / "postgres", config) if config else None

    def _s3(self, config: S3Config | None) -> S3Server | None:
        return S3Server(self.folder / "s3", config) if config else None

    @property
    def _servers(self) -> list[PostgresServer | S3Server]:
        return [server for server in (self.postgres, self.s3) if server]
