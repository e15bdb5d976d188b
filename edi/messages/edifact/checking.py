"""Runs a message against its table: one dictionary look-up and one match per good segment."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from edi.messages import wording
from edi.messages.edifact import diagnosis
from edi.messages.edifact.diagnosis import diagnose, trimmed
from edi.messages.edifact.patterns import flat, segment_pattern
from edi.messages.edifact.turns import Shorthand, Turns
from edi.messages.grammar import Grammar, Place, Step, Turn
from edi.syntax.edifact.line_ends import without_line_ends
from edi.syntax.edifact.release import plain
from edi.syntax.edifact.separators import Separators
from edi.syntax.edifact.window import BLANKS
from edi.syntax.faults import Fault, Level, Position, Severity

if TYPE_CHECKING:
    from edi.messages.tables import Segment

DocumentT = TypeVar("DocumentT")
Good = re.Match[str]
Locate = Callable[[int], Position]
_TAG = 3
_PIECE = 1 << 18
_UNCOUNTED = 9_999  # a message of fewer segments cannot repeat a group more often


class Remark(NamedTuple):
    """What a taker or an audit finds wrong with a value that has the right form.

    `number` is the data element it is about, the first of that number in the segment.
    """

    number: str
    sentence: str
    value: str = ""
    severity: Severity = Severity.ERROR
    code: str = diagnosis.BAD_VALUE


Take = Callable[..., Remark | None]
"""Takes a document draft and the picked components of a good segment, None where empty."""


class Rules(NamedTuple):
    """What is done with good segments: which components are picked, who takes and audits them."""

    picks: Mapping[str, tuple[str, ...]]  # by tag
    takers: Mapping[str, Take]  # by path of the table, such as `LIN/PRI`
    audits: Mapping[str, Callable[..., Remark | None]]  # by tag
    shorthand: "Shorthand | None" = None


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


class Checked(NamedTuple, Generic[DocumentT]):
    """What a check found. `untaken` are places of good values that no mapping took."""

    faults: list[Fault]
    untaken: set[str]
    draft: DocumentT


class Checker(Generic[DocumentT]):
    """Checks messages of one table with one set of separators, handing good segments on.

    How often groups repeat is first counted over the whole message, which is enough for nearly all
    of them, and exactly only where that says too often.
    """

    def __init__(self, grammar: Grammar, marks: Separators, rules: Rules) -> None:
        self.grammar = grammar
        self.marks = marks
        self._rules = rules
        self._states: dict[bool, list[State[DocumentT]]] = {}
        self._turn = Turns(grammar, marks, rules.shorthand) if rules.shorthand else None

    def states(self, *, is_exact: bool) -> list[State[DocumentT]]:
        if is_exact not in self._states:
            self._states[is_exact] = [
                State(place, self.marks, self._rules) for place in self.grammar.places
            ]
        return self._states[is_exact]

    def check(
        self,
        text: str,
        draft: Callable[[], DocumentT],
        locate: Locate,
        most_faults: int,
        *,
        is_held: bool = False,
    ) -> Checked[DocumentT]:
        """Check the segments between header and trailer, in order, filling a new draft.

        Each segment of `text` has its terminator; line ends may follow it unless they are one.
        `locate` gives the position of a
        segment by its ordinal in the message, the header being 1. At most `most_faults` faults are
        collected. After the first error the draft is left alone. `is_held` says that released
        separators are held in the text.
        """
        is_exact = text.count(self.marks.terminator) > _UNCOUNTED
        while True:
            run = _Run(self, locate, most_faults, is_exact=is_exact)
            document = draft()
            if self._turn is None or is_exact:
                text = without_line_ends(text, self.marks)
                state = self._walk_in_pieces(run, text, document, is_held=is_held)
            else:
                state = self._walk_in_turns(run, self._turn, text, document, is_held=is_held)
            if state:
                run.end(state.place)
            if not run.is_doubtful:
                return Checked(run.faults, run.untaken, document)
            is_exact = True

    def _walk_in_pieces(
        self, run: "_Run[DocumentT]", text: str, document: DocumentT, *, is_held: bool
    ) -> State[DocumentT] | None:
        """Go through a message a piece at a time: a million segments apart take 100 MB."""
        state: State[DocumentT] | None = run.states[0]
        at = 0
        while at < len(text) and state:
            end = text.find(self.marks.terminator, at + _PIECE) + 1 or len(text)
            segments = split(text[at:end], self.marks)
            state = self._walk(run, state, segments, document, is_held=is_held)
            at = end
        return state

    def _walk_in_turns(
        self,
        run: "_Run[DocumentT]",
        turns: Turns,
        text: str,
        document: DocumentT,
        *,
        is_held: bool,
    ) -> State[DocumentT] | None:
        """Take whole lines where they are in shorthand, and the others segment by segment."""
        state: State[DocumentT] | None = run.states[0]
        at = 0
        while state and at < len(text):
            if turns.may_follow(state.place) and not run.has_errors:
                found = turns.find(text, at)
                if found:
                    at = found[-1].end()
                    state = self._take_turns(run, turns, found, document)
                    continue
            border = turns.border.search(text, at)
            end = border.end() if border else len(text)
            segments = split(without_line_ends(text[at:end], self.marks), self.marks)
            state = self._walk(run, state, segments, document, is_held=is_held)
            at = end
        return state

    def _take_turns(
        self, run: "_Run[DocumentT]", turns: Turns, found: Sequence[Good], document: DocumentT
    ) -> State[DocumentT] | None:
        """Hand whole lines on; those that the shorthand's taker leaves go segment by segment."""
        state: State[DocumentT] | None = run.states[turns.place.index]
        while found and state:
            taken = 0 if run.has_errors else turns.take(document, found)
            if taken:
                text, first, last = found[0].string, found[0].start(), found[taken - 1].end()
                run.ordinal += text.count(self.marks.terminator, first, last)
                state = run.states[turns.place.index]
            if taken < len(found):
                segments = split(without_line_ends(found[taken][0], self.marks), self.marks)
                state = self._walk(run, state, segments, document)
                taken += 1
            found = found[taken:]
        return state

    def _walk(
        self,
        run: "_Run[DocumentT]",
        state: State[DocumentT],
        segments: Sequence[str],
        document: DocumentT,
        *,
        is_held: bool = False,
    ) -> State[DocumentT] | None:
        """Go through segments from a state; return the last one, None when enough is known."""
        untaken = run.untaken
        first = run.ordinal + 1
        run.ordinal += len(segments)
        for ordinal, text in enumerate(segments, first):
            following = state.moves.get(text[:_TAG]) or run.step(state, text, ordinal)
            match = following.match(text) if following else None
            if following is None or match is None:
                match = run.look_again(state, following, text, ordinal)
                if match is None or following is None:
                    if run.is_over:
                        return None
                    state = run.after_bad(state, following, text)
                    continue
            state = following
            take = state.take
            if take is None or run.has_errors:
                untaken.add(state.place.path)
                audit = state.audit
                said = audit(*_values(match, is_held)) if audit else None
            elif is_held:
                said = take(document, *_values(match, is_held))
            else:
                said = take(document, *match.groups())
            if said:
                run.remark(state.place, said, ordinal)
        return state


