"""Runs a message against its table: one dictionary look-up and one match per good segment."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from edi.messages import wording
from edi.messages.diagnosis import diagnose
from edi.messages.grammar import Grammar, Place, Step, Turn
from edi.messages.patterns import segment_pattern
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import Delimiters

DocumentT = TypeVar("DocumentT")
Good = re.Match[str]  # a good segment: `segment[3]` is its third element, None where empty
Take = Callable[[DocumentT, Good], None]
Locate = Callable[[int], Position]

# AK304
UNKNOWN, MISSING, LOOP_TOO_OFTEN, TOO_OFTEN, FOREIGN, OUT_OF_ORDER = "1", "3", "4", "5", "6", "7"
_KEY = 3  # segment ids have two or three characters; the key of a short one ends in the separator


class State(Generic[DocumentT]):
    """A place of the grammar, ready to run: what may follow, what matches, who takes it.

    `moves` are the plain steps met so far, by the first three characters of a segment.
    """

    __slots__ = ("_delimiters", "match", "moves", "place", "take")

    def __init__(self, place: Place, delimiters: Delimiters, take: Take[DocumentT] | None) -> None:
        self.place = place
        self.take = take
        self.moves: dict[str, State[DocumentT]] = {}
        self.match: Callable[[str], Good | None] = self._match_first
        self._delimiters = delimiters

    def _match_first(self, text: str) -> Good | None:
        """Compile the pattern when it is needed; most places of a table never are."""
        self.match = segment_pattern(self.place.use.segment, self._delimiters).match
        return self.match(text)


class Checked(NamedTuple):
    """What a check found. `untaken` are paths of good segments that no mapping took."""

    faults: list[Fault]
    untaken: tuple[str, ...]


class Checker(Generic[DocumentT]):
    """Checks messages of one table with one set of delimiters, handing good segments on.

    `takers` says who takes the good segments at a path of the table (`PO1/PID`).
    """

    def __init__(
        self, grammar: Grammar, delimiters: Delimiters, takers: Mapping[str, Take[DocumentT]]
    ) -> None:
        self.grammar = grammar
        self.delimiters = delimiters
        self.states = [State(place, delimiters, takers.get(place.path)) for place in grammar.places]

    def check(
        self, segments: Sequence[str], document: DocumentT, locate: Locate, most_faults: int
    ) -> Checked:
        """Check the segments between header and trailer, in order, filling `document`.

        `locate` gives the position of a segment by its ordinal in the message, the header being 1.
        At most `most_faults` faults are collected. After the first one `document` is left alone.
        """
        run = _Run(self, locate, most_faults)
        state, untaken, faults = self.states[0], set(), run.faults
        for ordinal, text in enumerate(segments, 2):
            following = state.moves.get(text[:_KEY]) or run.step(state, text, ordinal)
            match = following.match(text) if following else None
            if following is None or match is None:
                state = run.refuse(state, following, text, ordinal)
                if run.is_over:
                    break
                continue
            state = following
            if state.take is None:
                untaken.add(state.place.path)
            elif not faults:
                state.take(document, match)
        else:
            run.end(state.place, len(segments) + 2)
        return Checked(faults, tuple(sorted(untaken)))


class _Run(Generic[DocumentT]):
    """One message on its way: what repeats and what is wrong with it."""

    def __init__(self, checker: Checker[DocumentT], locate: Locate, most: int) -> None:
        self._checker = checker
        self._grammar = checker.grammar
        self._separator = checker.delimiters.element
        self._locate = locate
        self._most = most
        self._repeats: dict[int, tuple[int, int]] = {}  # place: ordinal, times in a row
        self._stamps: dict[Turn | None, int] = {}  # loop: ordinal at which its turn began
        self._turns: dict[Turn, tuple[int, int]] = {}  # loop: stamp of the one around, turns in it
        self.faults: list[Fault] = []
        self.is_over = False

    def step(self, state: State[DocumentT], text: str, ordinal: int) -> State[DocumentT] | None:
        """Find where a segment leads that no known plain move covers; count what it repeats.

        None says it cannot stand here, or that enough is known about this message.
        """
        segment_id = text.partition(self._separator)[0]
        step = state.place.steps.get(segment_id) or self._grammar.step(state.place, segment_id)
        if step is None:
            return None
        target = self._checker.states[step.place.index]
        if step.is_plain:
            state.moves[text[:_KEY]] = target
            return target
        for place in step.missing:
            segment = place.use.segment
            self._add(MISSING, ordinal, segment.id, place, wording.missing_segment(segment))
        if step.turn:
            self._count_turn(step, step.turn, ordinal)
        elif step.is_repeat:
            self._count_repeat(step.place, ordinal)
        if step.begins_inner:
            self._stamps[step.place.loops[-1]] = ordinal
        return None if self.is_over else target

    def _count_repeat(self, place: Place, ordinal: int) -> None:
        last, times = self._repeats.get(place.index, (0, 1))
        times = times + 1 if last == ordinal - 1 else 2
        self._repeats[place.index] = ordinal, times
        if times == place.use.most + 1:
            segment = place.use.segment
            sentence = wording.segment_too_often(segment, place.use.most)
            self._add(TOO_OFTEN, ordinal, segment.id, place, sentence)

    def _count_turn(self, step: Step, turn: Turn, ordinal: int) -> None:
        around = step.place.loops[-2] if len(step.place.loops) > 1 else None
        stamp = self._stamps.get(around, 0)
        known, times = self._turns.get(turn, (stamp, 1))
        times = times + 1 if known == stamp else 2
        self._turns[turn] = stamp, times
        if times == turn.loop.most + 1:
            segment = step.place.use.segment
            sentence = wording.loop_too_often(segment, turn.loop.most)
            self._add(LOOP_TOO_OFTEN, ordinal, segment.id, step.place, sentence)
            self.is_over = True  # it may go on for a million lines

    def refuse(
        self, state: State[DocumentT], target: State[DocumentT] | None, text: str, ordinal: int
    ) -> State[DocumentT]:
        """Report a bad or misplaced segment; return the state to go on from."""
        if self.is_over:
            return state
        segment_id = text.partition(self._separator)[0]
        if target is None or target.place.use.segment.id != segment_id:
            self._unplaced(state.place, segment_id, ordinal)
            return state
        place, segment = target.place, target.place.use.segment
        delimiters = self._checker.delimiters
        found = diagnose(segment, text, delimiters, self._locate(ordinal), place.loop_id)
        self.faults += found[: self._most - len(self.faults)]
        self.is_over = len(self.faults) >= self._most
        return target

    def _unplaced(self, after: Place, segment_id: str, ordinal: int) -> None:
        table = self._grammar.table
        if segment_id not in table.dictionary:
            code, sentence = UNKNOWN, wording.unknown_segment(segment_id)
        elif segment_id not in self._grammar.segment_ids:
            code, sentence = FOREIGN, wording.foreign_segment(segment_id, table.id)
        else:
            code, sentence = (
                OUT_OF_ORDER,
                wording.misplaced_segment(segment_id, after.use.segment.id),
            )
        self._add(code, ordinal, segment_id, after, sentence)

    def end(self, place: Place, ordinal: int) -> None:
        step = self._grammar.step(place, "SE")
        for absent in step.missing if step else ():
            segment = absent.use.segment
            self._add(MISSING, ordinal, segment.id, absent, wording.missing_segment(segment))

    def _add(self, code: str, ordinal: int, segment_id: str, place: Place, sentence: str) -> None:
        position = self._locate(ordinal)
        loop = place.loop_id
        self.faults.append(
            Fault(Level.SEGMENT, code, position, sentence, segment_id[:3], loop=loop)
        )
        self.is_over = self.is_over or len(self.faults) >= self._most
