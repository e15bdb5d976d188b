"""Reads the table files of EDIFACT: plain text that a domain expert writes; see `d96a/*.table`.

The same plain values as those of X12 come of them, so that the grammar of places serves both: a
segment group is a loop named after its first segment, and what follows UNS is in groups named
`UNS:TAX`, so that a tax of the whole message is not taken for one of its heading.
"""

import re
from collections.abc import Iterator, Mapping

from edi.messages.notation import TableError
from edi.messages.tables import Composite, DataElement, Element, Loop, MessageTable, Segment, Use

_TYPE = re.compile(r"(an|n)(\.\.)?(\d+)")
_PLACE = re.compile(r"(\w{4})(M?)(?:x(\d+))?")
_MESSAGE = re.compile(r"message (\S+) (.+)")
_PART = re.compile(r"([A-Z]{3}|SG\d+) ([MC]) (\d+)")


class Dictionary:
    """The data elements, composites and segments of a directory."""

    def __init__(self) -> None:
        self.elements: dict[str, DataElement] = {}
        self.segments: dict[str, Segment] = {}
        self._composites: dict[str, str] = {}
        self._segments: dict[str, tuple[str, str]] = {}

    def add(self, text: str) -> None:
        """Take over what a file says; a later file replaces what an earlier one said."""
        last = ""
        for line in _lines(text):
            cells = [cell.strip() for cell in line.split("|")]
            if line.startswith("codes "):
                known = self.elements[last]
                self.elements[last] = DataElement(
                    known.number, known.type, known.shortest, known.longest, known.name,
                    frozenset(line.split()[1:]),
                )  # fmt: skip
            elif cells[0].isdigit():
                last = cells[0]
                self.elements[last] = _element(line, cells)
            elif cells[0][1:].isdigit():
                self._composites[cells[0]] = cells[1]
            else:
                self._segments[cells[0]] = cells[1], cells[2]

    def close(self) -> None:
        """Build the segments, once all files are in."""
        for tag, (name, places) in self._segments.items():
            self.segments[tag] = Segment(tag, name, self._places(places))

    def _places(self, text: str) -> tuple[Element, ...]:
        places: list[Element] = []
        for word in text.split():
            match = _PLACE.fullmatch(word)
            if not match:
                raise TableError(f"unknown place: {word}")
            data = self._data(match[1])
            places += [Element(data, match[2] == "M")] * int(match[3] or 1)
        return tuple(places)

    def _data(self, number: str) -> DataElement | Composite:
        if number in self._composites:
            components = self._places(self._composites[number])
            mandatory = [each for each in components if each.is_mandatory]
            return Composite(number, (mandatory or list(components))[0].name, components)
        if number not in self.elements:
            raise TableError(f"unknown data element: {number}")
        return self.elements[number]


def _element(line: str, cells: list[str]) -> DataElement:
    match = _TYPE.fullmatch(cells[1])
    if not match:
        raise TableError(f"unknown type: {line}")
    longest = int(match[3])
    shortest = 1 if match[2] else longest
    return DataElement(cells[0], "R" if match[1] == "n" else "AN", shortest, longest, cells[2])


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        plain = line.strip()
        if plain and not plain.startswith("#"):
            yield plain


def read_message(text: str, version: str, dictionary: Mapping[str, Segment]) -> MessageTable:
    """Read a message: tag | M or C | most, with `SG1 C 10` ... `end` around a segment group."""
    lines = _lines(text)
    title = _MESSAGE.fullmatch(next(lines, ""))
    if not title:
        raise TableError("a message table starts with `message ID name`")
    parts = _Parts(lines, dictionary).read()
    return MessageTable(title[1], "", title[2], version, parts, dictionary)


class _Parts:
    def __init__(self, lines: Iterator[str], dictionary: Mapping[str, Segment]) -> None:
        self._lines = lines
        self._dictionary = dictionary
        self._prefix = ""

    def read(self, head: bool | None = None) -> tuple[Use | Loop, ...]:
        """Read up to `end`. `head` says whether the group, if this is one, is mandatory."""
        parts: list[Use | Loop] = []
        for line in self._lines:
            if line == "end":
                break
            match = _PART.fullmatch(line)
            if not match:
                raise TableError(f"segment, M or C, most: {line}")
            tag, is_mandatory, most = match[1], match[2] == "M", int(match[3])
            if tag[2:].isdigit():
                inner = self.read(is_mandatory)
                first = inner[0]
                if not isinstance(first, Use):
                    raise TableError(f"a group starts with a segment: {line}")
                parts.append(Loop(self._prefix + first.segment.id, most, inner))
                continue
            if not parts and head is not None:
                is_mandatory = head
            parts.append(Use("", self._dictionary[tag], is_mandatory, most))
            if tag == "UNS" and head is None:
                self._prefix = "UNS:"
        return tuple(parts)
