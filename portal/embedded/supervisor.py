"""Keeps the portal's own processes running until it is told to stop."""

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from portal.embedded.child import Child

log = logging.getLogger(__name__)

STOPS = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True)
class Program:
    """A command by name; without ``env`` it inherits the supervisor's environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None


@dataclass(frozen=True)
class SupervisorConfig:
    """All in seconds but the last."""

    drain: float = 30.0  # from the stop signal to SIGKILL
    first_pause: float = 0.5  # before a restart; doubles with each quick failure
    longest_pause: float = 30.0
    settled: float = 10.0  # a child that ran this long did start
    tick: float = 0.5
    quick_failures: int = 5  # in a row, then the supervisor gives up


@dataclass
class _Kept:
    """One program and the history of its processes."""

    program: Program
    child: Child | None = None
    started: float = 0.0
    due: float = 0.0
    failures: int = 0
    last_code: int = 0

    def launch(self) -> None:
        self.child = Child(self.program.argv, death_signal=signal.SIGKILL, env=self.program.env)
        self.started = time.monotonic()

    def notice_end(self, code: int, config: SupervisorConfig) -> None:
        now = time.monotonic()
        self.child, self.last_code = None, code
        self.failures = 1 if now - self.started > config.settled else self.failures + 1
        pause = min(config.first_pause * 2 ** (self.failures - 1), config.longest_pause)
        self.due = now + pause
        log.warning("%s ended with %s; again in %.1f s", self.program.name, code, pause)


@dataclass
class Supervisor:
    """Runs ``programs`` until SIGTERM or SIGINT, from the main thread.

    A program that ends is started again, later after each quick failure. Its output is its own.
    ``watch`` is called at every tick, for servers that somebody else keeps (``stack.revive``).
    When the supervisor itself is killed, the kernel kills the programs.
    """

    programs: Sequence[Program]
    watch: Callable[[], None] = lambda: None
    config: SupervisorConfig = field(default_factory=SupervisorConfig)

    def run(self) -> int:
        """Return 0 after a stop signal, else the exit code of a program that will not start."""
        kept = [_Kept(program) for program in self.programs]
        with _signals() as (wait, received):
            code = 0
            try:
                while not received and not (code := self._tend(kept)):
                    wait(self.config.tick)
            finally:
                self._drain(kept, wait, received)
        return code

    def _tend(self, kept: Sequence[_Kept]) -> int:
        self.watch()
        for one in kept:
            if one.child and (code := one.child.exit_code) is not None:
                one.notice_end(code, self.config)
            if one.failures >= self.config.quick_failures and not one.child:
                log.error("%s does not start: giving up", one.program.name)
                return one.last_code or 1
            if not one.child and time.monotonic() >= one.due:
                one.launch()
        return 0

    def _drain(
        self, kept: Sequence[_Kept], wait: Callable[[float], None], received: Sequence[int]
    ) -> None:
        """Ask all at once, wait for all; a second stop signal means now."""
        children = [one.child for one in kept if one.child]
        for child in children:
            child.send(signal.SIGTERM)
        asked, end = len(received), time.monotonic() + self.config.drain
        while any(child.exit_code is None for child in children):
            if time.monotonic() >= end or len(received) > asked:
                break
            wait(0.1)
        for child in children:
            child.stop()


@contextmanager
def _signals() -> Iterator[tuple[Callable[[float], None], list[int]]]:
    """Collect stop signals in a list; ``wait`` sleeps until one comes, a child ends, or time is up.

    A pipe, because an event set in a handler may find its own lock taken.
    """
    received: list[int] = []
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    def wait(seconds: float) -> None:
        if select.select([reader], [], [], seconds)[0]:
            os.read(reader, 512)

    before = {number: signal.signal(number, note) for number in STOPS}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield wait, received
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
