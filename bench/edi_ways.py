"""The contestants of the EDI bench: each reads a file once and says how many messages it saw.

    python bench/edi_ways.py WAY FILE

prints one line of JSON: CPU seconds, messages, documents, by how many MB memory grew after the
start, seconds by the clock. Linux only.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from edi.messages import edifact, ubl, x12
from edi.messages.edifact import envelope as edifact_envelope
from edi.messages.x12 import envelope as x12_envelope
from edi.syntax.edifact import blocks as edifact_blocks
from edi.syntax.edifact.release import held
from edi.syntax.limits import Limits
from edi.syntax.x12 import blocks as x12_blocks

if TYPE_CHECKING:
    from edi.syntax.faults import Fault

_CHUNK = 1 << 18
_WRITTEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_VALUE = x12_envelope.value


class _Hashed:
    """A stream that hashes what is read, as the gateway does for its record of raw files."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.hash.update(data)
        return data


def _split(stream: BinaryIO, end: str, header: str) -> tuple[int, int]:
    count, rest = 0, ""
    while chunk := stream.read(_CHUNK):
        *segments, rest = (rest + chunk.decode("latin-1")).split(end)
        count += sum(segment.startswith(header) for segment in segments)
    return count, 0


def split_x12(stream: BinaryIO) -> tuple[int, int]:
    """Split at every terminator, and nothing else but counting the headers."""
    return _split(stream, "~\n", "ST*")


def split_edifact(stream: BinaryIO) -> tuple[int, int]:
    return _split(stream, "'\n", "UNH+")


def _cut(text: str, end: str, element: str) -> list[list[str]]:
    """Cut segments into elements, as whoever reads a stream of segments does at the least."""
    return [segment.lstrip("\r\n").split(element) for segment in text.split(end)]


def _cut_x12(blocks: x12_blocks.BlockReader) -> Iterator[x12_blocks.Block]:
    for block in blocks:
        if isinstance(block, x12_blocks.Body):
            _cut(block.text, blocks.delimiters.segment, blocks.delimiters.element)
        yield block


def _cut_edifact(blocks: edifact_blocks.BlockReader) -> Iterator[edifact_blocks.Block]:
    for block in blocks:
        if isinstance(block, edifact_blocks.Body):
            marks = blocks.separators
            _cut(held(block.text, marks), marks.terminator, marks.element)
        yield block


def envelope_x12(stream: BinaryIO, *, cut: bool = False) -> tuple[int, int]:
    """Stream, with the control numbers and counts of messages, groups and interchanges checked.

    `cut` says to cut each segment of a message into its elements too.
    """
    count = messages = groups = segments = 0
    interchange = message = ""
    group = None
    seen: set[str] = set()
    faults: list[Fault] = []
    blocks = x12_blocks.BlockReader(stream, Limits())
    for block in _cut_x12(blocks) if cut else blocks:
        if isinstance(block, x12_blocks.Body):
            segments += block.segments
        elif isinstance(block, x12_blocks.Header):
            interchange, groups = block.header.control_number, 0
        elif isinstance(block, x12_blocks.Control):
            match block.elements[0]:
                case "ST":
                    message, segments = _VALUE(block, 2), 0
                    at = x12_envelope.position(block, 1)
                    faults += x12_envelope.check_message_number(message, at, seen)
                    seen.add(message)
                case "SE":
                    count, messages = count + 1, messages + 1
                    faults += x12_envelope.check_message_trailer(block, message, segments + 2)
                case "GS":
                    group, messages, groups = x12_envelope.group_header(block), 0, groups + 1
                case "GE" if group:
                    faults += x12_envelope.check_group_trailer(block, group, messages)
                case "IEA":
                    faults += x12_envelope.check_interchange_trailer(block, interchange, groups)
    assert not faults, faults[0].sentence
    return count, 0


