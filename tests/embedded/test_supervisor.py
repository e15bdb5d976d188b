import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from portal.embedded.supervisor import Program, Supervisor, SupervisorConfig

QUICK = SupervisorConfig(drain=5, first_pause=0.05, settled=1, tick=0.05)


def python(code: str, *words: object) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code, *map(str, words)]


def after(condition: Callable[[], bool], *numbers: signal.Signals) -> threading.Thread:
    """Signal this process, which runs the supervisor, once ``condition`` holds."""

    def wait() -> None:
        end = time.monotonic() + 20
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)
        for number in numbers:
            os.kill(os.getpid(), number)
            time.sleep(0.3)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


NOTE = """
import sys, signal, time, os
def stop(*_):
    time.sleep(float(sys.argv[2])); open(sys.argv[1], "a").write("drained\\n"); sys.exit(0)
signal.signal(signal.SIGTERM, stop)
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
time.sleep(60)
"""

CRASH = "import sys; open(sys.argv[1], 'a').write('run\\n'); sys.exit(3)"


def test_sigterm_reaches_every_child_and_waits_for_it_to_drain(tmp_path: Path) -> None:
    files = [tmp_path / "web", tmp_path / "worker"]
    programs = [Program(file.name, python(NOTE, file, 0.4)) for file in files]
    signaller = after(lambda: all(map(lines, files)), signal.SIGTERM)
    assert Supervisor(programs, config=QUICK).run() == 0
    signaller.join()
    assert [lines(file)[1:] for file in files] == [["drained"], ["drained"]]


def test_a_child_that_does_not_drain_in_time_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "web"
    signaller = after(lambda: bool(lines(file)), signal.SIGINT)
    began = time.monotonic()
    config = SupervisorConfig(drain=0.5, tick=0.05)
    assert Supervisor([Program("web", python(NOTE, file, 30))], config=config).run() == 0
    signaller.join()
    assert time.monotonic() - began < 5
    assert lines(file)[1:] == []


def test_a_second_signal_means_now(tmp_path: Path) -> None:
    file = tmp_path / "web"
    signaller = after(lambda: bool(lines(file)), signal.SIGINT, signal.SIGINT)
    began = time.monotonic()
    assert Supervisor([Program("web", python(NOTE, file, 30))]).run() == 0
    signaller.join()
    assert time.monotonic() - began < 5


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "worker"

    def kill_once() -> bool:
        if len(lines(file)) == 1:
            with suppress(ProcessLookupError):
                os.kill(int(lines(file)[0]), signal.SIGKILL)
        return len(lines(file)) == 2

    signaller = after(kill_once, signal.SIGTERM)
    assert Supervisor([Program("worker", python(NOTE, file, 0))], config=QUICK).run() == 0
    signaller.join()
    assert len(set(lines(file)[:2])) == 2


def test_a_child_that_never_starts_ends_the_supervisor_with_its_code(tmp_path: Path) -> None:
    file = tmp_path / "web"
    assert Supervisor([Program("web", python(CRASH, file))], config=QUICK).run() == 3
    assert len(lines(file)) == QUICK.quick_failures


def test_the_pause_before_a_restart_doubles(tmp_path: Path) -> None:
    began = time.monotonic()
    Supervisor([Program("web", python(CRASH, tmp_path / "web"))], config=QUICK).run()
    assert time.monotonic() - began >= 0.05 + 0.1 + 0.2 + 0.4


def test_a_child_gets_the_environment_it_is_given(tmp_path: Path) -> None:
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ['KONTOR_URL']); sys.exit(1)"
    program = Program("web", python(code, tmp_path / "out"), {"KONTOR_URL": "http://here"})
    Supervisor([program], config=QUICK).run()
    assert lines(tmp_path / "out") == ["http://here"]


def test_the_servers_of_somebody_else_are_watched_too(tmp_path: Path) -> None:
    seen: list[int] = []
    signaller = after(lambda: len(seen) > 2, signal.SIGTERM)
    Supervisor([], watch=lambda: seen.append(1), config=QUICK).run()
    signaller.join()


def test_the_handlers_of_before_are_restored(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    Supervisor([Program("web", python(CRASH, tmp_path / "web"))], config=QUICK).run()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
