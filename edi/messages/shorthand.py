"""The commonest turn of a loop, matched as a whole instead of segment by segment.

A shorthand accepts nothing that its table would refuse: its pattern is made of the table's own
elements, and a shape that leaves a condition, a mandatory element or the order of segments open
is no shorthand. What it does not match is read in longhand, so it only ever saves time.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from edi.messages.grammar import Grammar, Place, Step, Turn
from edi.messages.patterns import element_pattern, foreign, printable, terminator
from edi.messages.tables import Composite, Condition, Element, Segment
from edi.syntax.x12.delimiters import Delimiters

DocumentT = TypeVar("DocumentT")
Good = re.Match[str]  # a good segment: `segment[3]` is its third element, None where empty
Take = Callable[[DocumentT, Good], None]


@dataclass(frozen=True, slots=True)
class Shorthand(Generic[DocumentT]):
    """A turn of the loop at `path` in few words, and who takes several of them in a row.

    A `path` outside loops is that of a segment that starts a run of them, such as a heading.

    Each of `segments` names its elements by position: `PO1 1 2 3 4 5? 6+7 8+9?`. All but those with
    `?` are there, `+` joins what is there together, and what is not named is empty. A segment with
    `?` may be missing: `PID? (1) 5`. The match has one group for each element named, in that order,
    but for those in brackets; elements joined by `&` are there together too and have one group, in
    which the separator stands between them.
    """

    path: str
    segments: tuple[str, ...]
    take: Callable[[DocumentT, Sequence[Good]], None]


class _Part(NamedTuple):
    positions: tuple[int, ...]
    is_optional: bool
    is_taken: bool
    is_one: bool


class _Shape(NamedTuple):
    segment: Segment
    is_optional: bool
    parts: tuple[_Part, ...]


def shorthand_pattern(
    shorthand: Shorthand[DocumentT],
    grammar: Grammar,
    head: Place,
    delimiters: Delimiters,
    *,
    is_ascii: bool = False,
) -> re.Pattern[str] | None:
    """Compile the pattern of a whole turn; None where the table wants more than the shape says.

    `is_ascii` makes one for texts of ASCII alone, which runs faster.

    Where there is no such turn it matches all the rest, without a group: `finditer` then ends.
    """
    shapes = [_shape(text, grammar) for text in shorthand.segments]
    ways = _ways(grammar, head, [shape for shape in shapes if shape])
    if not all(shape and _is_good(shape) for shape in shapes) or not ways:
        return None
    following = _following(grammar, head, ways)
    write = _Writer(delimiters, is_ascii=is_ascii)
    text = "".join(write.segment(shape) for shape in shapes if shape)
    separator = re.escape(delimiters.element)
    after = "|".join(sorted(map(re.escape, following)))
    return re.compile(rf"{text}(?=(?:{after}){separator}|\Z)|(?s:.++)", re.ASCII)


def _shape(text: str, grammar: Grammar) -> _Shape | None:
    name, *places = text.split()
    segment = grammar.table.dictionary.get(name.rstrip("?"))
    parts = tuple(
        _Part(
            tuple(map(int, place.strip("()?").replace("&", "+").split("+"))),
            place.endswith("?"),
            not place.startswith("("),
            "&" in place,
        )
        for place in places
    )
    return _Shape(segment, name.endswith("?"), parts) if segment else None


def _is_good(shape: _Shape) -> bool:
    """Whether every segment of this shape has its mandatory elements and meets its conditions."""
    segment, parts = shape.segment, shape.parts
    needed = {at for at, element in enumerate(segment.elements, 1) if element.is_mandatory}
    always = {at for part in parts if not part.is_optional for at in part.positions}
    last = max(at for part in parts for at in part.positions)
    return (
        needed <= always
        and last <= len(segment.elements)
        and all(_holds(each, given) for each in segment.conditions for given in _presences(parts))
    )


def _presences(parts: Sequence[_Part]) -> Iterator[set[int]]:
    for chosen in product(*[(True, False) if part.is_optional else (True,) for part in parts]):
        yield {at for part, there in zip(parts, chosen, strict=True) if there for at in part[0]}


def _holds(condition: Condition, given: set[int]) -> bool:
    first, *others = condition.positions
    count = len(given.intersection(condition.positions))
    match condition.kind:
        case "P":
            return count in {0, len(condition.positions)}
        case "R":
            return count > 0
        case "E":
            return count <= 1
        case "C":
            return first not in given or given.issuperset(others)
        case "L":
            return first not in given or not given.isdisjoint(others)


def _ways(grammar: Grammar, head: Place, shapes: Sequence[_Shape]) -> list[Place]:
    """Return the places a turn may end at; none where its segments cannot stand in this order."""
    ends = []
    for chosen in product(*[(True, False) if shape.is_optional else (True,) for shape in shapes]):
        there = [
            shape.segment.id for shape, is_there in zip(shapes, chosen, strict=True) if is_there
        ]
        place: Place | None = head if there[0] == head.use.segment.id else None
        for segment_id in there[1:]:
            step = grammar.step(place, segment_id) if place else None
            stays = step and not step.missing and _is_inside(head, step.place)
            allowed = (
                step and step.most >= there.count(segment_id) and step.turn not in head.loops[-1:]
            )
            place = step.place if step and stays and allowed else None
        if place is None:
            return []
        ends.append(place)
    return ends


def _is_inside(head: Place, place: Place) -> bool:
    """Whether a place belongs to the loop of the head; without a loop, to none either."""
    return head.loops[-1] in place.loops if head.is_head else not place.loops


def _following(grammar: Grammar, head: Place, ends: Sequence[Place]) -> list[str]:
    """Return the segments that end the turn, wherever in it they come.

    Afterwards the check goes on from the head: each of them leads from there to the same place.
    """
    found = []
    for segment_id in grammar.segment_ids:
        steps = [grammar.step(place, segment_id) for place in (head, *ends)]
        first = steps[0]
        is_more = first and head.is_head and _is_inside(head, first.place) and not first.turn
        if first is None or is_more:
            continue
        if all(step and _does(step) == _does(first) for step in steps):
            found.append(segment_id)
    return found


def _does(step: Step) -> tuple[Place, bool, Turn | None, tuple[Place, ...]]:
    return step.place, step.is_repeat, step.turn, step.missing


class _Writer:
    """Writes the patterns of segments; what is not named in a shape is empty."""

    def __init__(self, delimiters: Delimiters, *, is_ascii: bool) -> None:
        self._delimiters = delimiters
        self._separator = re.escape(delimiters.element)
        no = foreign(delimiters)
        self._first, self._some = f"[^ {no}]", f"[^{no}]"
        if is_ascii:
            closed = delimiters.all()
            self._first, self._some = printable(f" {closed}"), printable(closed)

    def segment(self, shape: _Shape) -> str:
        text = re.escape(shape.segment.id) + self._elements(shape.segment, shape.parts, 0)
        text += terminator(self._delimiters)
        return f"(?:{text}|)" if shape.is_optional else text

    def _elements(self, segment: Segment, parts: Sequence[_Part], at: int) -> str:
        """Match the parts that follow element `at`; optional ones at the end may be left away."""
        if not parts:
            return ""
        part, separator = parts[0], self._separator
        gap = separator * (part.positions[0] - at - 1)
        group = "(" if part.is_taken else "(?:"
        found = [self._value(segment.elements[each - 1]) for each in part.positions]
        if part.is_one:
            found = [separator.join(found)]
        values = "".join(f"{separator}{group}{value})" for value in found)
        if part.is_optional:
            values = f"(?:{values}|{separator * len(part.positions)})"
        text = gap + values + self._elements(segment, parts[1:], part.positions[-1])
        return f"(?:{text}|)" if all(each.is_optional for each in parts) else text

    def _value(self, element: Element) -> str:
        """Match a value. A text that starts with a blank may be one, or be blank: longhand."""
        data = element.data
        if isinstance(data, Composite) or data.codes or data.type not in {"AN", "ID"}:
            return element_pattern(element, self._delimiters)
        more = f"{self._some}{{{data.shortest - 1},{data.longest - 1}}}+"
        return self._first + (more if data.longest > 1 else "")
