"""X12 and EDIFACT: each segment by its name, each element by its name, value and meaning."""

from collections.abc import Iterator
from typing import BinaryIO

from edi.messages.formats.syntaxes import Syntax
from edi.messages.tables import Segment
from edi.syntax.faults import Fault
from edi.tools.explaining.meanings import EdifactMeanings, Meanings, X12Meanings
from edi.tools.explaining.standing import Standing
from edi.tools.screen import Screen, shown
from edi.tools.segments import Piece, pieces
from edi.tools.walking import Walk, named_values

_ENVELOPES = {
    "ISA": "Interchange Header",
    "IEA": "Interchange Trailer",
    "TA1": "Interchange Acknowledgment",
    "UNA": "Separators",
    "UNB": "Interchange Header",
    "UNZ": "Interchange Trailer",
    "UNG": "Group Header",
    "UNE": "Group Trailer",
}
_ELEMENTS = {
    "ISA": (
        "Authorization qualifier", "Authorization", "Security qualifier", "Security",
        "Qualifier of the sender", "Sender", "Qualifier of the receiver", "Receiver", "Date",
        "Time", "Repetition separator or standard", "Version", "Control number",
        "Acknowledgment requested", "Test or production", "Component separator",
    ),
    "IEA": ("Number of groups", "Control number"),
    "TA1": ("Control number", "Date", "Time", "Acknowledgment", "Note"),
    "UNB": (
        "Character set and syntax version", "Sender", "Recipient", "Date and time",
        "Interchange reference", "Password", "Application reference", "Priority",
        "Acknowledgement requested", "Agreement", "Test",
    ),
    "UNZ": ("Number of messages or groups", "Interchange reference"),
    "UNG": (
        "Kind of messages", "Sending application", "Receiving application", "Date and time",
        "Group reference", "Agency", "Version", "Password",
    ),
    "UNE": ("Number of messages", "Group reference"),
}  # fmt: skip
_NAME, _VALUE = 44, 24


def segment_lines(
    stream: BinaryIO, syntax: Syntax, charset: str, faults: list[Fault], screen: Screen
) -> Iterator[str]:
    """Yield the lines that explain a stream, faults below the segment they stand in."""
    standing = Standing(faults, lambda fault: fault.position.offset, syntax, screen)
    walk = Walk(syntax)
    meanings: Meanings = X12Meanings() if syntax is Syntax.X12 else EdifactMeanings()
    for piece in pieces(stream, syntax, charset):
        if not piece.text:
            continue
        segment, place = walk.step(piece)
        indent = "  " * len(place.loops) if place else ""
        yield f"{indent}{screen.bold(shown(piece.id, 10))}  {_title(piece, segment)}"
        if not piece.text.startswith("UNA"):
            yield from _values(piece, segment, meanings, f"{indent}    ", screen)
        yield from standing.at(piece.offset, f"{indent}    ")
    yield from standing.rest()


def _title(piece: Piece, segment: Segment | None) -> str:
    if segment:
        return segment.name
    if piece.text.startswith("UNA"):
        return f"{_ENVELOPES['UNA']} {shown(piece.text[3:] + piece.end)}"
    return _ENVELOPES.get(piece.id, "a segment that is not in the tables")


def _values(
    piece: Piece, segment: Segment | None, meanings: Meanings, indent: str, screen: Screen
) -> Iterator[str]:
    names = _ELEMENTS.get(piece.id, ())
    for each in named_values(piece, segment):
        at = int(each.label[len(piece.id) :].partition("-")[0])
        name = each.name or (names[at - 1] if at <= len(names) else "")
        meaning = meanings.of(each.data, each.value)
        text = f"{each.label:<8} {name:<{_NAME}} {screen.bold(shown(each.value))}"
        if meaning:
            pad = " " * max(_VALUE - len(each.value), 1)
            text += f"{pad}{screen.dim(f'= {shown(meaning)}')}"
        yield indent + text
