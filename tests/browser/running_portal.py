"""The portal as `kontor run` starts it on a bare machine, with its own PostgreSQL and S3."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from portal.app import build_services
from portal.embedded.child import Child, Step
from portal.embedded.stack import EmbeddedStack
from portal.kernel.services import Services
from portal.kernel.settings import read_settings

KONTOR = (sys.executable, "-m", "portal.cli")
START_SECONDS = 90.0
RECOVERY_SECONDS = 30.0
PAUSE_SECONDS = 0.1


class RunningPortal:
    """One portal on a free loopback port, with its data in a folder of its own.

    It dies with this process, however that ends, and takes its servers along.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.log = folder / "portal.log"
        self._child: Child | None = None

    def start(self) -> None:
        """Start and wait until every part answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = Child(
                [*KONTOR, "run"], death_signal=signal.SIGTERM, env=self.environment(), log=log
            )
        self.wait_until_ready(START_SECONDS)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
        return {
            **kept,
            "KONTOR_DATA": str(self.folder / "var"),
            "KONTOR_URL": self.url,
            "KONTOR_LISTEN": self.url.removeprefix("http://"),
        }

    def stop(self) -> int:
        """End it as an operator would, with SIGTERM; return the exit code."""
        return self._running.stop(Step(signal.SIGTERM, RECOVERY_SECONDS))

    def kill(self) -> None:
        """End it as a power cut would, and wait until its servers have let go."""
        self._running.send(signal.SIGKILL)
        self._running.wait()
        stack = EmbeddedStack(self.folder / "var" / "embedded")
        wait_for(lambda: not stack.is_held(), RECOVERY_SECONDS, "the servers of the killed portal")

    def pid_of(self, program: str) -> int:
        """Return the process of `web` or `worker`."""
        found = [
            pid
            for pid in _children(self._running.pid)
            if _command(pid)[-2:] == ["portal.cli", program]
        ]
        assert len(found) == 1, f"{program}: {found}"
        return found[0]

    def wait_for_another(self, program: str, victim: int) -> None:
        """Return when `kontor run` has started it again and every part answers."""
        wait_for(lambda: self._runs_anew(program, victim), RECOVERY_SECONDS, f"a new {program}")
        self.wait_until_ready(RECOVERY_SECONDS)

    def doctor(self) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*KONTOR, "doctor"],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Give the portal's own stores, for what no page or API offers yet."""
        stack = EmbeddedStack(self.folder / "var" / "embedded")
        settings: Mapping[str, str] = {**self.environment(), **stack.environment()}
        services = build_services(read_settings(settings))
        try:
            yield services
        finally:
            services.database.close()

    def wait_until_ready(self, seconds: float) -> None:
        wait_for(self._is_ready, seconds, f"the portal on {self.url}, see {self.log}")

    def wait_until_jobs_are_done(self) -> None:
        """Return when the worker has nothing left to do; what is for later may wait."""
        stack = EmbeddedStack(self.folder / "var" / "embedded")
        assert stack.postgres is not None
        url = stack.postgres.owner_url.replace("postgresql+psycopg", "postgresql")
        waiting = (
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND coalesce(scheduled_at, now()) <= now()"
        )
        with psycopg.connect(url, autocommit=True) as connection:
            wait_for(
                lambda: connection.execute(waiting).fetchone() == (0,), RECOVERY_SECONDS, "the jobs"
            )

    @property
    def _running(self) -> Child:
        assert self._child is not None
        return self._child

    def _is_ready(self) -> bool:
        assert self._running.exit_code is None, self.log.read_text()
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _runs_anew(self, program: str, before: int) -> bool:
        pids = [pid for pid in _children(self._running.pid) if _command(pid)[-1:] == [program]]
        return bool(pids) and before not in pids


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask until it is so; fail with what was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(PAUSE_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
