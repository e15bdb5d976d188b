"""Several segments of a message in one pattern: what nearly every heading or line looks like.

A shorthand accepts nothing that its table would refuse: its pattern is made of the table's own
elements, and a shape that leaves out what is mandatory, or the order of segments, is none. What it
does not match is read segment by segment, so it only ever saves time.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from edi.messages.edifact.patterns import CODE_LISTS
from edi.messages.grammar import Place
from edi.messages.patterns import USUAL_DATE, printable
from edi.messages.tables import Composite, DataElement, Element
from edi.syntax.edifact.separators import Separators

Good = re.Match[str]


class Alphabet(Enum):
    """The characters of a text: the fewer they may be, the faster are patterns for it."""

    ASCII = ""
    ANY = r"\x00-\x1f\x7f-\x9f"  # but for what no value may hold
    HELD = r"\x00-\x1f\x7f-\x9f\udc00-\udcff"  # nor what was released, which is for longhand


def alphabet_of(text: str, *, is_held: bool) -> Alphabet:
    """Return the alphabet of a text; `is_held` says that released separators are held in it."""
    if text.isascii():
        return Alphabet.ASCII
    return Alphabet.HELD if is_held else Alphabet.ANY


class Shorthand(NamedTuple):
    """The commonest turn of the group at `path`: these segments at most, in the table's order.

    A `path` outside groups is that of a segment which starts a run of them, such as a heading.

    Each of `segments` names the components that may have a value, by number and in order: those
    with `!`, and those the table wants, must. `6063=21|1` is one of these codes, `2380=date` a date
    as CCYYMMDD, `6060=number` a number, `1082=whole` one without a fraction; `7008=blank` may start
    with a blank. A segment with `?` may be missing. The match has one group for each component, but
    for those in brackets.

    `take` takes a draft and matches, and returns how many of them it took: the next one is better
    taken segment by segment.
    """

    path: str
    segments: tuple[str, ...]
    take: Callable[[Any, Sequence[Good]], int]


class Token(NamedTuple):
    """A component that a shape names."""

    number: str
    values: str
    is_needed: bool
    is_taken: bool


class Shape(NamedTuple):
    """A segment of a shorthand, in its place of the table."""

    place: Place
    is_optional: bool
    tokens: tuple[Token, ...]


def shapes(shorthand: Shorthand, places: Mapping[str, Place]) -> list[Shape]:
    """Read the notation of a shorthand; `places` are those of the table by their paths."""
    return [_shape(text, shorthand.path, places) for text in shorthand.segments]


def _shape(text: str, path: str, places: Mapping[str, Place]) -> Shape:
    name, *words = text.split()
    tag = name.rstrip("?")
    tokens = []
    for word in words:
        number, _, values = word.strip("()!").partition("=")
        tokens.append(Token(number, values, "!" in word, not word.startswith("(")))
    inside = places[path].is_head and tag != path
    return Shape(places[f"{path}/{tag}" if inside else tag], name.endswith("?"), tuple(tokens))


def pattern_text(given: Sequence[Shape], marks: Separators, alphabet: Alphabet) -> str:
    """Return the pattern of these segments, for texts of an alphabet."""
    end, whole = re.escape(marks.terminator), ""
    for shape in given:
        segment = f"{_Writer(marks, shape, alphabet).text()}{end}[\r\n]*+"
        whole += f"(?:{segment}|)" if shape.is_optional else segment
    return whole


class _Place(NamedTuple):
    text: str
    is_needed: bool


class _Writer:
    """Writes the pattern of a segment; what is not named in its shape is empty."""

    def __init__(self, marks: Separators, shape: Shape, alphabet: Alphabet) -> None:
        self._marks = marks
        self._segment = shape.place.use.segment
        self._tokens = list(shape.tokens)
        closed = marks.element + marks.component + marks.terminator
        if alphabet is Alphabet.ASCII:
            self._first, self._some = printable(f" {closed}"), printable(closed)
        else:
            no = re.escape(closed) + alphabet.value
            self._first, self._some = f"[^ {no}]", f"[^{no}]"

    def text(self) -> str:
        segment = self._segment
        text = segment.id + self._join(segment.elements, self._marks.element, "").text
        if self._tokens:
            raise ValueError(f"{self._segment.id} has no {self._tokens[0].number} there")
        return text

    def _join(self, elements: Sequence[Element], separator: str, first: str) -> _Place:
        """Join places so that what need not be there may be cut off at the end."""
        mark, places = re.escape(separator), [self._place(each) for each in elements]
        needed = max((at for at, place in enumerate(places) if place.is_needed), default=-1)
        last = max((at for at, place in enumerate(places) if place.text), default=-1)
        text, depth = "", 0
        for at, place in enumerate(places[: last + 1]):
            if at > needed and (at or not first):
                text += "(?:"
                depth += 1
            text += mark if at or not first else ""
            text += place.text if place.is_needed or not place.text else f"(?:{place.text}|)"
        return _Place(text + "|)" * depth, needed >= 0)

    def _place(self, element: Element) -> _Place:
        if not isinstance(element.data, Composite):
            return self._component(element.data, is_mandatory=element.is_mandatory)
        numbers = [each.data.number for each in element.data.components]
        if element.is_mandatory or (self._tokens and self._tokens[0].number in numbers):
            before = list(self._tokens)
            found = self._join(element.data.components, self._marks.component, "first")
            if element.is_mandatory and not found.is_needed:
                raise ValueError(f"{self._segment.id} wants its {element.number}")
            named = before[: len(before) - len(self._tokens)]
            is_needed = element.is_mandatory or any(token.is_needed for token in named)
            return found._replace(is_needed=is_needed)
        return _Place("", is_needed=False)

    def _component(self, data: DataElement | Composite, *, is_mandatory: bool) -> _Place:
        if isinstance(data, Composite):
            raise TypeError
        token = self._tokens[0] if self._tokens else None
        if token and token.number == data.number:
            del self._tokens[0]
            value = self._value(data, token.values)
            text = f"({value})" if token.is_taken else f"(?:{value})"
            return _Place(text, token.is_needed or is_mandatory)
        if is_mandatory:
            raise ValueError(f"{self._segment.id} wants its {data.number}")
        if data.number in CODE_LISTS:
            return _Place(self._text(data), is_needed=False)
        return _Place("", is_needed=False)

    def _value(self, data: DataElement, values: str) -> str:
        """Match some of what the table allows: values in their usual form."""
        if values == "date":
            return USUAL_DATE
        if values == "blank":
            return f"{self._some}{{{data.shortest},{data.longest}}}+"
        if values == "whole":
            return f"\\d{{{data.shortest},{data.longest}}}+"
        if values == "number" or data.type == "R":
            return self._number(data)
        if values or data.codes:
            known = values.split("|") if values else sorted(data.codes, reverse=True)
            return f"(?:{'|'.join(map(re.escape, known))})"
        return self._text(data)

    def _number(self, data: DataElement) -> str:
        places = min(6, data.longest // 2)
        if data.shortest > 1 or not places:
            return f"\\d{{{data.shortest},{data.longest}}}+"
        mark = f"[{re.escape(self._marks.decimals)}]"
        return f"\\d{{1,{data.longest - places}}}+(?:{mark}\\d{{1,{places}}}+|)"

    def _text(self, data: DataElement) -> str:
        """Match a text; one that starts with a blank may be nothing but blanks."""
        low, high = data.shortest - 1, data.longest - 1
        return self._first + (f"{self._some}{{{low},{high}}}+" if high else "")