def split(text: str, marks: Separators) -> list[str]:
    """Return the segments of a text, without terminators."""
    segments = text.split(marks.terminator)
    if not segments[-1].strip(BLANKS):
        del segments[-1]
    return segments


def _values(match: Good, is_held: bool) -> tuple[Any, ...]:
    values = match.groups()
    return tuple([value and plain(value) for value in values]) if is_held else values


class _Run(Generic[DocumentT]):
    """One message on its way: what repeats and what is wrong with it."""

    def __init__(
        self, checker: Checker[DocumentT], locate: Locate, most: int, *, is_exact: bool
    ) -> None:
        self.states = checker.states(is_exact=is_exact)
        self._is_exact = is_exact
        self._grammar = checker.grammar
        self._marks = checker.marks
        self._locate = locate
        self._most = most
        self._repeats: dict[int, tuple[int, int]] = {}  # place: ordinal, times in a row
        self._turns: dict[Turn, int] = {}  # loop: its turns
        self.ordinal = 1  # of the last segment that was looked at
        self.faults: list[Fault] = []
        self.untaken: set[str] = set()
        self.has_errors = False
        self.is_over = False
        self.is_doubtful = False  # a group may repeat too often: count exactly

    def step(self, state: State[DocumentT], text: str, ordinal: int) -> State[DocumentT] | None:
        """Find where a segment leads that no known plain move covers; count what it repeats.

        None says it cannot stand here, or that enough is known about this message.
        """
        tag = text[:_TAG]
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
        return step.most >= _UNCOUNTED or not (step.is_repeat or step.turn)

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
        is_placed = target and target.place.use.segment.id == text[:_TAG]
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

    def end(self, place: Place) -> None:
        step = self._grammar.step(place, "UNT")
        for absent in step.missing if step else ():
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
