"""One running stack per data folder."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from portal.embedded.errors import AlreadyRunningError


class FolderLock:
    """An advisory lock beside a data folder; the kernel frees it however its holder ends.

    Whoever holds it may treat a server still running in the folder as an orphan.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder.with_name(f"{folder.name}.lock")
        self._handle: int | None = None

    def acquire(self, *, seconds: float = 2.0) -> None:
        """Raise AlreadyRunningError when another process keeps it for ``seconds``."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + seconds
        while not _take(handle):
            if time.monotonic() >= end:
                holder = os.read(handle, 32).decode().strip()
                os.close(handle)
                raise AlreadyRunningError(
                    f"{self._folder} is in use by process {holder}: stop that one, or set "
                    "KONTOR_DATA to another folder"
                )
            time.sleep(0.05)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        """Free it. The file stays: removing it would let two holders lock two files."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held(self) -> bool:
        """Whether anybody, this process included, holds it now."""
        with suppress(FileNotFoundError):
            handle = os.open(self._path, os.O_RDWR)
            try:
                return not _take(handle)
            finally:
                os.close(handle)
        return False


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
