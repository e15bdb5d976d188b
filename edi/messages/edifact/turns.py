"""Whole lines of a message in one match: what nearly every LIN group looks like."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from edi.messages.edifact.patterns import segment_text
from edi.messages.grammar import Grammar, Place
from edi.syntax.edifact.separators import Separators

_AFTER_LINES = "UNS"


class Shorthand(NamedTuple):
    """The commonest turn of a group: these segments at most, each once, in the table's order.

    `picks` says by path which components are taken; nothing else may have a value. `take` takes a
    draft and all of them, and returns False where the turn is better taken segment by segment.
    """

    path: str
    picks: dict[str, tuple[str, ...]]
    take: Callable[..., bool]


class Turns:
    """A shorthand for one table and one set of separators.

    A text is cut at each `border`, and before at the `last` segment that ends the lines.
    """

    def __init__(self, grammar: Grammar, marks: Separators, shorthand: Shorthand) -> None:
        places = {place.path: place for place in reversed(grammar.places)}
        self.place = places[shorthand.path]
        self.take = shorthand.take
        self.border = marks.terminator + self.place.use.segment.id
        self.last = marks.terminator + _AFTER_LINES
        self._grammar = grammar
        self._follows: dict[Place, bool] = {}
        self._sequence = [
            (places[path], picks) for path, picks in shorthand.picks.items() if path in places
        ]
        self._marks = marks
        self.match: Callable[[str], re.Match[str] | None] = self._match_first

    def _match_first(self, text: str) -> re.Match[str] | None:
        """Compile the pattern when it is needed."""
        end = re.escape(self._marks.terminator)
        first, *others = sorted(self._sequence, key=lambda one: one[0].index)
        tag = len(first[0].use.segment.id)
        whole = segment_text(first[0].use.segment, self._marks, first[1])[tag:]
        for place, picks in others:
            whole += f"(?:{end}{segment_text(place.use.segment, self._marks, picks)})?+"
        self.match = re.compile(whole + r"\Z", re.ASCII).match
        return self.match(text)

    def may_follow(self, place: Place) -> bool:
        """Whether the group may start after a place with nothing missing in between."""
        known = self._follows.get(place)
        if known is None:
            step: Any = self._grammar.step(place, self.place.use.segment.id)
            known = step is not None and step.place is self.place and not step.missing
            self._follows[place] = known
        return known
