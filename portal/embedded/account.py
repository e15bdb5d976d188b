"""Under which operating-system account a server runs."""

import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Account:
    """A uid and gid to change to, -1 to stay as we are.

    ``reach`` lets the account search folders that only root may enter; see ``leash.py``.
    """

    uid: int
    gid: int
    reach: bool = False

    @classmethod
    def unchanged(cls) -> "Account":
        return cls(uid=-1, gid=-1)

    @classmethod
    def for_postgres(cls, data: Path, paths: Iterable[Path]) -> "Account":
        """Choose whose PostgreSQL it is: it refuses to run as root.

        A normal user runs it as itself. Root runs an existing cluster as the owner of its files
        and a new one as ``nobody``, who must be able to reach ``paths``.
        """
        if os.geteuid() != 0:
            return cls.unchanged()
        owner = _owner(data)
        return cls(owner.pw_uid, owner.pw_gid, reach=not all(_may_reach(owner, p) for p in paths))

    @property
    def effective_uid(self) -> int:
        return self.uid if self.uid >= 0 else os.geteuid()

    def adopt(self, path: Path) -> None:
        """Give ``path`` and all below it to this account."""
        if self.uid < 0:
            return
        os.lchown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.lchown(Path(folder, name), self.uid, self.gid)


def our_name() -> str | None:
    """Tell the login name of this process; None for a bare uid, as containers have it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return None


def _owner(data: Path) -> pwd.struct_passwd:
    try:
        if data.exists() and (uid := data.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedError(
            f"PostgreSQL may not run as root, and no account was found to run it in {data}: "
            "start Kontor as a normal user"
        ) from error


def _may_reach(owner: pwd.struct_passwd, path: Path) -> bool:
    return all(_may_search(owner, folder) for folder in path.resolve().parents if folder.exists())


def _may_search(owner: pwd.struct_passwd, folder: Path) -> bool:
    found = folder.stat()
    if found.st_uid == owner.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == owner.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
