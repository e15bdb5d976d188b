"""Segments and envelopes to bytes. Control numbers are the caller's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from edi.syntax import faults
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import DEFAULT, Delimiters

Value = str | tuple[str, ...]  # an element, or the components of a composite
WrittenSegment = Sequence[Value]  # the id first
NotWritableError = faults.NotWritableError


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the ISA and IEA of an outgoing interchange say.

    Ids hold up to 15 bytes, `control_number` is 1 to 999,999,999, `version` is that of ISA12.
    `line_end` may follow each terminator for readability.
    """

    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    control_number: int
    written: datetime
    usage: str = "P"
    version: str = "00401"
    acknowledgment_requested: bool = False
    delimiters: Delimiters = DEFAULT
    line_end: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingGroup:
    """A GS to GE. Each message is its segments from ST to SE."""

    functional_code: str
    sender: str
    receiver: str
    control_number: int
    version: str = "004010"
    messages: Sequence[Sequence[WrittenSegment]] = field(default=())


def write_interchange(
    envelope: Envelope,
    groups: Iterable[OutgoingGroup] = (),
    notes: Iterable[WrittenSegment] = (),
    *,
    charset: str = "utf-8",
) -> bytes:
    """Write an interchange; `notes` are TA1 segments. Raises NotWritableError."""
    marks, count = envelope.delimiters, 0
    segments = [_isa(envelope, charset), *(join_segment(note, marks) for note in notes)]
    for group in groups:
        segments += _group(group, envelope)
        count += 1
    segments.append(join_segment(["IEA", str(count), f"{envelope.control_number:09}"], marks))
    end = marks.segment + envelope.line_end
    text = end.join(segments) + end
    try:
        return text.encode(charset)
    except UnicodeEncodeError as error:
        raise NotWritableError([_foreign("", 0, text[error.start], charset)]) from error


def join_segment(segment: WrittenSegment, delimiters: Delimiters) -> str:
    """Join the elements of a segment; NotWritableError if one holds a separator."""
    try:
        is_plain = "".join(segment).isalnum()  # type: ignore[arg-type]
    except TypeError:  # a composite
        is_plain = False
    if is_plain:  # no separator is a letter or a digit
        return delimiters.element.join(segment).rstrip(delimiters.element)  # type: ignore[arg-type]
    parts = [
        _value(segment, at, value, delimiters) if at else str(value)
        for at, value in enumerate(segment)
    ]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return delimiters.element.join(parts)


def close_message(
    message: str, number: str, body: Sequence[WrittenSegment]
) -> list[WrittenSegment]:
    """Put ST and SE around the segments of a message."""
    return [("ST", message, number), *body, ("SE", str(len(body) + 2), number)]


def _value(segment: WrittenSegment, at: int, value: Value, delimiters: Delimiters) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    if len(parts) == 1 and parts[0].isalnum():  # no separator is a letter or a digit
        return parts[0]
    marks = set(delimiters.all())
    for part in parts:
        if not marks.isdisjoint(part) or not part.isprintable():
            raise NotWritableError([_foreign(str(segment[0]), at, part, "X12 data")])
    joined = delimiters.component.join(parts)
    return joined.rstrip(delimiters.component) if len(parts) > 1 else joined


def _isa(envelope: Envelope, charset: str) -> str:
    marks = envelope.delimiters
    elements = [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        f"{envelope.sender_qualifier:2}",
        f"{envelope.sender:15}",
        f"{envelope.receiver_qualifier:2}",
        f"{envelope.receiver:15}",
        envelope.written.strftime("%y%m%d"),
        envelope.written.strftime("%H%M"),
        marks.repetition or "U",
        envelope.version,
        f"{envelope.control_number:09}",
        "1" if envelope.acknowledgment_requested else "0",
        envelope.usage,
    ]
    header = marks.element.join([*elements, marks.component])
    length = len(header.encode(charset, "replace"))  # readers take the header by its bytes
    if length != _ISA_WITHOUT_END or header.count(marks.element) != len(elements):
        raise NotWritableError([_misshapen(envelope)])
    return header


def _group(group: OutgoingGroup, envelope: Envelope) -> list[str]:
    marks = envelope.delimiters
    number = str(group.control_number)
    header = [
        "GS",
        group.functional_code,
        group.sender,
        group.receiver,
        envelope.written.strftime("%Y%m%d"),
        envelope.written.strftime("%H%M"),
        number,
        "X",
        group.version,
    ]
    body = [join_segment(segment, marks) for message in group.messages for segment in message]
    trailer = ["GE", str(len(group.messages)), number]
    return [join_segment(header, marks), *body, join_segment(trailer, marks)]


def _foreign(segment_id: str, at: int, value: str, what: str) -> Fault:
    return Fault(
        Level.ELEMENT,
        "6",
        Position(0),
        f"“{value[:40]}” has a separator, a control character or a character that {what} cannot "
        "carry. Change the text or agree on other separators.",
        segment_id,
        at,
        value=value[:99],
    )


def _misshapen(envelope: Envelope) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "022",
        Position(0),
        f"The header for “{envelope.sender}” to “{envelope.receiver}” does not fit its fixed "
        "places. Check qualifiers, ids (15 plain letters and digits at most) and control number in "
        "the agreement.",
        "ISA",
    )


_ISA_WITHOUT_END = 105
