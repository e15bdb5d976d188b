"""What PostgreSQL's own pid file tells, and how to retire what an unclean stop left behind."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from portal.embedded.errors import EmbeddedError

PID_FILE = "postmaster.pid"
STATUS_LINE = 7  # PostgreSQL's LOCK_FILE_LINE_PM_STATUS, counted from 0


def is_ready(data: Path, pid: int) -> bool:
    """Whether the postmaster ``pid`` accepts connections, as pg_ctl reads it."""
    lines = _lines(data)
    return (
        len(lines) > STATUS_LINE
        and lines[0].strip() == str(pid)
        and lines[STATUS_LINE].strip() == "ready"
    )


def retire_orphan(data: Path, *, seconds: float) -> None:
    """End a postmaster that survived its parent; call only while holding the folder's lock.

    Fast shutdown first, which loses no commit; immediate shutdown (recovery at the next start)
    when it does not obey in ``seconds``. A pid that meanwhile belongs to another program is left
    alone, and the stale file is marked so that PostgreSQL overrides it.
    """
    pid = _pid(data)
    if pid is None or not _exists(pid):
        return
    if not _is_postmaster_of(pid, data):
        _mark_stale(data)
        return
    for number in (signal.SIGINT, signal.SIGQUIT):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if _wait_gone(pid, data, seconds):
            return
    raise EmbeddedError(f"PostgreSQL (process {pid}) in {data} does not stop: end it by hand")


def _lines(data: Path) -> list[str]:
    try:
        return (data / PID_FILE).read_text().splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []


def _pid(data: Path) -> int | None:
    lines = _lines(data)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _mark_stale(data: Path) -> None:
    """Put our own pid in the file: PostgreSQL takes a file naming its parent for stale.

    Deleting it would also delete the shared-memory key by which PostgreSQL notices backends of a
    killed postmaster that still write to the same files.
    """
    _, *rest = _lines(data)
    (data / PID_FILE).write_text("\n".join([str(os.getpid()), *rest]) + "\n")


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postmaster_of(pid: int, data: Path) -> bool:
    words = _command_line(pid)
    return bool(words) and Path(words[0]).name == "postgres" and str(data) in words


def _command_line(pid: int) -> list[str]:
    """Read a process's arguments; empty for a zombie and for one that is gone."""
    proc = Path("/proc", str(pid), "cmdline")
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            return []
    command = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return shown.stdout.split()


def _wait_gone(pid: int, data: Path, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not _exists(pid) or not _is_postmaster_of(pid, data):
            return True
        time.sleep(0.02)
    return False
