"""A portal in small, to be killed: writes to both stores and prints what was acknowledged.

Run as ``python -m tests.embedded.victim FOLDER``. Rows are ``row N``, objects ``put N``, and
``pids A B`` names the servers.
"""

import io
import sys
import threading
from itertools import count
from pathlib import Path

import psycopg

from portal.embedded.stack import EmbeddedStack
from tests.embedded.clients import minio


def write_rows(conninfo: str, first: int) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS acked (n int PRIMARY KEY)")
        for number in count(first):
            connection.execute("INSERT INTO acked VALUES (%s)", (number,))
            say(f"row {number}")


def write_objects(url: str, first: int) -> None:
    client = minio(url)
    for number in count(first):
        client.put_object("kontor", f"acked/{number}", io.BytesIO(b"x" * 5000), 5000)
        say(f"put {number}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, first: int) -> None:
    stack = EmbeddedStack(folder).start()
    assert stack.postgres
    assert stack.s3
    say(f"pids {stack.postgres.pid} {stack.s3.pid}")
    owner = stack.postgres.conninfo("kontor_owner")
    rows = threading.Thread(target=write_rows, args=(owner, first))
    rows.start()
    write_objects(stack.s3.url, first)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
