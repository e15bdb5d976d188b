"""Builds the answers to what was read: 997 or 999 per functional group, TA1 per interchange."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Literal

from edi.messages.results import Disposition
from edi.messages.x12.catalogue import VERSIONS
from edi.messages.x12.results import (
    GroupResult,
    InterchangeResult,
    MessageVerdict,
    message_codes,
)
from edi.syntax.faults import Fault, Level
from edi.syntax.x12.delimiters import Delimiters
from edi.syntax.x12.header import InterchangeHeader
from edi.syntax.x12.writer import (
    Envelope,
    OutgoingGroup,
    Value,
    WrittenSegment,
    close_message,
    write_interchange,
)

_CODES = {
    Disposition.ACCEPTED: "A",
    Disposition.ACCEPTED_WITH_ERRORS: "E",
    Disposition.PARTIAL: "P",
    Disposition.REJECTED: "R",
}
Kind = Literal["997", "999"]
_NOTES = {"997": ("AK3", "AK4", "AK5"), "999": ("IK3", "IK4", "IK5")}
_FIRST_999 = "005010"
_HAS_ELEMENT_ERRORS = "8"
_NOBODY = "UNKNOWN"  # for an id that was blank: an answer must have one to be read
_MOST_ELEMENT_NOTES = 99
_NOT_A_CODE = re.compile(r"[^A-Z0-9]")
_ISA_VERSION = re.compile(r"00[2-9]\d\d", re.ASCII)
_VERSION = len("004010")


def answerable(groups: Iterable[GroupResult]) -> list[GroupResult]:
    """Return the groups a 997 is due for: all but those that hold acknowledgements."""
    return [group for group in groups if not group.is_acknowledgement]


def acknowledge(
    interchange: InterchangeResult,
    groups: Sequence[GroupResult],
    *,
    interchange_number: int,
    group_numbers: Sequence[int],
    written: datetime,
    with_ta1: bool | None = None,
    kind: Kind = "997",
) -> bytes | None:
    """Write the interchange that answers one that was read; None when no answer is due.

    It goes back to the sender, in its version and separators: a TA1 when it asked for one or was
    refused (or as `with_ta1` says), and unless it was refused one 997 for each of
    `answerable(groups)`, each in a group numbered by `group_numbers` in that order. Where `kind`
    says so the 997s are 999s, which are of version 005010 whatever they answer.
    Acknowledgements are never acknowledged. Bytes are ASCII.
    """
    due = interchange.needs_ta1 if with_ta1 is None else with_ta1
    notes = [interchange_acknowledgment(interchange)] if due else []
    refused = interchange.disposition is Disposition.REJECTED
    answers = [] if refused else answerable(groups)
    if not notes and not answers:
        return None
    envelope = _answer_envelope(interchange.header, interchange_number, written)
    outgoing = [
        _answer_group(group, number, envelope.delimiters, kind)
        for group, number in zip(answers, group_numbers, strict=False)
    ]
    if len(outgoing) < len(answers):
        raise ValueError(f"{len(answers)} group control numbers are needed")
    return write_interchange(envelope, outgoing, notes, charset="ascii")


def interchange_acknowledgment(result: InterchangeResult) -> WrittenSegment:
    """Return the TA1 for an interchange; it names the gravest fault, else the first."""
    header, faults = result.header, result.faults
    code = min(faults, key=lambda fault: fault.severity).code if faults else "000"
    given = header.control_number
    number = given if given.isascii() and given.isdigit() else "0" * 9
    verdict = _CODES[result.disposition]
    return ("TA1", number, _digits(header.date, 6), _digits(header.time, 4), verdict, code)


def functional_acknowledgment(
    group: GroupResult, control_number: str, delimiters: Delimiters, kind: Kind = "997"
) -> list[WrittenSegment]:
    """Return the segments of the 997 or 999 for one group, ST to SE.

    A group refused as a whole lists only the messages with faults of their own.
    """
    header = group.header
    accepted = group.accepted
    refused = accepted == 0 and any(fault.level is Level.GROUP for fault in group.faults)
    code = _code(header.functional_code, 2)
    body: list[WrittenSegment] = [("AK1", code, _digits(header.control_number, 0)[:9] or "0")]
    for verdict in group.verdicts:
        if verdict.faults or not refused:
            body += _message(verdict, delimiters, kind)
    counts = (str(group.included), str(group.received), str(accepted))
    codes = dict.fromkeys(fault.code for fault in group.faults)
    body.append(("AK9", _CODES[group.disposition], *counts, *list(codes)[:5]))
    return close_message(kind, control_number, body)


def _message(
    verdict: MessageVerdict, delimiters: Delimiters, kind: Kind
) -> Iterator[WrittenSegment]:
    number = _printable(verdict.control_number, delimiters)[:9]
    yield ("AK2", _code(verdict.message, 3), number.ljust(4, "0"))
    if not verdict.faults:
        yield (_NOTES[kind][2], _CODES[Disposition.ACCEPTED])
        return
    segment_faults = [f for f in verdict.faults if f.level in {Level.SEGMENT, Level.ELEMENT}]
    for _, found in groupby(segment_faults, key=_segment_key):
        yield from _segment(list(found), delimiters, kind)
    yield (_NOTES[kind][2], _CODES[verdict.disposition], *message_codes(verdict.faults))


def _segment_key(fault: Fault) -> tuple[int, str, str]:
    code = fault.code if fault.level is Level.SEGMENT else _HAS_ELEMENT_ERRORS
    return fault.position.in_message, fault.segment_id, code


def _segment(faults: list[Fault], delimiters: Delimiters, kind: Kind) -> Iterator[WrittenSegment]:
    at, segment_id, code = _segment_key(faults[0])
    segment_id = _NOT_A_CODE.sub("", segment_id.upper())[:3].ljust(2, "Z")
    yield (_NOTES[kind][0], segment_id, str(at), _code(faults[0].loop, 0)[:6], code)
    for fault in faults[:_MOST_ELEMENT_NOTES]:
        if fault.level is Level.ELEMENT:
            yield (_NOTES[kind][1], *_element(fault, delimiters))


def _element(fault: Fault, delimiters: Delimiters) -> tuple[Value, ...]:
    place: Value = str(fault.element)
    if fault.component:
        place = (str(fault.element), str(fault.component))
    return (place, fault.data_element, fault.code, _printable(fault.value, delimiters))


def _answer_envelope(header: InterchangeHeader, number: int, written: datetime) -> Envelope:
    delimiters = _ascii_delimiters(header.delimiters)
    return Envelope(
        sender_qualifier=_code(header.receiver_qualifier, 2),
        sender=_printable(header.receiver, delimiters) or _NOBODY,
        receiver_qualifier=_code(header.sender_qualifier, 2),
        receiver=_printable(header.sender, delimiters) or _NOBODY,
        control_number=number,
        written=written,
        usage=header.usage if header.usage in {"P", "T", "I"} else "P",
        version=header.version if _ISA_VERSION.fullmatch(header.version) else "00401",
        delimiters=delimiters,
    )


def _ascii_delimiters(delimiters: Delimiters) -> Delimiters:
    return delimiters if delimiters.all().isascii() else Delimiters()


def _answer_group(
    group: GroupResult, number: int, delimiters: Delimiters, kind: Kind
) -> OutgoingGroup:
    header = group.header
    version = _FIRST_999 if kind == "999" else header.version[:_VERSION]
    message = functional_acknowledgment(group, "0001", delimiters, kind)
    return OutgoingGroup(
        functional_code="FA",
        sender=_application_code(header.receiver, delimiters),
        receiver=_application_code(header.sender, delimiters),
        control_number=number,
        version=version if version in VERSIONS else "004010",
        messages=[message],
    )


def _application_code(text: str, delimiters: Delimiters) -> str:
    return _printable(text, delimiters)[:15].ljust(2, "Z")


@lru_cache(maxsize=256)  # ids of messages, mostly
def _code(text: str, length: int) -> str:
    return _NOT_A_CODE.sub("", text.upper()).ljust(length, "Z")[: length or None]


def _digits(text: str, length: int) -> str:
    digits = "".join(c for c in text if c in "0123456789")
    return digits.rjust(length, "0")[: length or None]


def _printable(text: str, delimiters: Delimiters) -> str:
    """Return what of a partner's text can be sent back: printable ASCII without separators."""
    if text.isascii() and text.isalnum():  # no separator is a letter or a digit
        return text[:99]
    marks = set(delimiters.all())
    return "".join(c for c in text if " " <= c <= "~" and c not in marks).rstrip()[:99]
