"""Builds the answer to what was read: CONTRL (ISO 9735 part 4, as of syntax version 3)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from edi.messages.edifact.composing import Composer, Style
from edi.messages.edifact.results import (
    GroupResult,
    InterchangeResult,
    MessageType,
    MessageVerdict,
)
from edi.messages.results import Disposition
from edi.syntax.edifact.charsets import CODECS, lacks
from edi.syntax.edifact.header import VERSIONS, Address, InterchangeHeader
from edi.syntax.edifact.separators import Separators
from edi.syntax.edifact.writer import Envelope, write_segments
from edi.syntax.faults import Fault, Level, Severity

_REJECTED, _ACKNOWLEDGED = "4", "7"  # 0083
_MISSING = "13"
_MOST_SEGMENTS, _MOST_ELEMENTS = 999, 99
_SERVICE = {"UNB", "UNZ", "UNG", "UNE", "UNH", "UNT", "UNA"}


def acknowledge(
    interchange: InterchangeResult,
    *,
    control_number: str,
    written: datetime,
    wanted: bool | None = None,
) -> bytes | None:
    """Write the interchange that answers one that was read; None when no answer is due.

    It goes back to the sender, in its character set and separators, and holds one CONTRL: a UCI for
    the interchange, and for what was refused in it a UCF or UCM with the segments and elements at
    fault. What is not named is acknowledged. It is due when UNB0031 asks for it or something was
    refused, or as `wanted` says. Acknowledgements are never acknowledged. `control_number` is
    UNB0020 of the answer, 1 to 14 characters.
    """
    due = interchange.needs_acknowledgement if wanted is None else wanted
    if not due or interchange.is_acknowledgement:
        return None
    header = interchange.header
    level = header.level if header.level in CODECS else "UNOC"
    marks = header.separators
    style = Style(level=level, separators=marks)
    said = _Said(style)
    to = Composer("CONTRL", style)
    _interchange(to, interchange, said)
    if interchange.disposition is not Disposition.REJECTED:
        for group in interchange.groups:
            _group(to, group, said)
        if not interchange.groups:
            _messages(to, interchange.verdicts, said)
    message = to.finish("1", None)
    envelope = _envelope(header, control_number, written, said, level, marks)
    return write_segments(envelope, [message.segments])


class _Said:
    """Gives back a partner's text as far as it can be sent back."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def __call__(self, text: str, longest: int, instead: str = "") -> str:
        marks = self._style.separators
        foreign = "" if marks.release else marks.all()
        kept = "".join(
            character
            for character in text
            if character.isprintable()
            and character not in foreign
            and not lacks(character, self._style.level)
        )
        return kept.strip()[:longest].strip() or instead


def _envelope(
    header: InterchangeHeader,
    control_number: str,
    written: datetime,
    said: _Said,
    level: str,
    marks: Separators,
) -> Envelope:
    return Envelope(
        sender=_address(header.recipient, said),
        recipient=_address(header.sender, said),
        control_number=control_number,
        written=written,
        level=level,
        syntax_version=header.syntax_version if header.syntax_version in VERSIONS else "3",
        is_test=header.is_test,
        separators=marks,
    )


_UNKNOWN = "UNKNOWN"


def _address(address: Address, said: _Said) -> Address:
    return Address(
        said(address.id, 35, _UNKNOWN), said(address.qualifier, 4), said(address.routing, 14)
    )


def _interchange(to: Composer, result: InterchangeResult, said: _Said) -> None:
    header = result.header
    sender, recipient = _address(header.sender, said), _address(header.recipient, said)
    to.add(
        "UCI", "0020", said(header.control_number, 14, "0"),
        "0004", sender.id, "0007", sender.qualifier, "0008", sender.routing,
        "0010", recipient.id, "0007", recipient.qualifier, "0014", recipient.routing,
        *_verdict(result.faults),
    )  # fmt: skip


def _verdict(faults: tuple[Fault, ...]) -> list[str]:
    """Return 0083, 0085, 0013 and S011 for an envelope, by the first error of its own level."""
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if not errors:
        return ["0083", _ACKNOWLEDGED]
    own = next((fault for fault in errors if fault.segment_id in _SERVICE), None)
    if own is None:
        return ["0083", _REJECTED, "0085", _code_of_envelope(errors)]
    values = ["0083", _REJECTED, "0085", own.code, "0013", own.segment_id]
    if own.element:
        values += ["0098", str(own.element + 1)]  # the tag counts as 1
        values += ["0104", str(own.component)] if own.component else []
    return values


def _code_of_envelope(errors: list[Fault]) -> str:
    """Return the code of an error of the whole; those of segments stand in their own place."""
    levels = {Level.INTERCHANGE, Level.GROUP, Level.MESSAGE}
    return next((fault.code for fault in errors if fault.level in levels), "")


def _group(to: Composer, group: GroupResult, said: _Said) -> None:
    header = group.header
    to.add(
        "UCF", "0048", said(header.control_number, 14, "0"),
        "0040", said(header.sender.id, 35, _UNKNOWN), "0007", said(header.sender.qualifier, 4),
        "0044", said(header.recipient.id, 35, _UNKNOWN),
        "0007", said(header.recipient.qualifier, 4), *_verdict(group.faults),
    )  # fmt: skip
    if group.disposition is not Disposition.REJECTED:
        _messages(to, group.verdicts, said)


def _messages(to: Composer, verdicts: tuple[MessageVerdict, ...], said: _Said) -> None:
    for verdict in verdicts:
        if verdict.disposition is not Disposition.REJECTED:
            continue
        kind: MessageType = verdict.type
        to.add(
            "UCM", "0062", said(verdict.control_number, 14, "0"),
            "0065", said(kind.message, 6, "?"), "0052", said(kind.version, 3, "?"),
            "0054", said(kind.release, 3, "?"), "0051", said(kind.agency, 3, "?"),
            "0057", said(kind.association, 6),
            *_verdict(verdict.faults),
        )  # fmt: skip
        _segments(to, verdict.faults)


def _segments(to: Composer, faults: tuple[Fault, ...]) -> None:
    found = [
        fault
        for fault in faults
        if fault.level in {Level.SEGMENT, Level.ELEMENT}
        and fault.severity is Severity.ERROR
        and fault.segment_id not in _SERVICE
    ]
    for written, (key, together) in enumerate(groupby(found, key=_place)):
        if written == _MOST_SEGMENTS:
            return
        position, code = key
        to.add("UCS", "0096", str(position), "0085", code)
        for fault in list(together)[:_MOST_ELEMENTS]:
            if fault.level is Level.ELEMENT:
                to.add("UCD", *_element(fault))


def _place(fault: Fault) -> tuple[int, str]:
    """Return 0096 and 0085: a segment that is missing is named by the one before it."""
    at = fault.position.in_message
    if fault.level is Level.ELEMENT:
        return at, ""
    return max(at - 1, 1) if fault.code == _MISSING else at, fault.code


def _element(fault: Fault) -> Iterator[str]:
    yield from ("0085", fault.code, "0098", str(fault.element + 1))
    if fault.component:
        yield from ("0104", str(fault.component))
