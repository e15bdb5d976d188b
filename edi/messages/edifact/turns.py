"""Finds what is as a shorthand says, once its table is known to allow that."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from edi.messages.edifact.shorthand import Alphabet, Good, Shape, Shorthand, pattern_text, shapes
from edi.messages.grammar import Grammar, Place
from edi.syntax.edifact.separators import Separators

_AT_ONCE = 1000  # turns, which take half a megabyte
_END = "UNT"


class Turns:
    """A shorthand for one table and one set of separators.

    A turn ends before a segment that does the same after each way through its segments, as it does
    after the shortest, which ends at `end`. `place` is where a turn starts; `loop` is its group.
    """

    def __init__(self, grammar: Grammar, marks: Separators, shorthand: Shorthand) -> None:
        places = {place.path: place for place in reversed(grammar.places)}
        self.place = places[shorthand.path]
        self.tag = self.place.use.segment.id
        self.loop = self.place.loops[-1] if self.place.is_head else None
        self.most = min(self.loop.loop.most, _AT_ONCE) if self.loop else 1
        self.take = shorthand.take
        self._grammar = grammar
        self._marks = marks
        self._follows: dict[Place, bool] = {}
        self._shapes = shapes(shorthand, places)
        self.end = next(each for each in reversed(self._shapes) if not each.is_optional).place
        self._patterns: dict[Alphabet, re.Pattern[str]] = {}

    def find(self, text: str, at: int, alphabet: Alphabet) -> list[Good]:
        """Return the turns in a row from there that are as the shorthand says, but not too many."""
        pattern = self._patterns.get(alphabet) or self._compiled(alphabet)
        found = list(islice(pattern.finditer(text, at), self.most))
        if found and not found[-1].lastindex:  # the rest of the text
            found.pop()
        return found

    def _compiled(self, alphabet: Alphabet) -> re.Pattern[str]:
        """Compile the pattern; where there is no such turn it matches all the rest."""
        if not self.is_allowed():
            raise ValueError(f"{self._grammar.table.id} does not allow this shorthand")
        mark, end = re.escape(self._marks.element), re.escape(self._marks.terminator)
        following = self._following()
        after = f"(?:{'|'.join(following)})[{mark}{end}]" + (r"|\Z" if _END in following else "")
        text = pattern_text(self._shapes, self._marks, alphabet)
        pattern = self._patterns[alphabet] = re.compile(f"{text}(?={after})|(?s:.++)", re.ASCII)
        return pattern

    def is_allowed(self) -> bool:
        """Whether the table lets these segments stand in this order."""
        return self._shapes[0].place is self.place and all(map(self._is_way, self._ways()))

    def _ways(self) -> Iterator[Sequence[Shape]]:
        given = [(True, False) if shape.is_optional else (True,) for shape in self._shapes]
        for chosen in product(*given):
            yield [shape for shape, is_there in zip(self._shapes, chosen, strict=True) if is_there]

    def _is_way(self, way: Sequence[Shape]) -> bool:
        place = way[0].place
        for shape in way[1:]:
            step = self._grammar.step(place, shape.place.use.segment.id)
            if step is None or step.missing or step.place is not shape.place:
                return False
            if step.turn and step.turn is self.loop:
                return False
            if sum(each.place is shape.place for each in way) > step.most:
                return False
            place = shape.place
        return True

    def _following(self) -> list[str]:
        """Return the segments that end a turn, whichever of its segments are there."""
        ends = {way[-1].place for way in self._ways()}
        known = sorted(self._grammar.segment_ids, key=lambda tag: (tag != self.tag, tag))
        return [tag for tag in known if all(self._ends_before(tag, end) for end in ends)]

    def _ends_before(self, tag: str, end: Place) -> bool:
        """Whether a segment does the same after `end` as after `self.end`, and is of no turn."""
        step, usual = self._grammar.step(end, tag), self._grammar.step(self.end, tag)
        if step is None or usual is None or step.missing or step.is_repeat:
            return False
        is_more = self.loop in step.place.loops and step.turn is not self.loop
        return not is_more and (step.place, step.turn) == (usual.place, usual.turn)

    def may_follow(self, place: Place) -> bool:
        """Whether a turn may start after a place with nothing missing or too often in between."""
        known = self._follows.get(place)
        if known is None:
            step = self._grammar.step(place, self.tag)
            is_there = step is not None and step.place is self.place
            known = bool(is_there and step and not step.missing and not step.is_repeat)
            self._follows[place] = known
        return known