def full_x12(stream: BinaryIO) -> tuple[int, int]:
    """Everything: each element and condition, canonical orders, the file's hash, the 997."""
    messages, documents, answer = 0, 0, None
    groups: list[x12.GroupResult] = []
    hashed = _Hashed(stream)
    for result in x12.read_interchanges(hashed):  # type: ignore[arg-type]
        if isinstance(result, x12.MessageResult):
            messages += 1
            documents += result.document is not None
        elif isinstance(result, x12.GroupResult):
            groups.append(result)
        elif isinstance(result, x12.InterchangeResult):
            answer = x12.acknowledge(
                result, groups, interchange_number=1, group_numbers=[1], written=_WRITTEN
            )
    assert answer, hashed.hash.digest()
    return messages, documents


def envelope_edifact(stream: BinaryIO, *, cut: bool = False) -> tuple[int, int]:
    count = segments = 0
    message = interchange = ""
    seen: set[str] = set()
    faults: list[Fault] = []
    blocks = edifact_blocks.BlockReader(stream, Limits())
    for block in _cut_edifact(blocks) if cut else blocks:
        if isinstance(block, edifact_blocks.Body):
            segments += block.segments
        elif isinstance(block, edifact_blocks.Header):
            interchange = block.header.control_number
        elif isinstance(block, edifact_blocks.Control):
            if block.tag == "UNH":
                message, segments = block.elements[1][0], 0
                at = edifact_envelope.position(block, 1)
                faults += edifact_envelope.check_message_header(message, at, seen)
                seen.add(message)
            elif block.tag == "UNT":
                count += 1
                faults += edifact_envelope.check_message_trailer(block, message, segments + 2)
            elif block.tag == "UNZ":
                faults += edifact_envelope.check_interchange_trailer(block, interchange, count)
    assert not faults, faults[0].sentence
    return count, 0


def full_edifact(stream: BinaryIO) -> tuple[int, int]:
    messages, documents, answer = 0, 0, None
    hashed = _Hashed(stream)
    for result in edifact.read_interchanges(hashed):  # type: ignore[arg-type]
        if isinstance(result, edifact.MessageResult):
            messages += 1
            documents += result.document is not None
        elif isinstance(result, edifact.InterchangeResult):
            answer = edifact.acknowledge(result, control_number="7", written=_WRITTEN)
    assert answer, hashed.hash.digest()
    return messages, documents


def _documents(stream: BinaryIO) -> Iterator[bytes]:
    while length := stream.readline():
        yield stream.read(int(length))


def parse_ubl(stream: BinaryIO) -> tuple[int, int]:
    """Let lxml build the tree, and nothing else."""
    return sum(etree.fromstring(data) is not None for data in _documents(stream)), 0


def full_ubl(stream: BinaryIO) -> tuple[int, int]:
    messages = documents = 0
    for data in _documents(stream):
        hashlib.sha256(data).digest()
        for result in ubl.read_documents(BytesIO(data)):
            messages += 1
            documents += isinstance(result, ubl.DocumentResult) and result.document is not None
    return messages, documents


WAYS: dict[str, Callable[[BinaryIO], tuple[int, int]]] = {
    "x12-split": split_x12,
    "x12-envelope": envelope_x12,
    "x12-segments": partial(envelope_x12, cut=True),
    "x12-full": full_x12,
    "edifact-split": split_edifact,
    "edifact-envelope": envelope_edifact,
    "edifact-segments": partial(envelope_edifact, cut=True),
    "edifact-full": full_edifact,
    "ubl-parse": parse_ubl,
    "ubl-full": full_ubl,
}


def _memory_mb(field: str) -> float:
    """Return a field of /proc/self/status, such as VmRSS (now) or VmHWM (at most)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) / 1000


def main(way: str, path: Path) -> None:
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak, which forking brought along
    before, start, clock = _memory_mb("VmRSS"), time.process_time(), time.perf_counter()
    with path.open("rb") as stream:
        messages, documents = WAYS[way](stream)
    seconds, elapsed = time.process_time() - start, time.perf_counter() - clock
    print(json.dumps([seconds, messages, documents, _memory_mb("VmHWM") - before, elapsed]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
