"""The order of segments in a message, compiled to steps from one place to the next.

A segment that stands in several places is taken at the first that fits: further on in the same
turn of the loop, then at the start of a next turn, then in the loop around (X12.59).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from edi.messages.tables import Loop, MessageTable, Use


class Step(NamedTuple):
    """What one more segment does: where it leads, what is counted, what was left out.

    `counter` is -1 (nothing to count, the usual case), or the counter to raise by one and to hold
    against `most`. `fresh` are counters that start again at one.
    """

    place: "Place"
    counter: int
    most: int
    fresh: tuple[int, ...]
    missing: tuple["Place", ...]
    is_new_turn: bool


@dataclass(slots=True, eq=False)
class Place:
    """A segment's use in a message with the way to it; `path` is like `PO1/N1/REF`."""

    use: Use
    loops: tuple["Turn", ...]
    index: int
    counter: int
    is_head: bool
    path: str
    steps: dict[str, Step | None] = field(default_factory=dict)

    @property
    def loop_id(self) -> str:
        return self.loops[-1].loop.id if self.loops else ""


@dataclass(slots=True, eq=False)
class Turn:
    """A loop in its place. Its places are `places[first:after]` of the grammar."""

    loop: Loop
    counter: int
    first: int
    after: int = 0


class Grammar:
    """A compiled message table. Places are in the order of the table; the first is the header."""

    def __init__(self, table: MessageTable) -> None:
        self.table = table
        self.places: list[Place] = []
        self.counters = 0
        self._lay_out(table.parts, ())
        self.start = self.places[0]
        self.segment_ids = frozenset(place.use.segment.id for place in self.places)

    def _lay_out(self, parts: tuple[Use | Loop, ...], loops: tuple[Turn, ...]) -> None:
        for at, part in enumerate(parts):
            if isinstance(part, Loop):
                turn = Turn(part, self._new_counter(), len(self.places))
                self._lay_out(part.parts, (*loops, turn))
                turn.after = len(self.places)
                continue
            path = "/".join([*(turn.loop.id for turn in loops), part.segment.id])
            is_head = bool(loops) and at == 0
            path = path.removesuffix(f"/{part.segment.id}") if is_head else path
            self.places.append(
                Place(part, loops, len(self.places), self._new_counter(), is_head, path)
            )

    def _new_counter(self) -> int:
        self.counters += 1
        return self.counters - 1

    def step(self, place: Place, segment_id: str) -> Step | None:
        """Return the step that `segment_id` takes from `place`; None where it cannot stand."""
        if segment_id not in place.steps:
            place.steps[segment_id] = self._find(place, segment_id)
        return place.steps[segment_id]

    def _find(self, place: Place, segment_id: str) -> Step | None:
        again = not place.is_head and place.use.segment.id == segment_id
        if again and place.use.most > 1:
            return Step(place, place.counter, place.use.most, (), (), is_new_turn=False)
        missing: list[Place] = []
        at = place.index + 1
        for turn in reversed(place.loops):
            found = self._forward(at, turn.after, segment_id, missing)
            if found:
                return self._enter(found, place, tuple(missing))
            head = self.places[turn.first]
            if head.use.segment.id == segment_id:
                fresh = (head.counter,)
                most = turn.loop.most
                return Step(head, turn.counter, most, fresh, tuple(missing), is_new_turn=True)
            at = turn.after
        found = self._forward(at, len(self.places), segment_id, missing)
        if found:
            return self._enter(found, place, tuple(missing))
        if again:
            return Step(place, place.counter, place.use.most, (), (), is_new_turn=False)
        return None

    def _forward(self, at: int, stop: int, segment_id: str, missing: list[Place]) -> Place | None:
        """Look through the places from `at`, stepping over whole loops that do not start so."""
        while at < stop:
            place = self.places[at]
            if place.use.segment.id == segment_id:
                return place
            if place.is_head:
                at = self._outermost_started_at(place, at).after
                if place.use.is_mandatory:
                    missing.append(place)
                continue
            if place.use.is_mandatory:
                missing.append(place)
            at += 1
        return None

    def _outermost_started_at(self, place: Place, at: int) -> Turn:
        return next(turn for turn in place.loops if turn.first == at)

    def _enter(self, place: Place, origin: Place, missing: tuple[Place, ...]) -> Step:
        entered = [turn for turn in place.loops if turn not in origin.loops]
        fresh = [place.counter, *(turn.counter for turn in entered)]
        return Step(place, -1, 0, tuple(fresh), missing, is_new_turn=bool(entered))
