"""Whole lines of a message in one match: what nearly every LIN group looks like.

A shorthand accepts nothing that its table would refuse: its pattern is made of the table's own
elements, and a shape that leaves out what is mandatory, or the order of segments, is none. What it
does not match is read segment by segment, so it only ever saves time.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

from edi.messages.edifact.patterns import CODE_LISTS
from edi.messages.grammar import Grammar, Place
from edi.messages.patterns import USUAL_DATE
from edi.messages.tables import Composite, DataElement, Element
from edi.syntax.edifact.separators import Separators

Good = re.Match[str]
_AFTER_LINES = "UNS"
_AT_ONCE = 1000  # turns, which take half a megabyte
_HELD = r"\udc00-\udcff"  # what was released is read segment by segment


class Shorthand(NamedTuple):
    """The commonest turn of the group at `path`: these segments at most, in the table's order.

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


class Turns:
    """A shorthand for one table and one set of separators."""

    def __init__(self, grammar: Grammar, marks: Separators, shorthand: Shorthand) -> None:
        places = {place.path: place for place in reversed(grammar.places)}
        self.place = places[shorthand.path]
        self.take = shorthand.take
        end, tag = re.escape(marks.terminator), self.place.use.segment.id
        self.border = re.compile(f"{end}[\r\n]*+(?={tag})")
        self._grammar = grammar
        self._marks = marks
        self._follows: dict[Place, bool] = {}
        self._shapes = [_shape(text, shorthand.path, places) for text in shorthand.segments]
        self._pattern: re.Pattern[str] | None = None

    def find(self, text: str, at: int) -> list[Good]:
        """Return the turns in a row from there that are as the shorthand says, but not too many."""
        self._pattern = self._pattern or self._compiled()
        found = list(islice(self._pattern.finditer(text, at), _AT_ONCE))
        if found and not found[-1].lastindex:  # the rest of the text
            found.pop()
        return found

    def _compiled(self) -> re.Pattern[str]:
        """Compile the pattern; where there is no such turn it matches all the rest."""
        if not self.is_allowed():
            raise ValueError(f"{self._grammar.table.id} does not allow the shorthand of a line")
        element, end = re.escape(self._marks.element), re.escape(self._marks.terminator)
        whole = ""
        for shape in self._shapes:
            segment = f"{_Writer(self._marks, shape).text()}{end}[\r\n]*+"
            whole += f"(?:{segment}|)" if shape.is_optional else segment
        after = f"(?=(?:{self.place.use.segment.id}|{_AFTER_LINES})[{element}{end}]|\\Z)"
        return re.compile(f"{whole}{after}|(?s:.++)", re.ASCII)

    def is_allowed(self) -> bool:
        """Whether the table lets these segments stand in this order, and be followed alike."""
        return all(self._is_way(chosen) for chosen in _choices(self._shapes))

    def _is_way(self, shapes: Sequence["_Shape"]) -> bool:
        step: Any
        head = place = shapes[0].place
        for shape in shapes[1:]:
            step = self._grammar.step(place, shape.place.use.segment.id)
            if step is None or step.missing or step.place is not shape.place:
                return False
            if sum(each.place is shape.place for each in shapes) > step.most:
                return False
            place = shape.place
        return head is self.place and all(
            _same(self._grammar, head, place, tag) for tag in (head.use.segment.id, _AFTER_LINES)
        )

    def may_follow(self, place: Place) -> bool:
        """Whether the group may start after a place with nothing missing in between."""
        known = self._follows.get(place)
        if known is None:
            step: Any = self._grammar.step(place, self.place.use.segment.id)
            known = step is not None and step.place is self.place and not step.missing
            self._follows[place] = known
        return known


class _Token(NamedTuple):
    number: str
    values: str
    is_needed: bool
    is_taken: bool


class _Shape(NamedTuple):
    place: Place
    is_optional: bool
    tokens: tuple[_Token, ...]


def _shape(text: str, path: str, places: dict[str, Place]) -> _Shape:
    name, *words = text.split()
    tag = name.rstrip("?")
    tokens = []
    for word in words:
        number, _, values = word.strip("()!").partition("=")
        tokens.append(_Token(number, values, "!" in word, not word.startswith("(")))
    place = places[path if tag == path else f"{path}/{tag}"]
    return _Shape(place, name.endswith("?"), tuple(tokens))


def _choices(shapes: Sequence[_Shape]) -> Iterator[list[_Shape]]:
    for chosen in product(*[(True, False) if shape.is_optional else (True,) for shape in shapes]):
        yield [shape for shape, is_there in zip(shapes, chosen, strict=True) if is_there]


def _same(grammar: Grammar, head: Place, end: Place, tag: str) -> bool:
    """Whether a segment does the same after the end of a turn as after its head."""
    one, other = grammar.step(head, tag), grammar.step(end, tag)
    if one is None or other is None:
        return one is other
    return (one.place, one.turn, one.missing) == (other.place, other.turn, other.missing)


class _Place(NamedTuple):
    text: str
    is_needed: bool


class _Writer:
    """Writes the pattern of a segment; what is not named in its shape is empty."""

    def __init__(self, marks: Separators, shape: _Shape) -> None:
        self._marks = marks
        self._segment = shape.place.use.segment
        self._tokens = list(shape.tokens)
        closed = re.escape(marks.element + marks.component + marks.terminator)
        self._no = rf"{closed}\x00-\x1f\x7f-\x9f{_HELD}"

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
            found = self._join(element.data.components, self._marks.component, "first")
            if element.is_mandatory and not found.is_needed:
                raise ValueError(f"{self._segment.id} wants its {element.number}")
            return found
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
            return f"[^{self._no}]{{{data.shortest},{data.longest}}}+"
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
        return f"[^ {self._no}]" + (f"[^{self._no}]{{{low},{high}}}+" if high else "")
