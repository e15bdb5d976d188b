"""A short, private folder for a socket whose data lies in a deep one."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from portal.embedded.account import Account
from portal.embedded.errors import EmbeddedError

LONGEST_SOCKET_PATH = 107  # bytes of sockaddr_un.sun_path on Linux, less the closing zero
PRIVATE = 0o700


def runtime_folder(data: Path, uid: int, socket: str) -> Path:
    """Name the folder of ``data``'s socket: the same one at every start, for one account."""
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 -- made private and checked below
        folder = Path(base) / f"kontor-{uid}-{digest}"
        if len(os.fsencode(folder / socket)) <= LONGEST_SOCKET_PATH:
            return folder
    raise EmbeddedError(f"no folder is short enough for the socket of {data}")


def make_private(folder: Path, account: Account) -> None:
    """Create ``folder`` for ``account`` alone, or make sure that an existing one is just that.

    Anybody may create names in the temporary folder, so a stranger's folder or link is refused.
    """
    try:
        folder.mkdir(mode=PRIVATE)
        account.adopt(folder)
    except FileExistsError:
        _refuse_foreign(folder, account)
        folder.chmod(PRIVATE)


def remove_if_empty(folder: Path) -> None:
    """Leave nothing behind in the temporary folder, unless a killed server's socket is there."""
    with suppress(OSError):
        folder.rmdir()


def _refuse_foreign(folder: Path, account: Account) -> None:
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == account.effective_uid:
        return
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
        account.adopt(folder)  # ours, left between creating and giving it away
        return
    raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set TMPDIR")
