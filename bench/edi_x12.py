"""How fast X12 is read: splitting only, envelopes only, the full path to orders and a 997.

Each figure is made in a process of its own from the same generated file of 850s with 20 lines, on
one core; memory is that process's peak above the peak after import.

    .venv/bin/python bench/edi_x12.py [megabytes]
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edi.canonical.orders import Order
from edi.messages.x12 import (
    GroupResult,
    InterchangeResult,
    MessageResult,
    acknowledge,
    read_interchanges,
)
from edi.syntax.limits import Limits
from edi.syntax.x12.blocks import BlockReader, Control

_LINES = 20
_PARTIES = (
    "N1*BY*Danzig Trading*92*DT-100~\nN3*Dlugi Targ 28~\nN4*Gdansk**80-830*PL~\n"
    "N1*ST*Danzig Trading, Port Depot*92*DT-210~\nN3*ul. Portowa 5~\nN4*Gdynia**81-350*PL~\n"
    "N1*SE*Hansa Components*92*V-2207~\n"
)


def make(path: Path, megabytes: int, bad_percent: int = 0) -> int:
    """Write a file of at least so many MB; return how many orders it holds."""
    size, orders = 0, 0
    with path.open("wb") as file:
        size += file.write(
            b"ISA*00*          *00*          *ZZ*DANZIGTRADING  *ZZ*HANSACOMP      "
            b"*261121*0930*U*00401*000000101*0*P*:~\nGS*PO*DANZIG*HANSA*20261121*0930*1*X*004010~\n"
        )
        while size < megabytes * 1_000_000:
            orders += 1
            size += file.write(_order(orders, bad_percent).encode())
        file.write(f"GE*{orders}*1~\nIEA*1*000000101~\n".encode())
    return orders


def _order(number: int, bad_percent: int) -> str:
    lines = []
    for line in range(1, _LINES + 1):
        unit = "EACH" if bad_percent and (number * _LINES + line) % 100 < bad_percent else "EA"
        lines.append(
            f"PO1*{line}*{line * 12}*{unit}*{line * 7}.25**BP*{number:06}-{line:03}*VP*HC-{line}~\n"
            f"PID*F****Shackle, galvanised, {line} mm, with screw pin~\nDTM*002*20261204~\n"
        )
    body = (
        f"ST*850*{number:09}~\nBEG*00*SA*DT-{number}**20261121~\nCUR*BY*EUR~\nREF*DP*4711~\n"
        f"DTM*002*20261204~\n{_PARTIES}{''.join(lines)}CTT*{_LINES}~\n"
    )
    return f"{body}SE*{body.count('~') + 1}*{number:09}~\n"


def split_only(path: Path) -> int:
    count, rest = 0, ""
    with path.open("rb") as file:
        while chunk := file.read(1 << 18):
            *segments, rest = (rest + chunk.decode("latin-1")).split("~")
            count += len(segments)
    return count


def envelope(path: Path) -> int:
    count = 0
    with path.open("rb") as file:
        for block in BlockReader(file, Limits()):
            count += isinstance(block, Control) and block.elements[0] == "SE"
    return count


def full(path: Path) -> int:
    orders, groups, answer = 0, [], None
    with path.open("rb") as file:
        for result in read_interchanges(file):
            if isinstance(result, MessageResult):
                orders += isinstance(result.document, Order)
            elif isinstance(result, GroupResult):
                groups.append(result)
            elif isinstance(result, InterchangeResult):
                answer = acknowledge(
                    result,
                    groups,
                    interchange_number=1,
                    group_numbers=[1],
                    written=datetime(2026, 11, 21, tzinfo=UTC),
                )
    assert answer is not None
    return orders


_WAYS = {"split": split_only, "envelope": envelope, "full": full, "full, 1 % bad": full}


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure(way: str, path: Path) -> None:
    before, start = peak_mb(), time.perf_counter()
    count = _WAYS[way](path)
    seconds = time.perf_counter() - start
    rate = path.stat().st_size / 1e6 / seconds
    print(
        f"{way:14} {rate:7.1f} MB/s {seconds:7.2f} s  {count / seconds:9,.0f}/s of {count:,}"
        f"   peak +{peak_mb() - before:.0f} MB",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("megabytes", type=int, nargs="?", default=20)
    arguments.add_argument("--one", nargs=2, metavar=("WAY", "FILE"))
    given = arguments.parse_args()
    if given.one:
        measure(given.one[0], Path(given.one[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        good, bad = Path(folder, "good.edi"), Path(folder, "bad.edi")
        orders = make(good, given.megabytes)
        make(bad, given.megabytes, bad_percent=1)
        print(f"{given.megabytes} MB, {orders:,} orders of {_LINES} lines")
        for way in _WAYS:
            path = bad if "bad" in way else good
            subprocess.run([sys.executable, __file__, "--one", way, str(path)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
