"""A PostgreSQL cluster on disk: created whole or not at all, and who may log in to it."""

import shutil
import signal
import subprocess
from pathlib import Path

from portal.embedded.account import Account, our_name
from portal.embedded.binaries import postgres_binary
from portal.embedded.child import Child
from portal.embedded.errors import EmbeddedError

SUPERUSER = "postgres"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
PRIVATE = 0o700


def ensure_cluster(data: Path, account: Account, *, sync: bool) -> None:
    """Run initdb on the first start, beside the final name: a killed one leaves no half cluster."""
    if (data / "PG_VERSION").exists():
        if account.uid > 0 and data.stat().st_uid != account.uid:
            account.adopt(data)
        return
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=PRIVATE)
    account.adopt(fresh)
    _initdb(fresh, account, sync=sync)
    if data.exists():
        data.rmdir()  # an empty folder is welcome, a full one that is no cluster is not
    fresh.rename(data)


def write_access(data: Path, account: Account) -> None:
    """Let the portal's own account log in as any role, and nobody else at all.

    The kernel tells PostgreSQL who is at the other end of the socket, so there is no password to
    keep, and another process of the account that runs PostgreSQL gets nothing. Only a bare uid
    without a name (some containers) falls back to trust inside the private socket folder.
    """
    name = our_name()
    method = "peer map=kontor" if name else "trust"
    _write(data / "pg_hba.conf", f"local all all {method}\n", account)
    if name:
        _write(data / "pg_ident.conf", f'kontor "{name}" all\n', account)


def run_sql(socket_folder: Path, script: str, *, database: str = SUPERUSER) -> str:
    """Run a psql script as superuser and return what it prints, without decoration.

    Raises EmbeddedError with PostgreSQL's message.
    """
    psql = [postgres_binary("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", socket_folder]
    target = ["-p", "5432", "-U", SUPERUSER, "-d", database, "-f", "-"]
    command = [str(word) for word in (*psql, *target)]
    done = subprocess.run(  # noqa: S603 -- our own argv, no shell
        command, input=script, capture_output=True, text=True, env=ENVIRONMENT, check=False
    )
    if done.returncode:
        raise EmbeddedError(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def _initdb(fresh: Path, account: Account, *, sync: bool) -> None:
    """Create a cluster whose sorting and case rules do not depend on the machine's locales.

    pg_trgm alone still asks libc what a letter is: with LC_CTYPE=C it drops every umlaut.
    """
    rules = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    safety = ["--data-checksums", "--auth=reject", *([] if sync else ["--no-sync"])]
    where = [f"--pgdata={fresh}", f"--username={SUPERUSER}", "--locale=C", "--lc-ctype=C.UTF-8"]
    log = fresh.with_name(f"{fresh.name}.log")
    command = [str(postgres_binary("initdb")), *where, *rules, *safety]
    with log.open("wb") as output:
        child = Child(
            command, death_signal=signal.SIGKILL, account=account, env=ENVIRONMENT, log=output
        )
        code = child.wait()
    if code:
        raise EmbeddedError(f"initdb failed in {fresh}: {log.read_text().strip()}")
    log.unlink()


def _write(path: Path, text: str, account: Account) -> None:
    path.write_text(text)
    path.chmod(0o600)
    account.adopt(path)
