import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from portal.embedded.account import Account
from portal.embedded.child import Child
from portal.embedded.postgres import PostgresServer
from portal.embedded.stack import EmbeddedStack
from tests.embedded.clients import minio

pytestmark = pytest.mark.kill

HOUSE = Path(__file__).parents[2]
ROUNDS = 6


def is_running(pid: int) -> bool:
    """A zombie, as containers without an init keep them, does not run."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def wait_gone(pids: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(map(is_running, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(is_running, pids))


def run_until_killed(folder: Path, first: int, seconds: float) -> list[str]:
    """Return what a victim printed, killed ``seconds`` after both stores first acknowledged."""
    command = [sys.executable, "-m", "tests.embedded.victim", str(folder), str(first)]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout
        lines = [victim.stdout.readline().strip()]
        while not (acknowledged(lines, "row") and acknowledged(lines, "put")):
            lines.append(next(victim.stdout).strip())
        threading.Timer(seconds, victim.kill).start()
        # A line the kill cut in half was no acknowledgement.
        lines.extend(line.strip() for line in victim.stdout if line.endswith("\n"))
    return lines


def acknowledged(lines: list[str], kind: str) -> set[int]:
    return {int(line.split()[1]) for line in lines if line.startswith(f"{kind} ")}


def test_killing_the_parent_loses_no_committed_row_and_no_acknowledged_put(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10_000)
    pause = random.Random(seed)  # noqa: S311 -- a test's timing
    rows: set[int] = set()
    puts: set[int] = set()
    for turn in range(ROUNDS):
        lines = run_until_killed(tmp_path / "var", turn * 1_000_000, pause.uniform(0.0, 0.8))
        rows |= acknowledged(lines, "row")
        puts |= acknowledged(lines, "put")
    with EmbeddedStack(tmp_path / "var") as stack:
        assert stack.postgres
        assert stack.s3
        kept = stack.postgres.run_sql("SELECT n FROM acked", database="kontor")
        objects = minio(stack.s3.url).list_objects("kontor", prefix="acked/", recursive=True)
        sizes = {int(str(found.object_name).split("/")[1]): found.size for found in objects}
    print(
        f"figure: {ROUNDS} kills, seed {seed}: {len(rows)} rows, {len(puts)} objects acknowledged"
    )
    assert len(rows) > ROUNDS
    assert len(puts) > ROUNDS
    assert rows - {int(number) for number in kept.split()} == set()
    assert {number for number in puts if sizes.get(number) != 5000} == set()


def test_the_servers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    first = run_until_killed(tmp_path / "var", 0, 0.2)[0]
    assert wait_gone([int(word) for word in first.split()[1:]], seconds=10)
    log = (tmp_path / "var" / "postgres.log").read_text()
    assert "received fast shutdown request" in log


def test_a_child_outlives_the_thread_that_asked_for_it() -> None:
    children: list[Child] = []

    def start() -> None:
        children.append(Child(["/bin/sleep", "60"], death_signal=signal.SIGKILL))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert children[0].exit_code is None
    assert children[0].stop() == -signal.SIGKILL


SUPERVISOR = """
import sys
from portal.embedded.supervisor import Program, Supervisor
pid = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
Supervisor([Program("web", [sys.executable, "-c", pid])]).run()
"""


def test_the_programs_of_a_killed_supervisor_die_with_it() -> None:
    command = [sys.executable, "-c", SUPERVISOR]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        child = int(supervisor.stdout.readline())
        assert is_running(child)
        supervisor.kill()
        assert wait_gone([child], seconds=5)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    os.chown(tmp_path / "home", 65534, 65534)
    return tmp_path / "home"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can play other accounts")
def test_a_normal_user_runs_everything_as_itself(open_folder: Path, tmp_path: Path) -> None:
    """As an account without rights, allowed only to reach an interpreter that lies below /root."""
    user = Account(65534, 65534).able_to_reach([Path(sys.executable), HOUSE, open_folder])
    code = f"import sys; sys.path.insert(0, {str(HOUSE)!r}); from tests.embedded import victim"
    call = "from pathlib import Path; victim.main(Path(sys.argv[1]), 0)"
    argv = [sys.executable, "-c", f"{code}; {call}", str(open_folder / "var")]
    with (tmp_path / "out").open("wb") as out:
        victim = Child(argv, death_signal=signal.SIGKILL, account=user, log=out)
    end = time.monotonic() + 30
    wanted = {"row 3", "put 3"}
    while not wanted <= set((tmp_path / "out").read_text().splitlines()):
        assert time.monotonic() < end
        assert victim.exit_code is None
        time.sleep(0.05)
    victim.stop()
    lines = (tmp_path / "out").read_text().splitlines()
    pids = [int(word) for word in lines[0].split()[1:]]
    assert wait_gone(pids, seconds=10)
    assert {path.stat().st_uid for path in (open_folder / "var").rglob("*")} == {65534}


def test_after_a_kill_the_next_start_does_not_wait_for_a_person(tmp_path: Path) -> None:
    run_until_killed(tmp_path / "var", 0, 0.2)
    with PostgresServer(tmp_path / "var" / "postgres") as server:
        assert int(server.run_sql("SELECT count(*) FROM acked", database="kontor")) > 0
