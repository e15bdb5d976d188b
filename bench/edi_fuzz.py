"""Throws changed, mixed and random bytes at everything that reads, answers and writes messages.

Each input is made from the seed and its ordinal, so `--only N` makes it again. What fails, takes
longer than five seconds, or breaks a promise is written to a file of the findings' folder with the
seed, the ordinal and the reason. Inputs are the project's own documents in every syntax, the
samples of the tests, the shared corpus where it is, and junk.

    .venv/bin/python bench/edi_fuzz.py --inputs 100000 --seconds 480 --seed 1
"""

import argparse
import random
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.edi_fuzz_inputs import Seed, changed, junk, seeds
from bench.edi_fuzz_targets import try_everything

LONGEST_SECONDS = 5.0
_JUNK_SHARE = 0.15
_WARM_UP = 2_000
_HUNG = 30


class Finding(NamedTuple):
    ordinal: int
    made_of: str
    reason: str
    data: bytes


class Tally:
    """What a run has seen so far."""

    def __init__(self) -> None:
        self.inputs = 0
        self.slowest = 0.0
        self.kinds: Counter[str] = Counter()
        self.findings: list[Finding] = []


def make(seed: int, ordinal: int, good: list[Seed]) -> tuple[random.Random, str, bytes]:
    """Return what the input was made of and its bytes; always the same for a seed and ordinal."""
    chance = random.Random(f"{seed}/{ordinal}")  # noqa: S311
    if chance.random() < _JUNK_SHARE:
        return chance, *junk(chance)
    return chance, *changed(chance, good)


def try_one(tally: Tally, seed: int, ordinal: int, good: list[Seed]) -> None:
    chance, made_of, data = make(seed, ordinal, good)
    start, reason = time.process_time(), ""
    try:
        tally.kinds[try_everything(data, chance)] += 1
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        reason = traceback.format_exc()
    seconds = time.process_time() - start
    tally.inputs += 1
    tally.slowest = max(tally.slowest, seconds)
    if seconds > LONGEST_SECONDS:
        reason = f"took {seconds:.1f} s\n{reason}"
    if reason:
        tally.findings.append(Finding(ordinal, made_of, reason, data))


def run(seed: int, inputs: int, seconds: float = 1e9, first: int = 0) -> Tally:
    """Try inputs `first` and following until there were so many or the time is over."""
    tally, good, end = Tally(), seeds(), time.monotonic() + seconds
    for ordinal in range(first, first + inputs):
        if time.monotonic() > end:
            break
        try_one(tally, seed, ordinal, good)
    return tally


def resident_mb() -> float:
    """Return the memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def _hung(_signal: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"no end after {_HUNG} s, at {frame}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--inputs", type=int, default=10_000)
    arguments.add_argument("--seconds", type=float, default=480)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0, help="ordinal of the first input")
    arguments.add_argument("--only", type=int, help="try this one ordinal and print it")
    arguments.add_argument("--findings", type=Path, default=Path("/tmp/edi_findings"))  # noqa: S108
    given = arguments.parse_args()
    good = seeds()
    if given.only is not None:
        chance, made_of, data = make(given.seed, given.only, good)
        print(made_of, data)
        try_everything(data, chance)
        return
    signal.signal(signal.SIGALRM, _hung)
    tally, end, settled = Tally(), time.monotonic() + given.seconds, 0.0
    for ordinal in range(given.first, given.first + given.inputs):
        if time.monotonic() > end:
            break
        signal.alarm(_HUNG)
        try_one(tally, given.seed, ordinal, good)
        if tally.inputs == _WARM_UP:
            settled = resident_mb()
    signal.alarm(0)
    report(tally, given, settled)


def report(tally: Tally, given: argparse.Namespace, settled: float) -> None:
    given.findings.mkdir(parents=True, exist_ok=True)
    for each in tally.findings:
        path = given.findings / f"{given.seed}-{each.ordinal}"
        path.with_suffix(".bin").write_bytes(each.data)
        path.with_suffix(".txt").write_text(f"{each.made_of}\n{each.reason}", "utf-8")
        print(f"{path}: {each.made_of}: {each.reason.strip().splitlines()[-1][:200]}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in tally.kinds.most_common())
    grown = f"{resident_mb() - settled:+.0f} MB since input {_WARM_UP}" if settled else "not told"
    print(
        f"figure: EDI fuzz: {len(tally.findings)} findings in {tally.inputs} inputs, seed "
        f"{given.seed}, from {given.first}; slowest {tally.slowest:.2f} s; memory {grown}; {kinds}"
    )
    sys.exit(bool(tally.findings))


if __name__ == "__main__":
    main()
