"""One message on its way: what repeats and what is wrong with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from edi.messages import wording
from edi.messages.edifact import diagnosis
from edi.messages.edifact.diagnosis import diagnose, trimmed
from edi.messages.edifact.patterns import flat
from edi.messages.edifact.rules import Remark
from edi.messages.edifact.shorthand import Good
from edi.messages.edifact.states import State
from edi.messages.edifact.turns import Turns
from edi.messages.grammar import Grammar, Place, Step, Turn
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Level, Position, Severity

if TYPE_CHECKING:
    from edi.messages.tables import Segment

DocumentT = TypeVar("DocumentT")
Locate = Callable[[int], Position]
TAG = 3  # characters
UNCOUNTED = 9_999  # a message of fewer segments cannot repeat a group more often


class Course(NamedTuple, Generic[DocumentT]):
    """A table, ready to be run through. `is_exact` says to count whatever may repeat too often."""

    grammar: Grammar
    marks: Separators
    states: list[State[DocumentT]]
    is_exact: bool


class Run(Generic[DocumentT]):
    """One message on its way: what repeats and what is wrong with it."""

    def __init__(self, course: Course[DocumentT], locate: Locate, most: int) -> None:
        self._grammar, self._marks, self.states, self._is_exact = course
        self._locate = locate
        self._most = most
        self._repeats: dict[int, tuple[int, int]] = {}  # place: ordinal, times in a row
        self._turns: dict[Turn, int] = {}  # loop: its turns
        self.ordinal = 1  # of the last segment that was counted
        self.counted = 0  # up to which character of the text
        self.faults: list[Fault] = []
        self.untaken: set[str] = set()
        self.has_errors = False
        self.is_over = False
        self.is_doubtful = False  # a group may repeat too often: count exactly

    def catch_up(self, text: str, at: int) -> None:
        """Count the segments before `text[at]` that were taken whole."""
        self.ordinal += text.count(self._marks.terminator, self.counted, at)
        self.counted = at

    def has_room(self, turns: Turns, before: Place, count: int) -> bool:
        """Count turns that come after a place; False where those may be too many."""
        loop = turns.loop
        if loop is None or loop.loop.most >= UNCOUNTED:
            return True
        step = self._grammar.step(before, turns.tag)
        times = count + (self._turns.get(loop, 1) if step and step.turn else 0)
        if times > loop.loop.most:
            return False
        self._turns[loop] = times
        return True

    def step(self, state: State[DocumentT], text: str, ordinal: int) -> State[DocumentT] | None:
        """Find where a segment leads that no known plain move covers; count what it repeats.

        None says it cannot stand here, or that enough is known about this message.
        """
        tag = text[:TAG]
        step = state.place.steps.get(tag) or self._grammar.step(state.place, tag)
        if step is None:
            return None
        target = self.states[step.place.index]
        if self._is_plain(step):
            state.moves[tag] = target
            return target
        for place in step.missing:
            self._missing(place, ordinal)
        if step.is_repeat:
            self._count_repeat(step.place, ordinal)
        elif step.loop:
            self._count_turn(step, step.loop, ordinal)
        return None if self.is_over else target

    def _is_plain(self, step: Step) -> bool:
        """Whether a step has nothing to report and nothing to count."""
        if step.missing:
            return False
        if self._is_exact:
            return not (step.is_repeat or step.loop)
        return step.most >= UNCOUNTED or not (step.is_repeat or step.turn)

    def _missing(self, place: Place, ordinal: int) -> None:
        segment = place.use.segment
        sentence = wording.missing_segment(segment)
        self._add(diagnosis.MISSING, ordinal, segment.id, place, sentence)

    def _count_repeat(self, place: Place, ordinal: int) -> None:
        last, times = self._repeats.get(place.index, (0, 1))
        times = times + 1 if last == ordinal - 1 else 2
        self._repeats[place.index] = ordinal, times
        if times == place.use.most + 1:
            segment = place.use.segment
            sentence = wording.segment_too_often(segment, place.use.most)
            self._add(diagnosis.REPEATED, ordinal, segment.id, place, sentence)

    def _count_turn(self, step: Step, loop: Turn, ordinal: int) -> None:
        """Count a turn; the first one in each turn of the loop around comes from outside."""
        times = self._turns[loop] = self._turns.get(loop, 1) + 1 if step.turn else 1
        if times != step.most + 1:
            return
        self.is_over = True  # it may go on for a million lines
        if not self._is_exact:
            self.is_doubtful = True
            return
        segment = step.place.use.segment
        sentence = wording.loop_too_often(segment, step.most)
        self._add(diagnosis.GROUP_REPEATED, ordinal, segment.id, step.place, sentence)

    def after_bad(
        self, state: State[DocumentT], target: State[DocumentT] | None, text: str
    ) -> State[DocumentT]:
        """Return where to go on from after a segment that was refused."""
        is_placed = target and target.place.use.segment.id == text[:TAG]
        return target if target and is_placed else state

    def look_again(
        self, state: State[DocumentT], target: State[DocumentT] | None, text: str, ordinal: int
    ) -> Good | None:
        """Match a segment that its tight pattern refused, or report what is wrong with it."""
        if self.is_over:
            return None
        tag = text.partition(self._marks.element)[0]
        if target is None or target.place.use.segment.id != tag:
            self._unplaced(state.place, tag, ordinal)
            return None
        place = target.place
        match = target.match_all(text)
        if match is None:
            text = trimmed(text, self._marks)
            match = target.match_all(text)
        if match is None:
            segment, at = place.use.segment, self._locate(ordinal)
            self._found(diagnose(segment, text, self._marks, at, place.loop_id))
        elif target.take:
            self.untaken.update(f"{place.path} {each}" for each in target.unpicked(text))
        return match

    def _unplaced(self, after: Place, tag: str, ordinal: int) -> None:
        table = self._grammar.table
        if tag.rstrip() not in table.dictionary:
            sentence = wording.unknown_segment(tag)
        elif tag not in self._grammar.segment_ids:
            sentence = wording.foreign_segment(tag, table.id)
        else:
            sentence = wording.misplaced_segment(tag, after.use.segment.id)
        self._add(diagnosis.NOT_HERE, ordinal, tag, after, sentence)

    def remark(self, place: Place, said: Remark, ordinal: int) -> None:
        """Report what a taker says of a value of a segment."""
        segment: Segment = place.use.segment
        element, component = next(
            ((at, inner) for at, inner, data, _ in flat(segment) if data.number == said.number),
            (0, 0),
        )
        fault = Fault(
            Level.ELEMENT,
            said.code,
            self._locate(ordinal),
            said.sentence,
            segment.id,
            element,
            component,
            data_element=said.number,
            loop=place.loop_id,
            value=said.value[:99],
            severity=said.severity,
        )
        self._found([fault])

    def end(self, place: Place, text: str) -> None:
        """Report what is missing after the last segment of the text."""
        step = self._grammar.step(place, "UNT")
        if step and step.missing:
            self.catch_up(text, len(text))
            for absent in step.missing:
                self._missing(absent, self.ordinal + 1)

    def _add(self, code: str, ordinal: int, tag: str, place: Place, sentence: str) -> None:
        position = self._locate(ordinal)
        fault = Fault(Level.SEGMENT, code, position, sentence, tag[:3], loop=place.loop_id)
        self._found([fault])

    def _found(self, faults: list[Fault]) -> None:
        self.faults += faults[: self._most - len(self.faults)]
        self.is_over = self.is_over or len(self.faults) >= self._most
        self.has_errors = self.has_errors or any(
            fault.severity is Severity.ERROR for fault in faults
        )
