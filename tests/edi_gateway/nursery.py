"""Starts web and worker processes quickly, so that a test can kill them often.

It imports and builds the portal once and forks per order: a line of JSON on stdin with the
arguments of `kontor` and the environment, a pid on stdout. A fork shares no connection and no
thread: nothing is opened before it. None outlives the nursery, which ends with the test that
feeds it.
"""

import json
import os
import signal
import sys

import sqlalchemy as sa
import sqlalchemy.orm

import portal.app
import portal.cli
import portal.realtime.serving
from portal.embedded.leash import die_with
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage


def main() -> None:
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            die_with(nursery, signal.SIGKILL)
            _become(order["arguments"], order["environment"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Import all that a web process needs, by building one over stores that are not there."""
    settings = Settings(secret_key="n" * 48, s3_url="http://nobody:nowhere-key@127.0.0.1:1/none")
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    portal.app.create_app(Services(settings, database, Storage(settings.s3)))
    sa.orm.configure_mappers()


def _become(arguments: list[str], environment: dict[str, str]) -> None:
    os.environ.update(environment)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    quiet = os.open(environment["NURSERY_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDONLY) if stream == 0 else quiet, stream)
    del os.environ["NURSERY_LOG"]
    portal.cli.main(args=arguments, standalone_mode=False)
    os._exit(0)


if __name__ == "__main__":
    main()
