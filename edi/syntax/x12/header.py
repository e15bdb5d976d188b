"""The interchange header: ISA, 106 bytes at fixed places (X12.5)."""

import re
from dataclasses import dataclass

from edi.syntax.faults import Fault, Level, NotReadableError, Position
from edi.syntax.x12.delimiters import Delimiters

ISA_LENGTH = 106
_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_NAMES = (
    "authorization qualifier",
    "authorization value",
    "security qualifier",
    "security value",
    "qualifier of the sender",
    "sender",
    "qualifier of the receiver",
    "receiver",
    "date",
    "time",
    "repetition separator or standard",
    "version",
    "control number",
    "acknowledgment request",
    "test or production mark",
    "component separator",
)
# TA105 says which element of the ISA is wrong with a code of its own.
_CODES = (
    "010 011 012 013 005 006 007 008 014 015 016 017 018 019 020 027".split()  # noqa: SIM905
)
_RULES = (
    re.compile(r"[A-Z0-9]{2}"),
    re.compile(r"[ -~]{10}"),
    re.compile(r"[A-Z0-9]{2}"),
    re.compile(r"[ -~]{10}"),
    re.compile(r"[A-Z0-9]{2}"),
    re.compile(r"(?! {15})[ -~]{15}"),
    re.compile(r"[A-Z0-9]{2}"),
    re.compile(r"(?! {15})[ -~]{15}"),
    re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"),
    re.compile(r"(?:[01]\d|2[0-3])[0-5]\d"),
    re.compile(r"[^ ]"),
    re.compile(r"00[2-9]\d\d"),
    re.compile(r"\d{9}"),
    re.compile(r"[01]"),
    re.compile(r"[PTI]"),
    re.compile(r"."),
)
_FIRST_WITH_REPETITION = "00402"


@dataclass(frozen=True, slots=True)
class InterchangeHeader:
    """What an ISA says; ids without their padding, all else as it stands."""

    sender_qualifier: str  # ISA05
    sender: str  # ISA06
    receiver_qualifier: str  # ISA07
    receiver: str  # ISA08
    date: str  # ISA09, YYMMDD
    time: str  # ISA10, HHMM
    version: str  # ISA12
    control_number: str  # ISA13, nine digits
    acknowledgment_requested: bool  # ISA14
    usage: str  # ISA15: P production, T test, I information
    delimiters: Delimiters
    position: Position
    authorization: tuple[str, str] = ("00", "")  # ISA01, ISA02
    security: tuple[str, str] = ("00", "")  # ISA03, ISA04

    @property
    def is_test(self) -> bool:
        return self.usage == "T"


def read_header(text: str, offset: int) -> tuple[InterchangeHeader, list[Fault]]:
    """Read the ISA in `text`, its first 106 characters, that stands at byte `offset`.

    The second of the pair lists what is wrong inside elements of the right length. An ISA whose
    separators do not stand where they must is no ISA: NotReadableError names the element.
    """
    position = Position(offset, segment=1)
    _refuse_other_shape(text, position)
    elements = _elements(text)
    delimiters = _delimiters(text, elements)
    if not delimiters.are_usable():
        raise NotReadableError(_unusable(delimiters, position))
    faults = [
        _fault(index, value, position)
        for index, (value, rule) in enumerate(zip(elements, _RULES, strict=True), 1)
        if not rule.fullmatch(value)
    ]
    return _header(elements, delimiters, position), faults


def _elements(text: str) -> list[str]:
    elements, at = [], 4
    for width in _WIDTHS:
        elements.append(text[at : at + width])
        at += width + 1
    return elements


def _delimiters(text: str, elements: list[str]) -> Delimiters:
    repeats = elements[11] >= _FIRST_WITH_REPETITION and not elements[10].isalnum()
    return Delimiters(text[3], elements[15], text[105], elements[10] if repeats else "")


def _header(elements: list[str], delimiters: Delimiters, position: Position) -> InterchangeHeader:
    return InterchangeHeader(
        sender_qualifier=elements[4],
        sender=elements[5].strip(),
        receiver_qualifier=elements[6],
        receiver=elements[7].strip(),
        date=elements[8],
        time=elements[9],
        version=elements[11],
        control_number=elements[12],
        acknowledgment_requested=elements[13] == "1",
        usage=elements[14],
        delimiters=delimiters,
        position=position,
        authorization=(elements[0], elements[1].strip()),
        security=(elements[2], elements[3].strip()),
    )


def _refuse_other_shape(text: str, position: Position) -> None:
    if not text.startswith("ISA"):
        raise NotReadableError(_not_x12(text, position))
    separator = text[3:4]
    at = 3
    for index, width in enumerate(_WIDTHS, 1):
        value = text[at + 1 : at + 1 + width]
        at += width + 1
        if len(text) <= at:
            raise NotReadableError(_cut_off(text, position))
        if index < len(_WIDTHS) and (separator in value or text[at] != separator):
            raise NotReadableError(_misshapen(index, text.split(separator), position))


def _fault(index: int, value: str, position: Position) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        _CODES[index - 1],
        position,
        f"The {_NAMES[index - 1]} in the interchange header (ISA{index:02}) cannot be "
        f"“{value.strip()}”. Correct the header and send the interchange again.",
        "ISA",
        index,
        value=value,
    )


def _misshapen(index: int, values: list[str], position: Position) -> Fault:
    found = values[index] if index < len(values) else ""
    return Fault(
        Level.INTERCHANGE,
        _CODES[index - 1],
        position,
        f"The {_NAMES[index - 1]} in the interchange header (ISA{index:02}) must be exactly "
        f"{_WIDTHS[index - 1]} characters, padded with blanks; {len(found)} were found. "
        "Have the sending system pad the header and send the interchange again.",
        "ISA",
        index,
        value=found[:99],
    )


def _cut_off(text: str, position: Position) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "023",
        position,
        f"The file ends inside the interchange header: {len(text)} of {ISA_LENGTH} characters "
        "are there. Send the whole file again.",
        "ISA",
    )


def _not_x12(text: str, position: Position) -> Fault:
    start = "".join(c if c.isprintable() else "·" for c in text[:20])
    sentence = (
        f"This is not an X12 file: it starts with “{start}” instead of ISA. "
        "Check that the right file was sent."
        if text
        else "The file is empty. Check that the right file was sent."
    )
    return Fault(Level.INTERCHANGE, "024" if text else "023", position, sentence, value=start)


def _unusable(delimiters: Delimiters, position: Position) -> Fault:
    shown = " ".join(repr(character)[1:-1] for character in delimiters.all())
    return Fault(
        Level.INTERCHANGE,
        "022",
        position,
        f"The separators declared in the interchange header ({shown}) must all differ and must "
        "not be letters, digits or blanks. Choose other separators and send it again.",
        "ISA",
        16,
        value=delimiters.all(),
    )
