"""Starts web and worker processes quickly, so that a test can kill them often.

It imports the portal once and forks per order: a line of JSON on stdin with the arguments of
`kontor` and the environment, a pid on stdout. A fork shares no connection and no thread: nothing
is opened before it. None outlives the nursery, which ends with the test that feeds it.
"""

import json
import os
import signal
import sys

import portal.app
import portal.cli
import portal.realtime.serving
from portal.embedded.leash import die_with


def main() -> None:
    portal.app.register_packages()
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
