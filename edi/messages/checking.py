"""Runs a message against its table: one dictionary look-up and one match per good segment."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from edi.messages import wording
from edi.messages.diagnosis import diagnose
from edi.messages.grammar import Grammar, Place
from edi.messages.patterns import segment_pattern
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import Delimiters

Values = Sequence[str | None]  # the elements of a segment, None where empty
DocumentT = TypeVar("DocumentT")
Take = Callable[[DocumentT, Values], None]

# AK304
UNKNOWN, UNEXPECTED, MISSING, LOOP_TOO_OFTEN, TOO_OFTEN = "1", "2", "3", "4", "5"
FOREIGN, OUT_OF_ORDER, HAS_ELEMENT_ERRORS = "6", "7", "8"


class State(Generic[DocumentT]):
    """A place of the grammar, ready to run: what may follow, what matches, who takes it."""

    __slots__ = ("match", "moves", "place", "take")

    def __init__(self, place: Place, delimiters: Delimiters, take: Take[DocumentT] | None) -> None:
        self.place = place
        self.match = segment_pattern(place.use.segment, delimiters).match
        self.take = take
        self.moves: dict[str, Move[DocumentT]] = {}


class Move(NamedTuple, Generic[DocumentT]):
    """A step of the grammar between states; see `edi.messages.grammar.Step`."""

    state: State[DocumentT]
    counter: int
    most: int
    fresh: tuple[int, ...]
    missing: tuple[Place, ...]
    is_new_turn: bool


class Checker(Generic[DocumentT]):
    """Checks messages of one table with one set of delimiters, handing good segments on.

    `takers` says who takes the elements of the segments at a path of the table (`PO1/PID`).
    """

    def __init__(
        self, grammar: Grammar, delimiters: Delimiters, takers: Mapping[str, Take[DocumentT]]
    ) -> None:
        self.grammar = grammar
        self.delimiters = delimiters
        self._states = [
            State(place, delimiters, takers.get(place.path)) for place in grammar.places
        ]

    def check(
        self, segments: Sequence[str], document: DocumentT, locate: "Locate", most_faults: int
    ) -> "Checked":
        """Check the segments between header and trailer, in order, filling `document`.

        `locate` gives the position of a segment by its ordinal in the message, the header being 1.
        At most `most_faults` faults are collected. After the first one `document` is left alone.
        """
        run = _Run(self, locate, most_faults)
        separator = self.delimiters.element
        state, counters = self._states[0], [1] * self.grammar.counters
        untaken: set[str] = set()
        faults = run.faults
        for ordinal, text in enumerate(segments, 2):
            segment_id = text.partition(separator)[0]
            move = state.moves.get(segment_id) or self._move(state, segment_id)
            if move is None:
                if not run.unplaced(state.place, segment_id, ordinal):
                    break
                continue
            state, counter, most, fresh, missing, _ = move
            for number in fresh:
                counters[number] = 1
            if counter >= 0:
                counters[counter] += 1
                if counters[counter] == most + 1 and not run.too_often(move, ordinal):
                    break
            if missing:
                run.missing(missing, ordinal)
            match = state.match(text)
            if match is None:
                if not run.bad_segment(state.place, text, ordinal):
                    break
            elif state.take is None:
                untaken.add(state.place.path)
            elif not faults:
                state.take(document, match.groups())
        else:
            run.end(state.place, len(segments) + 2)
        return Checked(faults, tuple(sorted(untaken)))

    def _move(self, state: State[DocumentT], segment_id: str) -> Move[DocumentT] | None:
        step = self.grammar.step(state.place, segment_id)
        if step is None:
            return None
        move = Move(self._states[step.place.index], *step[1:])
        state.moves[segment_id] = move
        return move


class Checked(NamedTuple):
    """What a check found. `untaken` are paths of good segments that no mapping took."""

    faults: list[Fault]
    untaken: tuple[str, ...]


Locate = Callable[[int], Position]


class _Run:
    """The faults of one message as they are found; methods return False when it is enough."""

    def __init__(self, checker: Checker[DocumentT], locate: Locate, most: int) -> None:
        self._grammar = checker.grammar
        self._delimiters = checker.delimiters
        self._locate = locate
        self._most = most
        self.faults: list[Fault] = []

    def _add(self, code: str, ordinal: int, segment_id: str, loop: str, sentence: str) -> bool:
        position = self._locate(ordinal)
        self.faults.append(
            Fault(Level.SEGMENT, code, position, sentence, segment_id[:3], loop=loop)
        )
        return len(self.faults) < self._most

    def unplaced(self, after: Place, segment_id: str, ordinal: int) -> bool:
        table = self._grammar.table
        if segment_id not in table.dictionary:
            sentence = wording.unknown_segment(segment_id)
            return self._add(UNKNOWN, ordinal, segment_id, after.loop_id, sentence)
        if segment_id not in self._grammar.segment_ids:
            sentence = wording.foreign_segment(segment_id, table.id)
            return self._add(FOREIGN, ordinal, segment_id, after.loop_id, sentence)
        sentence = wording.misplaced_segment(segment_id, after.use.segment.id)
        return self._add(OUT_OF_ORDER, ordinal, segment_id, after.loop_id, sentence)

    def too_often(self, move: "Move[DocumentT]", ordinal: int) -> bool:
        place = move.state.place
        segment = place.use.segment
        if move.is_new_turn:
            sentence = wording.loop_too_often(segment, move.most)
            self._add(LOOP_TOO_OFTEN, ordinal, segment.id, place.loop_id, sentence)
            return False
        sentence = wording.segment_too_often(segment, move.most)
        return self._add(TOO_OFTEN, ordinal, segment.id, place.loop_id, sentence)

    def missing(self, places: tuple[Place, ...], ordinal: int) -> None:
        for place in places:
            segment = place.use.segment
            sentence = wording.missing_segment(segment)
            self._add(MISSING, ordinal, segment.id, place.loop_id, sentence)

    def bad_segment(self, place: Place, text: str, ordinal: int) -> bool:
        position = self._locate(ordinal)
        segment = place.use.segment
        found = diagnose(segment, text, self._delimiters, position, place.loop_id)
        self.faults.extend(found[: self._most - len(self.faults)])
        return len(self.faults) < self._most

    def end(self, place: Place, ordinal: int) -> None:
        step = self._grammar.step(place, "SE")
        if step:
            self.missing(step.missing, ordinal)
