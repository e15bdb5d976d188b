"""Under which operating-system account a server runs."""

import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    def for_postgres(cls, data: Path) -> "Account":
        """Choose whose PostgreSQL it is: it refuses to run as root.

        A normal user runs it as itself. Root runs an existing cluster as the owner of its files
        and a new one as ``nobody``.
        """
        if os.geteuid() != 0:
            return cls.unchanged()
        owner = _owner(data)
        return cls(owner.pw_uid, owner.pw_gid)

    def able_to_reach(self, paths: Iterable[Path]) -> "Account":
        """Add the right to search root's own folders if one of ``paths`` lies in such a folder."""
        if self.uid < 0 or all(self._may_reach(path) for path in paths):
            return self
        return replace(self, reach=True)

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

    def _may_reach(self, path: Path) -> bool:
        folders = {*path.absolute().parents, *path.resolve().parents}  # before and after links
        return all(self._may_search(folder) for folder in folders if folder.exists())

    def _may_search(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


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
