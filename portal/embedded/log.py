"""The log file of an embedded server, beside its data."""

from pathlib import Path
from typing import BinaryIO

LARGEST = 10 * 1024 * 1024  # bytes; then it becomes NAME.log.1, and the one before is dropped
TAIL_LINES = 12


def open_log(path: Path) -> BinaryIO:
    """Open for appending, private to us: statements in it may hold business data."""
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_name(f"{path.name}.1"))
    path.touch(mode=0o600)
    return path.open("ab")


def tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-TAIL_LINES:])
