"""Goes with a file through its message tables: which segment this is, and how deep in its loops."""

from collections.abc import Iterator
from dataclasses import dataclass

from edi.messages.formats.syntaxes import Syntax
from edi.messages.grammar import Grammar, Place
from edi.messages.tables import Composite, DataElement, Element, Segment
from edi.tools.segments import Piece

_X12_LATEST, _EDIFACT_LATEST = "005010", "D01B"
_X12_VERSION = len("004010")
_OUTSIDE = {"ISA", "IEA", "GS", "GE", "SE", "UNB", "UNZ", "UNG", "UNE", "UNT"}


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a segment with what the tables know of its place."""

    label: str
    name: str
    value: str
    data: DataElement | None = None


class Walk:
    """Follows the segments of a file; `step` says where each stands."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._is_x12 = syntax is Syntax.X12
        self.version = _X12_LATEST if self._is_x12 else _EDIFACT_LATEST
        self.grammar: Grammar | None = None
        self._place: Place | None = None

    def step(self, piece: Piece) -> tuple[Segment | None, Place | None]:
        """Return the definition of a segment, and its place in the message if it has one there."""
        tag = piece.id
        if tag in _OUTSIDE:
            self.grammar = self._place = None
            if tag == "GS":
                self._read_version(_part(piece.parts(), 8))
            return self._segment(tag), None
        if tag in {"ST", "UNH"}:
            self._open(piece.parts())
        elif self._place is not None:
            step = self._place.steps.get(tag) or (
                self.grammar.step(self._place, tag) if self.grammar else None
            )
            if step is None:
                return self._segment(tag), None
            self._place = step.place
            return step.place.use.segment, step.place
        return self._segment(tag), self._place

    def _open(self, parts: list[list[list[str]]]) -> None:
        if self._is_x12:
            from edi.messages.x12.catalogue import grammar

            self.grammar = grammar(_part(parts, 1), self.version)
        else:
            from edi.messages.edifact.catalogue import grammar as edifact_grammar
            from edi.messages.edifact.catalogue import nearest

            directory = nearest(_part(parts, 2, 2), _part(parts, 2, 3))
            self.version = directory or self.version
            self.grammar = edifact_grammar(_part(parts, 2), self.version)
        self._place = self.grammar.start if self.grammar else None

    def _read_version(self, version: str) -> None:
        from edi.messages.x12.catalogue import VERSIONS

        known = version[:_X12_VERSION]
        self.version = known if known in VERSIONS else _X12_LATEST

    def _segment(self, tag: str) -> Segment | None:
        if self._is_x12:
            from edi.messages.x12.catalogue import segments

            return segments(self.version).get(tag)
        from edi.messages.edifact.catalogue import segments as edifact_segments

        return edifact_segments(self.version).get(tag)


def named_values(piece: Piece, segment: Segment | None) -> Iterator[Named]:
    """Yield the values of a segment that are not empty, with the names of their places."""
    for at, element in enumerate(piece.parts()[1:], 1):
        known = segment.elements[at - 1] if segment and at <= len(segment.elements) else None
        for turn in element:
            for of, value in enumerate(turn, 1):
                if value.strip():
                    label = f"{piece.id}{at:02}"
                    is_composite = len(turn) > 1 or isinstance(known and known.data, Composite)
                    data, name = described(known, of)
                    yield Named(f"{label}-{of}" if is_composite else label, name, value, data)


def described(known: Element | None, component: int) -> tuple[DataElement | None, str]:
    """Return the data element at a place, and what it is called there."""
    if known is None:
        return None, ""
    if isinstance(known.data, DataElement):
        return known.data, known.data.name
    inner = known.data.components
    if component > len(inner):
        return None, ""
    data = inner[component - 1].data
    return (data, data.name) if isinstance(data, DataElement) else (None, data.name)


def _part(parts: list[list[list[str]]], at: int, component: int = 1) -> str:
    if at >= len(parts) or component > len(parts[at][0]):
        return ""
    return parts[at][0][component - 1].strip()
