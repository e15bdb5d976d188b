"""The few lines that run between fork and exec of every embedded server.

Run as a script (``python -I -S leash.py ...``), never imported by the portal: it ties the
process to its parent's life, drops root where asked, and becomes the server. A script of its
own, because code between fork and exec of a threaded Python process may deadlock.

Arguments: death signal, parent pid, uid, gid (-1 keeps them), ``reach`` or ``plain``, command.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522


def become(uid: int, gid: int, *, reach: bool) -> None:
    """Leave root for good.

    ``reach`` keeps the one capability to search folders that only root may enter (a clone below
    /root): the alternative, opening those folders to everybody, would outlive the process.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if reach:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if reach:
        keep_read_search(libc)


def keep_read_search(libc: ctypes.CDLL) -> None:
    bit = 1 << CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if libc.capset(header, sets) or libc.prctl(
        PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0
    ):
        sys.exit(f"kontor: cannot keep CAP_DAC_READ_SEARCH: {os.strerror(ctypes.get_errno())}")


def die_with(parent: int, death_signal: int) -> None:
    """Ask the kernel for ``death_signal`` when the parent dies. After setuid, which clears it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


def main(arguments: list[str]) -> None:
    death_signal, parent, uid, gid = map(int, arguments[:4])
    command = arguments[5:]
    if uid >= 0:
        become(uid, gid, reach=arguments[4] == "reach")
    die_with(parent, death_signal)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, and exec would hand that on
    os.execv(command[0], command)  # noqa: S606 -- becoming the command is the purpose


if __name__ == "__main__":
    main(sys.argv[1:])
