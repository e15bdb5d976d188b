"""Files for the EDI bench, made of equal orders by Kontor's own writers, message by message.

python bench/edi_files.py x12|edifact|ubl|ubl-invoices FILE MEGABYTES SEED
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.edi_orders import orders
from bench.edi_ubl import invoices, peppol_orders
from edi.messages import edifact
from edi.messages.edifact import Address, Style
from edi.messages.x12 import Envelope, write_interchange, write_order
from edi.syntax.x12.delimiters import DEFAULT
from edi.syntax.x12.writer import join_segment

WRITTEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_GROUP = "GS*PO*DANZIG*HANSA*20261121*0930*1*X*004010~\n"
_EDIFACT = Style("D96A", level="UNOW")
_BAD_PERCENT = 1


def x12(path: Path, megabytes: float, seed: int) -> None:
    _fill(path, megabytes, _isa() + _GROUP, _messages_850(seed), _end_of_x12)


def _isa() -> str:
    empty = Envelope("ZZ", "DANZIGTRADING", "ZZ", "HANSACOMP", 101, WRITTEN, line_end="\n")
    return write_interchange(empty).decode().partition("IEA")[0]


def _end_of_x12(count: int) -> str:
    return f"GE*{count}*1~\nIEA*1*000000101~\n"


def _messages_850(seed: int) -> Iterator[str]:
    for number, order in enumerate(orders(seed), 1):
        segments = write_order(order, f"{number:09}").segments
        yield "".join(f"{join_segment(segment, DEFAULT)}~\n" for segment in segments)


def edifact_orders(path: Path, megabytes: float, seed: int) -> None:
    sender, recipient = Address("5412345000013", "14"), Address("4012345000023", "14")
    envelope = edifact.Envelope(
        sender,
        recipient,
        "7",
        WRITTEN,
        level=_EDIFACT.level,
        line_end="\n",
        acknowledgement_request=True,
    )
    header = edifact.write_interchange(envelope, []).decode().partition("UNZ")[0]
    _fill(path, megabytes, header, _messages_orders(seed), lambda count: f"UNZ+{count}+7'\n")


def _messages_orders(seed: int) -> Iterator[str]:
    for number, order in enumerate(orders(seed), 1):
        segments = edifact.write_order(order, str(number), style=_EDIFACT).segments
        yield "".join(f"{segment}'\n" for segment in segments)


def ubl_orders(path: Path, megabytes: float, seed: int) -> None:
    _write_each(path, megabytes, peppol_orders(seed))


def ubl_invoices(path: Path, megabytes: float, seed: int) -> None:
    _write_each(path, megabytes, invoices(seed))


def _write_each(path: Path, megabytes: float, documents: Iterator[bytes]) -> None:
    """Write UBL documents one after the other, each behind its length in a line of its own."""
    size = 0
    with path.open("wb") as file:
        for data in documents:
            size += file.write(f"{len(data)}\n".encode() + data)
            if size >= megabytes * 1_000_000:
                return


def _fill(
    path: Path, megabytes: float, header: str, messages: Iterator[str], end: Callable[[int], str]
) -> None:
    with path.open("wb") as file:
        size = file.write(header.encode())
        for count, message in enumerate(messages, 1):
            size += file.write(message.encode())
            if size >= megabytes * 1_000_000:
                file.write(end(count).encode())
                return


def spoil(good: Path, bad: Path, seed: int) -> int:
    """Copy a file of 850s with 1 % of the segments of its messages made bad; return how many."""
    chance, count = random.Random(seed), 0  # noqa: S311
    with good.open(encoding="utf-8") as source, bad.open("w", encoding="utf-8") as target:
        for line in source:
            is_content = not line.startswith(("ISA*", "GS*", "ST*", "SE*", "GE*", "IEA*"))
            spoilt = is_content and chance.random() * 100 < _BAD_PERCENT
            target.write(_spoilt(line.removesuffix("~\n"), chance) + "~\n" if spoilt else line)
            count += spoilt
    return count


def _spoilt(segment: str, chance: random.Random) -> str:
    elements = segment.split("*")
    at = chance.randrange(1, len(elements))
    match chance.randrange(6):
        case 0:
            elements[0] = "ZZZ"
        case 1:
            elements[1] = ""
        case 2:
            elements[at] = "20261345"
        case 3:
            elements[at] = "X" * 100
        case 4:
            elements[at] += "\x07"
        case _:
            elements += ["X"] * 30
    return "*".join(elements)


def cut(path: Path, part: Path, start: int, stop: int) -> None:
    """Copy the header of a file of 850s and its messages from one place to another of its bytes."""
    with path.open("rb") as file:
        data = file.read(1000)
        header = data[: data.index(b"\nST*850*") + 1]
        file.seek(start)
        data = file.read(stop - start)
    messages = data[data.index(b"\nST*850*") + 1 : data.rindex(b"\nST*850*") + 1]
    count = messages.count(b"~\nSE*")
    part.write_bytes(header + messages + _end_of_x12(count).encode())


def cut_orders(path: Path, part: Path, stop: int) -> None:
    """Copy the messages of a file of ORDERS up to a place of its bytes."""
    with path.open("rb") as file:
        data = file.read(stop)
    data = data[: data.rindex(b"UNH+")]
    part.write_bytes(data + f"UNZ+{data.count(b'UNH+')}+7'\n".encode())


_MAKERS = {"x12": x12, "edifact": edifact_orders, "ubl": ubl_orders, "ubl-invoices": ubl_invoices}

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("kind", choices=_MAKERS)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("megabytes", type=float)
    arguments.add_argument("seed", type=int)
    given = arguments.parse_args()
    _MAKERS[given.kind](given.file, given.megabytes, given.seed)
