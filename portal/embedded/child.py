"""A child process that cannot outlive its parent."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from portal.embedded.account import Account

LEASH = Path(__file__).with_name("leash.py")


Process: TypeAlias = subprocess.Popen[bytes]
Start: TypeAlias = Callable[[], Process]


class _Spawner:
    """One thread that lives as long as the process and starts every child.

    The kernel sends the parent-death signal when the *thread* that forked ends. A child started
    from a short-lived thread would be told to die while its parent is in good health.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[tuple[Start, Future[Process]]] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, call: Start) -> Process:
        future: Future[Process] = Future()
        with self._guard:
            if self._thread is None or not self._thread.is_alive():  # first use, or after a fork
                self._thread = threading.Thread(target=self._serve, daemon=True, name="spawner")
                self._thread.start()
        self._calls.put((call, future))
        return future.result()

    def _serve(self) -> None:
        while True:
            call, future = self._calls.get()
            try:
                future.set_result(call())
            except OSError as error:
                future.set_exception(error)


_spawner = _Spawner()


@dataclass(frozen=True)
class Step:
    """One rung of the ladder by which a child is stopped: a signal, and seconds to obey it."""

    signal: signal.Signals
    seconds: float


class Child:
    """Starts ``argv`` in a session of its own, so a terminal's Ctrl-C reaches only the parent.

    ``death_signal`` is what the child gets when the parent dies, however it dies. Without
    ``env`` the child inherits the environment.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        death_signal: signal.Signals,
        account: Account | None = None,
        env: Mapping[str, str] | None = None,
        log: IO[bytes] | None = None,
    ) -> None:
        who = account or Account.unchanged()
        leash = [sys.executable, "-I", "-S", LEASH, int(death_signal), os.getpid()]
        rights = [who.uid, who.gid, "reach" if who.reach else "plain"]
        command = [str(word) for word in (*leash, *rights, *argv)]
        self._process = _spawner.start(
            lambda: subprocess.Popen(  # noqa: S603 -- our own argv, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(env) if env is not None else None,
                start_new_session=True,
            )
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for the end; None if it still runs after ``seconds``."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self, *ladder: Step) -> int:
        """Climb the ladder until the child is gone, SIGKILL last; return its exit code."""
        for step in ladder:
            if self.exit_code is not None:
                break
            self.send(step.signal)
            self.wait(step.seconds)
        if self.exit_code is None:
            self._process.kill()
        return self._process.wait()


def wait_until(
    ready: Callable[[], bool], child: Child, *, seconds: float, pause: float = 0.01
) -> bool:
    """Poll ``ready``; False when the child ended or ``seconds`` passed first."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if child.exit_code is not None:
            return False
        time.sleep(pause)
    return False
