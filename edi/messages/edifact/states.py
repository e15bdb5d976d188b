"""The places of a table, ready to run."""

from typing import TYPE_CHECKING, Generic, TypeVar

from edi.messages.edifact.patterns import flat, segment_pattern
from edi.messages.edifact.rules import Rules
from edi.messages.edifact.shorthand import Good
from edi.messages.grammar import Place
from edi.syntax.edifact.separators import Separators

if TYPE_CHECKING:
    from collections.abc import Callable

DocumentT = TypeVar("DocumentT")


class State(Generic[DocumentT]):
    """A place of the grammar, ready to run: what may follow, what matches, who takes it."""

    __slots__ = ("_marks", "audit", "match", "moves", "picks", "place", "take")

    def __init__(self, place: Place, marks: Separators, rules: Rules) -> None:
        tag = place.use.segment.id
        self.place = place
        self.take = rules.takers.get(place.path)
        self.audit = rules.audits.get(tag)
        self.picks = rules.picks.get(tag, ()) if self.take or self.audit else ()
        self.moves: dict[str, State[DocumentT]] = {}
        self.match: Callable[[str], Good | None] = self._match_first
        self._marks = marks

    def _match_first(self, text: str) -> Good | None:
        """Compile the pattern when it is needed; most places of a table never are."""
        is_tight = self.take is not None
        pattern = segment_pattern(
            self.place.use.segment, self._marks, self.picks, is_tight=is_tight
        )
        self.match = pattern.match
        return self.match(text)

    def match_all(self, text: str) -> Good | None:
        """Match also where more than is picked has a value."""
        segment = self.place.use.segment
        return segment_pattern(segment, self._marks, self.picks, is_tight=False).match(text)

    def unpicked(self, text: str) -> list[str]:
        """Return the numbers of the components with values that nobody takes."""
        values = [each.split(self._marks.component) for each in text.split(self._marks.element)]
        picks, found = list(self.picks), []
        for element, component, data, _ in flat(self.place.use.segment):
            if picks and picks[0] == data.number:
                del picks[0]
                continue
            at = max(component - 1, 0)
            if element < len(values) and at < len(values[element]) and values[element][at].strip():
                found.append(data.number)
        return [number for number in found if number not in {"1131", "3055"}]
