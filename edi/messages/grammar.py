"""The order of segments in a message, compiled to steps from one place to the next.

A segment that stands in several places is taken at the first that fits: further on in the same
turn of the loop, then at the start of a next turn, then in the loop around (X12.59).
"""

from dataclasses import dataclass, field

from edi.messages.tables import UNLIMITED, Loop, MessageTable, Use


@dataclass(slots=True, eq=False)
class Step:
    """What one more segment does: where it leads, what it begins again, what was left out.

    `most` says how often what it repeats or begins may stand there in a row.
    """

    place: "Place"
    is_repeat: bool = False  # the same segment once more in its place
    turn: "Turn | None" = None  # the loop that begins another turn
    missing: tuple["Place", ...] = ()
    loop: "Turn | None" = field(init=False)  # the loop that begins a turn, the first or another
    most: int = field(init=False)

    def __post_init__(self) -> None:
        place = self.place
        self.loop = self.turn or (place.loops[-1] if place.is_head else None)
        self.most = UNLIMITED
        if self.is_repeat:
            self.most = place.use.most
        elif self.loop:
            self.most = self.loop.loop.most


@dataclass(slots=True, eq=False)
class Place:
    """A segment's use in a message with the way to it; `path` is like `PO1/N1/REF`."""

    use: Use
    loops: tuple["Turn", ...]
    index: int
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
    first: int
    after: int = 0


class Grammar:
    """A compiled message table. Places are in the order of the table; the first is the header."""

    def __init__(self, table: MessageTable) -> None:
        self.table = table
        self.places: list[Place] = []
        self._lay_out(table.parts, ())
        self.start = self.places[0]
        self.segment_ids = frozenset(place.use.segment.id for place in self.places)

    def _lay_out(self, parts: tuple[Use | Loop, ...], loops: tuple[Turn, ...]) -> None:
        for at, part in enumerate(parts):
            if isinstance(part, Loop):
                turn = Turn(part, len(self.places))
                self._lay_out(part.parts, (*loops, turn))
                turn.after = len(self.places)
                continue
            path = "/".join([*(turn.loop.id for turn in loops), part.segment.id])
            is_head = bool(loops) and at == 0
            path = path.removesuffix(f"/{part.segment.id}") if is_head else path
            self.places.append(Place(part, loops, len(self.places), is_head, path))

    def step(self, place: Place, segment_id: str) -> Step | None:
        """Return the step that `segment_id` takes from `place`; None where it cannot stand."""
        if segment_id not in place.steps:
            place.steps[segment_id] = self._find(place, segment_id)
        return place.steps[segment_id]

    def _find(self, place: Place, segment_id: str) -> Step | None:
        again = not place.is_head and place.use.segment.id == segment_id
        if again and place.use.most > 1:
            return Step(place, is_repeat=True)
        missing: list[Place] = []
        at = place.index + 1
        for turn in reversed(place.loops):
            found = self._forward(at, turn.after, segment_id, missing)
            if found:
                return Step(found, missing=tuple(missing))
            head = self.places[turn.first]
            if head.use.segment.id == segment_id:
                return Step(head, turn=turn, missing=tuple(missing))
            at = turn.after
        found = self._forward(at, len(self.places), segment_id, missing)
        if found:
            return Step(found, missing=tuple(missing))
        return Step(place, is_repeat=True) if again else None

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
