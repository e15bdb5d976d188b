"""Pages per second, what the tenant walls cost, and statements per page, from one run.

    python -m bench.pages [--deals 100000] [--rounds 5] [--seconds 1]

See bench/README.md for how each figure is made.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.house import READERS, House, load_trade, open_house
from bench.load import Target, ask
from bench.queries_per_page import count_pages
from bench.server import BARE, order_for, quiet_logs
from portal.kernel.db import Wall
from portal.web.assets import DIST, manifest

HOST: Final = "127.0.0.1"
PAGE: Final = "/deals"
FEW: Final = 100
ROOT: Final = Path(__file__).resolve().parent.parent
WALLS: Final = {
    Wall.BOTH: "both walls",
    Wall.READ_RULES: "read rules only",
    Wall.ROW_SECURITY: "row security only",
}


@dataclass(slots=True)
class Contestant:
    """One page, reader and server; samples of each round."""

    name: str
    server: "Server"
    target: Target
    alone: list[list[float]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    crowd: list[list[float]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def warm_up(self, seconds: float) -> None:
        _load(self.target, 4, seconds)

    def run(self, seconds: float, clients: int) -> None:
        self.alone.append(_load(self.target, 1, seconds))
        before = self.server.cpu_seconds()
        times = _load(self.target, clients, seconds)
        self.crowd.append(times)
        # Clients work without a pause, so all their waiting together is clients x time.
        self.rates.append(clients * len(times) / (sum(times) / 1000))
        self.cpu.append((self.server.cpu_seconds() - before) / len(times) * 1000)

    def figures(self) -> tuple[float, ...]:
        """Return the medians over rounds: alone p50, p95; requests/s, p95 with others; CPU ms."""
        median = statistics.median
        return (
            median(_share(times, 50) for times in self.alone),
            median(_share(times, 95) for times in self.alone),
            median(self.rates),
            median(_share(times, 95) for times in self.crowd),
            median(self.cpu),
        )


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return user and system time of the server process so far (not of PostgreSQL)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _load(target: Target, clients: int, seconds: float) -> list[float]:
    arguments = [target.host, str(target.port), target.path, target.cookie, str(clients)]
    command = [sys.executable, "-m", "bench.load", *arguments, str(seconds)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    times: list[float] = json.loads(done.stdout)
    return times


def _share(times: list[float], percent: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


@contextmanager
def running_server(house: House, walls: Wall) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    order = order_for(house, walls, f"http://{HOST}:{port}")
    command = [sys.executable, "-m", "bench.server", order]
    with subprocess.Popen(command, cwd=ROOT) as process:  # noqa: S603
        try:
            _await(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the measured server did not start")


def contestants(house: House, servers: dict[Wall, Server]) -> list[Contestant]:
    both = servers[Wall.BOTH]
    field_ = [Contestant("bare Flask page", both, Target(HOST, both.port, BARE, "none=1"))]
    for role, name in READERS.items():
        for walls, server in servers.items():
            target = Target(HOST, server.port, PAGE, house.cookie(name))
            field_.append(Contestant(f"deals, {role}, {WALLS[walls]}", server, target))
    return field_


def race(house: House, rounds: int, seconds: float, clients: int) -> None:
    with ExitStack() as stack:
        servers = {wall: stack.enter_context(running_server(house, wall)) for wall in WALLS}
        field_ = contestants(house, servers)
        for each in field_:
            each.warm_up(max(seconds, 2))
        for _ in range(rounds):
            for each in field_:
                each.run(seconds, clients)
        _print_race(field_, rounds, seconds, clients)
        _print_weight(house, servers[Wall.BOTH])


def _print_race(field_: list[Contestant], rounds: int, seconds: float, clients: int) -> None:
    print(f"\nSpeed. Medians of {rounds} rounds of {seconds:g} s each, contestants in turn.")
    print(f"{'':42}{'one client, ms':^16}{f'{clients} clients':^32}{'of the':>9}")
    print(f"{'':42}{'p50':>8}{'p95':>8}{'req/s':>10}{'p95 ms':>9}{'CPU ms':>9}{'bare rate':>13}")
    bare = field_[0].figures()
    for each in field_:
        p50, p95, rate, crowd, cpu = each.figures()
        print(
            f"{each.name:42}{p50:8.1f}{p95:8.1f}{rate:10.1f}{crowd:9.1f}{cpu:9.2f}"
            f"{rate / bare[2] * 100:11.1f} %",
            flush=True,
        )


def _print_weight(house: House, server: Server) -> None:
    target = Target(HOST, server.port, PAGE, house.cookie("dana"))
    with socket.create_connection((HOST, server.port)) as connection:
        html = ask(connection, target.request)
    files = {
        name: (DIST / f"{manifest()[name]}.br").stat().st_size for name in ("app.css", "app.js")
    }
    total = html + sum(files.values())
    parts = ", ".join(f"{name} {size / 1000:.1f}" for name, size in files.items())
    print(f"\nWeight of the first visit, KB: html {html / 1000:.1f}, {parts}: {total / 1000:.1f}")


def _print_counts(few: dict[str, int | str], many: dict[str, int | str], deals: int) -> None:
    print("\nStatements per page, besides BEGIN, the scope and COMMIT")
    print(f"{'':52}{f'{FEW} deals':>12}{f'{deals:,} deals':>16}")
    for page in sorted(many):
        same = "" if few.get(page) == many[page] else "   differs"
        print(f"{page:52}{few.get(page, '-'):>12}{many[page]:>16}{same}")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--deals", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=5)
    given.add_argument("--seconds", type=float, default=1)
    given.add_argument("--clients", type=int, default=4)
    given.add_argument("--only", choices=("race", "counts"))
    options = given.parse_args()
    quiet_logs()
    with open_house() as house:
        load_trade(house, first=1, last=FEW, accounts=FEW)
        few = count_pages(house) if options.only != "race" else {}
        load_trade(house, first=FEW + 1, last=options.deals, accounts=options.deals // 10)
        if options.only != "race":
            _print_counts(few, count_pages(house), options.deals)
        if options.only != "counts":
            race(house, options.rounds, options.seconds, options.clients)


if __name__ == "__main__":
    main()
