"""Messages and envelopes to bytes (ISO 9735, clauses 7 and 8). References are the caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from edi.syntax.edifact.charsets import CODECS, lacks
from edi.syntax.edifact.header import Address, interchange_fault
from edi.syntax.edifact.release import released
from edi.syntax.edifact.separators import LEVEL_A, Separators
from edi.syntax.faults import Fault, NotWritableError, Position


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the UNB and UNZ of an outgoing interchange say.

    Ids hold up to 35 characters, `control_number` up to 14. `level` names the character set (UNOC),
    `line_end` may follow each terminator for readability. A UNA is written unless the separators
    are those without one and `with_una` is off.
    """

    sender: Address
    recipient: Address
    control_number: str
    written: datetime
    level: str = "UNOC"
    syntax_version: str = "3"
    application: str = ""
    acknowledgement_request: bool = False
    agreement: str = ""
    is_test: bool = False
    separators: Separators = LEVEL_A
    with_una: bool = True
    line_end: str = ""


def write_segments(envelope: Envelope, messages: Sequence[Sequence[str]]) -> bytes:
    """Write an interchange of messages, each its segments from UNH to UNT without terminators.

    Raises NotWritableError for a header that cannot be and for a character the level lacks.
    """
    marks = envelope.separators
    header = _header(envelope)
    number = released(envelope.control_number, marks)
    trailer = marks.element.join(["UNZ", str(len(messages)), number])
    end = marks.terminator + envelope.line_end
    every = [header, *(segment for message in messages for segment in message), trailer]
    text = _una(envelope) + end.join(every) + end
    bad = lacks(text, envelope.level)
    if bad and bad not in marks.all() + envelope.line_end:
        raise NotWritableError([_lacking(bad, envelope.level)])
    return text.encode(CODECS[envelope.level])


def _una(envelope: Envelope) -> str:
    marks = envelope.separators
    if not envelope.with_una and marks == LEVEL_A:
        return ""
    release = marks.release or " "
    parts = (marks.component, marks.element, marks.decimals[0], release, " ", marks.terminator)
    return "UNA" + "".join(parts) + envelope.line_end


def _header(envelope: Envelope) -> str:
    marks = envelope.separators
    written = envelope.written
    day = f"{written:%y%m%d}" if envelope.syntax_version != "4" else f"{written:%Y%m%d}"
    parts: list[list[str]] = [
        [envelope.level, envelope.syntax_version],
        _address(envelope.sender),
        _address(envelope.recipient),
        [day, f"{written:%H%M}"],
        [envelope.control_number],
        [""],
        [envelope.application],
        [""],
        ["1" if envelope.acknowledgement_request else ""],
        [envelope.agreement],
        ["1" if envelope.is_test else ""],
    ]
    _check(envelope)
    elements = [marks.component.join([released(part, marks) for part in each]) for each in parts]
    while not elements[-1]:
        elements.pop()
    return marks.element.join(["UNB", *elements])


def _address(address: Address) -> list[str]:
    parts = [address.id, address.qualifier, address.routing]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _check(envelope: Envelope) -> None:
    marks, faults = envelope.separators, []
    if envelope.level not in CODECS:
        faults.append(_wrong(1, "46", "character set", envelope.level))
    if not marks.are_usable():
        faults.append(_wrong(0, "22", "separators", marks.all()))
    limits = (
        (2, "sender", envelope.sender.id, 1, 35),
        (2, "qualifier of the sender", envelope.sender.qualifier, 0, 4),
        (2, "address of the sender", envelope.sender.routing, 0, 14),
        (3, "recipient", envelope.recipient.id, 1, 35),
        (3, "qualifier of the recipient", envelope.recipient.qualifier, 0, 4),
        (3, "address of the recipient", envelope.recipient.routing, 0, 14),
        (5, "interchange reference", envelope.control_number, 1, 14),
        (7, "application reference", envelope.application, 0, 14),
        (10, "agreement", envelope.agreement, 0, 35),
    )
    for element, name, value, shortest, longest in limits:
        if not shortest <= len(value) <= longest or not value.isprintable():
            faults.append(_wrong(element, "39" if value else "13", name, value))
    if faults:
        raise NotWritableError(faults)


def _wrong(element: int, code: str, name: str, value: str) -> Fault:
    sentence = (
        f"The {name} of the interchange header cannot be “{value[:40]}”. Correct it in the "
        "agreement."
    )
    return interchange_fault(
        code, Position(0), sentence, segment="UNB", element=element, found=value
    )


def _lacking(bad: str, level: str) -> Fault:
    sentence = (
        f"The interchange has the character “{bad}”, which its character set {level} lacks. Agree "
        "on a larger character set such as UNOC or UNOW."
    )
    return interchange_fault("21", Position(0), sentence, segment="UNB", element=1, found=bad)
