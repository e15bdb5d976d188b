"""Runs a message against its table: one dictionary look-up and one match per good segment.

Where a mapping says in shorthand what the commonest turn of a loop looks like, one match covers
the whole turn.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from edi.messages import wording
from edi.messages.diagnosis import Fits, diagnose, values_that_fit
from edi.messages.grammar import Grammar, Place, Step, Turn
from edi.messages.patterns import segment_pattern, terminator
from edi.messages.shorthand import Good, Shorthand, Take, shorthand_pattern
from edi.messages.tables import UNLIMITED
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import Delimiters

__all__ = ["Checked", "Checker", "Good", "Locate", "Shorthand", "State", "Take"]

DocumentT = TypeVar("DocumentT")
Locate = Callable[[int], Position]

# AK304
UNKNOWN, MISSING, LOOP_TOO_OFTEN, TOO_OFTEN, FOREIGN, OUT_OF_ORDER = "1", "3", "4", "5", "6", "7"
_KEY = 3  # segment ids have two or three characters; the key of a short one ends in the separator
_AT_ONCE = 1000  # turns, which take half a megabyte
_SIZES = (200, 10_000, UNLIMITED)  # a message of 80 segments cannot overrun a loop of 200 turns


class State(Generic[DocumentT]):
    """A place of the grammar, ready to run: what may follow, what matches, who takes it.

    `moves` are the plain steps met so far, by the first three characters of a segment. `turns` is
    there for a place that has a shorthand.
    """

    __slots__ = ("_delimiters", "_fits", "match", "moves", "place", "take", "turns")

    def __init__(self, place: Place, delimiters: Delimiters, take: Take[DocumentT] | None) -> None:
        self.place = place
        self.take = take
        self.turns: Turns[DocumentT] | None = None
        self.moves: dict[str, State[DocumentT]] = {}
        self.match: Callable[[str, int], Good | None] = self._match_first
        self._delimiters = delimiters
        self._fits: tuple[Fits | None, ...] | None = None

    def diagnose(self, text: str, position: Position) -> list[Fault]:
        """Return the faults of a segment that did not match."""
        segment = self.place.use.segment
        if self._fits is None:
            self._fits = values_that_fit(segment, self._delimiters)
        marks, loop = self._delimiters, self.place.loop_id
        return diagnose(segment, text, marks, position, loop, self._fits)

    def _match_first(self, text: str, at: int) -> Good | None:
        """Compile the pattern when it is needed; most places of a table never are."""
        self.match = segment_pattern(self.place.use.segment, self._delimiters).match
        return self.match(text, at)


class Turns(Generic[DocumentT]):
    """Finds what is as a shorthand says, up to `most` turns of its loop in a row.

    `for_ascii` is the pattern for texts of ASCII alone; `compiled` makes the one for any.
    """

    def __init__(
        self,
        for_ascii: re.Pattern[str],
        compiled: Callable[[], re.Pattern[str] | None],
        take: Callable[[DocumentT, Sequence[Good]], None],
        most: int,
    ) -> None:
        self.take = take
        self._for_ascii = for_ascii
        self._for_any: re.Pattern[str] | None = None
        self._compiled = compiled
        self._most = most

    def find(self, text: str, at: int) -> list[Good]:
        pattern = self._for_ascii if text.isascii() else self._for_any or self._compile()
        found = list(islice(pattern.finditer(text, at), self._most))
        if not found[-1].lastindex:  # the rest of the text
            found.pop()
        return found

    def _compile(self) -> re.Pattern[str]:
        """Compile the pattern for any text when it is needed; many files have none but ASCII."""
        self._for_any = pattern = self._compiled() or self._for_ascii
        return pattern


class Checked(NamedTuple):
    """What a check found. `untaken` are paths of good segments that no mapping took."""

    faults: list[Fault]
    untaken: tuple[str, ...]


class Checker(Generic[DocumentT]):
    """Checks messages of one table with one set of delimiters, handing good segments on.

    `takers` says who takes the good segments at a path of the table (`PO1/PID`), `shorthands` who
    takes whole turns of loops, the first of a path that the table allows; a turn that is not in
    shorthand goes to the takers.
    """

    def __init__(
        self,
        grammar: Grammar,
        delimiters: Delimiters,
        takers: Mapping[str, Take[DocumentT]],
        shorthands: Sequence[Shorthand[DocumentT]] = (),
    ) -> None:
        self.grammar = grammar
        self.delimiters = delimiters
        self._takers = takers
        self._shorthands = shorthands
        self._states: dict[int, list[State[DocumentT]]] = {}
        end = re.escape(delimiters.segment)
        self.segment = re.compile(rf"([^{end}]*+)(?:{terminator(delimiters)}|\Z)")

    def check(
        self,
        text: str,
        document: DocumentT,
        locate: Locate,
        most_faults: int,
        *,
        segments: int | None = None,
    ) -> Checked:
        """Check the segments between header and trailer, filling `document`.

        Each segment of `text` has its terminator; line ends may follow it. `locate` gives the
        position of the segment that starts at `text[at]`. At most `most_faults` faults are
        collected. After the first one `document` is left alone. `segments` says how many there
        are where that was counted.
        """
        if segments is None:
            segments = text.count(self.delimiters.segment)
        run = _Run(self, text, segments, locate, most_faults)
        state, untaken, faults = run.states[0], set(), run.faults
        at, before, stop = 0, -1, len(text)
        while at < stop:
            following = state.moves.get(text[at : at + _KEY]) or run.step(state, at, before)
            before = at
            if following and following.turns and (found := following.turns.find(text, at)):
                state = following
                at = found[-1].end()
                if not faults:
                    following.turns.take(document, found)
                continue
            match = following.match(text, at) if following else None
            if following is None or match is None:
                state, at = run.refuse(state, following, at)
                if run.is_over:
                    break
                continue
            state = following
            at = match.end()
            if state.take is None:
                untaken.add(state.place.path)
            elif not faults:
                state.take(document, match)
        else:
            run.end(state.place, stop)
        return Checked(faults, tuple(sorted(untaken)))

    def states_for(self, segments: int) -> tuple[int, list[State[DocumentT]]]:
        """Return the most that a message of so many segments can repeat, and the states for it.

        What the table lets repeat more often than that is not counted.
        """
        size = _SIZES[bisect_left(_SIZES, segments)]
        if size not in self._states:
            self._states[size] = [self._state(place, size) for place in self.grammar.places]
        return size, self._states[size]

    def _state(self, place: Place, size: int) -> State[DocumentT]:
        state = State(place, self.delimiters, self._takers.get(place.path))
        for shorthand in self._shorthands if place.is_head or not place.loops else ():
            if shorthand.path == place.path and not state.turns:
                compiled = partial(
                    shorthand_pattern, shorthand, self.grammar, place, self.delimiters
                )
                pattern = compiled(is_ascii=True)
                is_free = place.is_head and place.loops[-1].loop.most >= size
                most = _AT_ONCE if is_free else 1
                state.turns = Turns(pattern, compiled, shorthand.take, most) if pattern else None
        return state


class _Run(Generic[DocumentT]):
    """One message on its way: what repeats and what is wrong with it."""

    def __init__(
        self, checker: Checker[DocumentT], text: str, segments: int, locate: Locate, most: int
    ) -> None:
        self._checker = checker
        self._grammar = checker.grammar
        self._text = text
        self._locate = locate
        self._most = most
        self._uncounted, self.states = checker.states_for(segments)
        self._repeats: dict[int, tuple[int, int]] = {}  # place: where it was last, times in a row
        self._turns: dict[Turn, int] = {}  # loop: its turns so far in the turn of the loop around
        self.faults: list[Fault] = []
        self.is_over = False

    def _segment(self, at: int) -> tuple[str, str, int]:
        """Return the segment that starts there, its id and where the next one starts."""
        found = self._checker.segment.match(self._text, at)
        if found is None:
            raise AssertionError
        return found[1], found[1].partition(self._checker.delimiters.element)[0], found.end()

    def step(self, state: State[DocumentT], at: int, before: int) -> State[DocumentT] | None:
        """Find where a segment leads that no known plain move covers; count what it repeats.

        `before` is where the last segment started. None says it cannot stand here, or that enough
        is known about this message.
        """
        segment_id = self._segment(at)[1]
        step = state.place.steps.get(segment_id) or self._grammar.step(state.place, segment_id)
        if step is None:
            return None
        target = self.states[step.place.index]
        if self._is_plain(step):
            state.moves[self._text[at : at + _KEY]] = target
            return target
        for place in step.missing:
            segment = place.use.segment
            self._add(MISSING, at, segment.id, place, wording.missing_segment(segment))
        if step.is_repeat:
            self._count_repeat(step.place, at, before)
        elif step.loop:
            self._count_turn(step, step.loop, at)
        return None if self.is_over else target

    def _is_plain(self, step: Step) -> bool:
        """Whether a step has nothing to report and nothing to count.

        A loop outside all others begins once, so that its first turn resets no count.
        """
        if step.missing:
            return False
        is_first = not step.is_repeat and not step.turn and len(step.place.loops) == 1
        return is_first or step.most >= self._uncounted

    def _count_repeat(self, place: Place, at: int, before: int) -> None:
        last, times = self._repeats.get(place.index, (before, 1))
        times = times + 1 if last == before else 2
        self._repeats[place.index] = at, times
        if times == place.use.most + 1:
            segment = place.use.segment
            sentence = wording.segment_too_often(segment, place.use.most)
            self._add(TOO_OFTEN, at, segment.id, place, sentence)

    def _count_turn(self, step: Step, loop: Turn, at: int) -> None:
        """Count a turn; the first one in each turn of the loop around comes from outside."""
        times = self._turns[loop] = self._turns.get(loop, 1) + 1 if step.turn else 1
        if times == step.most + 1:
            segment = step.place.use.segment
            sentence = wording.loop_too_often(segment, step.most)
            self._add(LOOP_TOO_OFTEN, at, segment.id, step.place, sentence)
            self.is_over = True  # it may go on for a million lines

    def refuse(
        self, state: State[DocumentT], target: State[DocumentT] | None, at: int
    ) -> tuple[State[DocumentT], int]:
        """Report a bad or misplaced segment; return the state and the place to go on from."""
        text, segment_id, after = self._segment(at)
        if self.is_over:
            return state, after
        if target is None or target.place.use.segment.id != segment_id:
            self._unplaced(state.place, segment_id, at)
            return state, after
        found = target.diagnose(text, self._locate(at))
        self.faults += found[: self._most - len(self.faults)]
        self.is_over = len(self.faults) >= self._most
        return target, after

    def _unplaced(self, after: Place, segment_id: str, at: int) -> None:
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
        self._add(code, at, segment_id, after, sentence)

    def end(self, place: Place, at: int) -> None:
        step = self._grammar.step(place, "SE")
        for absent in step.missing if step else ():
            segment = absent.use.segment
            self._add(MISSING, at, segment.id, absent, wording.missing_segment(segment))

    def _add(self, code: str, at: int, segment_id: str, place: Place, sentence: str) -> None:
        position = self._locate(at)
        loop = place.loop_id
        self.faults.append(
            Fault(Level.SEGMENT, code, position, sentence, segment_id[:3], loop=loop)
        )
        self.is_over = self.is_over or len(self.faults) >= self._most
