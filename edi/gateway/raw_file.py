"""The raw file for reading eyes: segments numbered as acknowledgements count, errors pinned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from edi.gateway.models import Finding
from edi.syntax.faults import NotReadableError
from edi.syntax.x12.delimiters import Delimiters
from edi.syntax.x12.header import ISA_LENGTH, read_header

MAX_BYTES: Final = 512 * 1024
MOST_SHOWN: Final = 240
_AROUND: Final = 6
_BEGINNING: Final = 1024
_NUMBER: Final = 3
_ENVELOPE: Final = frozenset({"ISA", "GS", "GE", "IEA", "TA1"})


@dataclass(frozen=True, slots=True)
class RawElement:
    text: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class RawSegment:
    """One segment. `number` counts ST as 1, as AK3 does; 0 outside messages."""

    ordinal: int
    number: int
    id: str
    elements: list[RawElement]
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0
    """How many segments before this one are not shown."""

    @property
    def is_envelope(self) -> bool:
        return self.id in _ENVELOPE


@dataclass(frozen=True, slots=True)
class RawFile:
    segments: list[RawSegment]
    separator: str
    terminator: str
    is_cut: bool
    """Whether the file is longer than what was read to show it."""
    text: str = ""
    """What there is to show when it holds no interchange."""


def read_raw_file(chunks: Iterable[bytes], findings: Iterable[Finding]) -> RawFile:
    """Return what of the file a page can show: all of a short one, else what is near errors."""
    content = _first(chunks)
    text = content[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    is_cut = len(content) > MAX_BYTES
    try:
        header, _faults = read_header(text[:ISA_LENGTH], 0)
    except NotReadableError:
        return RawFile([], "", "", is_cut, text=_visible(text[:4000]))
    marks = header.delimiters
    pinned = _by_ordinal(findings)
    segments = list(_thinned(list(_segments(text, marks, pinned))))
    shown = marks.segment if marks.segment.isprintable() else ""
    return RawFile(segments, marks.element, shown, is_cut)


def _first(chunks: Iterable[bytes]) -> bytes:
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            break
    return content


def _segments(
    text: str, marks: Delimiters, pinned: dict[int, list[Finding]]
) -> Iterator[RawSegment]:
    number = 0
    written = [each.strip("\r\n") for each in text.split(marks.segment)]
    for ordinal, segment in enumerate((each for each in written if each), start=1):
        parts = segment.split(marks.element)
        number = _number(parts[0], number)
        findings = pinned.get(ordinal, [])
        yield RawSegment(ordinal, number, parts[0], _elements(parts, findings), findings)
        if parts[0] == "SE":
            number = 0


def _number(segment_id: str, before: int) -> int:
    if segment_id == "ST":
        return 1
    return before + 1 if before and segment_id not in _ENVELOPE else 0


def _elements(parts: list[str], findings: list[Finding]) -> list[RawElement]:
    wrong = {each.get("element", 0) for each in findings} - {0}
    length = max([len(parts), *(element + 1 for element in wrong if element < len(parts) + 8)])
    padded = parts + [""] * (length - len(parts))
    return [
        RawElement(_visible(text[:400]), is_wrong=at in wrong)
        for at, text in enumerate(padded[1:], start=1)
    ]


def _thinned(segments: list[RawSegment]) -> Iterator[RawSegment]:
    """Leave out the middle of long files, except around errors."""
    if len(segments) <= MOST_SHOWN:
        yield from segments
        return
    near = {
        ordinal
        for each in segments
        if each.findings
        for ordinal in range(each.ordinal - _AROUND, each.ordinal + _AROUND + 1)
    }
    near |= set(range(1, 41)) | set(range(len(segments) - 5, len(segments) + 1))
    last = 0
    for each in [each for each in segments if each.ordinal in near][:MOST_SHOWN]:
        skipped = each.ordinal - last - 1
        last = each.ordinal
        yield RawSegment(each.ordinal, each.number, each.id, each.elements, each.findings, skipped)


def _by_ordinal(findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    pinned: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.get("ordinal"):
            pinned.setdefault(finding["ordinal"], []).append(finding)
    return pinned


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else "·" for c in text)


def number_in_refused(stream: BinaryIO, offset: int, marks: Delimiters) -> str:
    """Return the order number (BEG03, BAK03) of a refused message whose ST is at this byte.

    Nothing is done with it but finding the message when a partner quotes the number; empty when
    it cannot be read.
    """
    stream.seek(offset)
    text = stream.read(_BEGINNING).decode("utf-8", "replace")
    for segment in text.split(marks.segment)[:4]:
        parts = segment.strip("\r\n").split(marks.element)
        if parts[0] in {"BEG", "BAK"} and len(parts) > _NUMBER:
            return parts[_NUMBER].strip()
    return ""


def reported_as(finding: Finding) -> list[str]:
    """Return the segments of the 997 that say the same: AK3 and, for an element, AK4."""
    if finding["level"] not in {"segment", "element"}:
        return []
    code = finding["code"] if finding["level"] == "segment" else "8"
    ak3 = f"AK3*{finding['segment']}*{finding['in_message']}*{finding.get('loop', '')}*{code}"
    if finding["level"] == "segment":
        return [ak3]
    return [ak3, f"AK4*{finding['element']}*{finding.get('data_element', '')}*{finding['code']}"]
