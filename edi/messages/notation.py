"""Reads the table files: plain text that a domain expert writes; see `x12/v004010/*.table`."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast, get_args

from edi.messages.tables import (
    UNLIMITED,
    Composite,
    Condition,
    DataElement,
    Element,
    Kind,
    Loop,
    MessageTable,
    Segment,
    Type,
    Use,
)

_RUN = re.compile(r"\(([^()]*)\)x(\d+)|(\S+)x(\d+)")
_ELEMENT = re.compile(r"(\w+?)(M?)(?:\*(\d+))?")
_CONDITION = re.compile(r"([PRECL])((?:\d\d){2,})")
_LOOP = re.compile(r"loop (\S+) (>?\d+)")
_MESSAGE = re.compile(r"message (\S+) (\S+) (.+)")


class TableError(ValueError):
    """A table file that does not follow the notation; the message quotes the line."""


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        plain = line.strip()
        if plain and not plain.startswith("#"):
            yield plain


def _cells(line: str, count: int) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != count:
        raise TableError(f"{count} columns expected: {line}")
    return cells


def read_elements(text: str) -> dict[str, DataElement]:
    """Read a data element dictionary: number | type | shortest/longest | name."""
    elements: dict[str, DataElement] = {}
    last = ""
    for line in _lines(text):
        if line.startswith("codes "):
            known = elements[last]
            elements[last] = DataElement(
                known.number, known.type, known.shortest, known.longest, known.name, _codes(line)
            )
            continue
        last, kind, lengths, name = _cells(line, 4)
        if kind not in get_args(Type):
            raise TableError(f"unknown type: {line}")
        shortest, longest = lengths.split("/")
        elements[last] = DataElement(last, cast("Type", kind), int(shortest), int(longest), name)
    return elements


def _codes(line: str) -> frozenset[str]:
    codes: set[str] = set()
    for word in line.split()[1:]:
        first, dash, last = word.partition("-")
        codes.update(
            f"{code:0{len(first)}}" for code in range(int(first), int(last) + 1)
        ) if dash else codes.add(word)
    return frozenset(codes)


def read_segments(text: str, elements: Mapping[str, DataElement]) -> dict[str, Segment | Composite]:
    """Read segments and composites: id | name | elements | conditions."""
    rows = [_cells(line, 4) for line in _lines(text)]
    composites = {
        number: Composite(number, name, _elements(places, elements, {}), _conditions(notes))
        for number, name, places, notes in rows
        if _is_composite(number)
    }
    segments = {
        number: Segment(
            number,
            name,
            () if places == "..." else _elements(places, elements, composites),
            _conditions(notes),
            is_open=places == "...",
        )
        for number, name, places, notes in rows
        if not _is_composite(number)
    }
    return {**composites, **segments}


def _is_composite(number: str) -> bool:
    return number[0] == "C" and number[1:].isdigit()


def _elements(
    places: str, elements: Mapping[str, DataElement], composites: Mapping[str, Composite]
) -> tuple[Element, ...]:
    def spelled_out(run: re.Match[str]) -> str:
        return " ".join([run[1] or run[3]] * int(run[2] or run[4]))

    return tuple(
        _element(place, elements, composites) for place in _RUN.sub(spelled_out, places).split()
    )


def _element(
    place: str, elements: Mapping[str, DataElement], composites: Mapping[str, Composite]
) -> Element:
    match = _ELEMENT.fullmatch(place)
    number = match[1] if match else ""
    data = composites.get(number) or elements.get(number)
    if not match or data is None:
        raise TableError(f"unknown data element: {place}")
    return Element(data, match[2] == "M", int(match[3] or 1))


def _conditions(notes: str) -> tuple[Condition, ...]:
    conditions = []
    for note in notes.split():
        match = _CONDITION.fullmatch(note)
        if not match:
            raise TableError(f"unknown condition: {note}")
        positions = tuple(int(match[2][at : at + 2]) for at in range(0, len(match[2]), 2))
        conditions.append(Condition(cast("Kind", match[1]), positions))
    return tuple(conditions)


def read_message(text: str, version: str, dictionary: Mapping[str, Segment]) -> MessageTable:
    """Read a message: position | segment | M or O | most, with `loop ID most` ... `end`."""
    lines = _lines(text)
    title = next(lines, "")
    match = _MESSAGE.fullmatch(title)
    if not match:
        raise TableError(f"a message table starts with `message ID GROUP name`: {title}")
    parts = _parts(lines, dictionary.__getitem__)
    return MessageTable(match[1], match[2], match[3], version, parts, dictionary)


def _parts(lines: Iterator[str], segment: Callable[[str], Segment]) -> tuple[Use | Loop, ...]:
    parts: list[Use | Loop] = []
    for line in lines:
        if line == "end":
            break
        loop = _LOOP.fullmatch(line)
        if loop:
            parts.append(Loop(loop[1], _most(loop[2]), _parts(lines, segment)))
        else:
            position, segment_id, requirement, most = _cells(line, 4)
            parts.append(Use(position, segment(segment_id), requirement == "M", _most(most)))
    return tuple(parts)


def _most(text: str) -> int:
    return UNLIMITED if text == ">1" else int(text)
