"""Runs a message against its table: one dictionary look-up and one match per good segment.

Where a mapping says in shorthand what the commonest headings and lines look like, one match covers
several segments.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from edi.messages.edifact.rules import Rules
from edi.messages.edifact.runs import TAG, UNCOUNTED, Course, Locate, Run
from edi.messages.edifact.shorthand import Good, alphabet_of
from edi.messages.edifact.states import State
from edi.messages.edifact.turns import Turns
from edi.messages.grammar import Grammar
from edi.syntax.edifact.line_ends import without_line_ends
from edi.syntax.edifact.release import plain
from edi.syntax.edifact.separators import Separators
from edi.syntax.edifact.window import BLANKS
from edi.syntax.faults import Fault

DocumentT = TypeVar("DocumentT")
_PIECE = 1 << 18
_LINE_ENDS = re.compile("[\r\n]*+")


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
        self._courses: dict[bool, Course[DocumentT]] = {}
        every = [Turns(grammar, marks, each) for each in rules.shorthands]
        self._turns = {turns.tag: turns for turns in every}
        heads = "|".join(self._turns)
        self._border = re.compile(f"{re.escape(marks.terminator)}[\r\n]*+(?={heads})")

    def _course(self, *, is_exact: bool) -> Course[DocumentT]:
        if is_exact not in self._courses:
            states: list[State[DocumentT]] = [
                State(place, self.marks, self._rules) for place in self.grammar.places
            ]
            self._courses[is_exact] = Course(self.grammar, self.marks, states, is_exact)
        return self._courses[is_exact]

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
        `locate` gives the position of a segment by its ordinal in the message, the header being 1.
        At most `most_faults` faults are collected. After the first error the draft is left alone.
        `is_held` says that released separators are held in the text.
        """
        is_long = len(text) > UNCOUNTED  # else there are fewer segments, too
        is_exact = is_long and text.count(self.marks.terminator) > UNCOUNTED
        while True:
            run = Run(self._course(is_exact=is_exact), locate, most_faults)
            document = draft()
            if is_exact or not self._turns:
                text = without_line_ends(text, self.marks)
                state = self._walk_in_pieces(run, text, document, is_held=is_held)
            else:
                state = self._walk_in_turns(run, text, document, is_held=is_held)
            if state:
                run.end(state.place, text)
            if not run.is_doubtful:
                return Checked(run.faults, run.untaken, document)
            is_exact = True

    def _walk_in_pieces(
        self, run: Run[DocumentT], text: str, document: DocumentT, *, is_held: bool
    ) -> State[DocumentT] | None:
        """Go through a message a piece at a time: a million segments apart take 100 MB."""
        state: State[DocumentT] | None = run.states[0]
        while run.counted < len(text) and state:
            end = text.find(self.marks.terminator, run.counted + _PIECE) + 1 or len(text)
            state = self._walk(run, state, text, run.counted, end, document, is_held=is_held)
        return state

    def _walk_in_turns(
        self, run: Run[DocumentT], text: str, document: DocumentT, *, is_held: bool
    ) -> State[DocumentT] | None:
        """Take whole what is in shorthand, and the rest segment by segment."""
        state: State[DocumentT] | None = run.states[0]
        alphabet = alphabet_of(text, is_held=is_held)
        start = _LINE_ENDS.match(text)
        at = start.end() if start else 0
        while state and at < len(text):
            turns = self._turns.get(text[at : at + TAG])
            if turns and not run.has_errors and turns.may_follow(state.place):
                found = turns.find(text, at, alphabet)
                if found:
                    at = found[-1].end()
                    state = self._take_turns(run, state, turns, found, document)
                    continue
            border = self._border.search(text, at)
            end = border.end() if border else len(text)
            state = self._walk(run, state, text, at, end, document, is_held=is_held)
            at = end
        return state

    def _take_turns(
        self,
        run: Run[DocumentT],
        state: State[DocumentT] | None,
        turns: Turns,
        found: Sequence[Good],
        document: DocumentT,
    ) -> State[DocumentT] | None:
        """Hand whole turns on; those that the shorthand's taker leaves go segment by segment."""
        while found and state:
            taken = 0
            if not run.has_errors and run.has_room(turns, state.place, len(found)):
                taken = turns.take(document, found)
            if taken:
                state = run.states[turns.end.index]
            if taken < len(found):
                left = found[taken]
                state = self._walk(run, state, left.string, left.start(), left.end(), document)
                taken += 1
            found = found[taken:]
        return state

    def _walk(
        self,
        run: Run[DocumentT],
        state: State[DocumentT],
        text: str,
        at: int,
        end: int,
        document: DocumentT,
        *,
        is_held: bool = False,
    ) -> State[DocumentT] | None:
        """Go through segments from a state; return the last one, None when enough is known."""
        run.catch_up(text, at)
        segments = split(without_line_ends(text[at:end], self.marks), self.marks)
        untaken = run.untaken
        first = run.ordinal + 1
        run.ordinal += len(segments)
        run.counted = end
        for ordinal, segment in enumerate(segments, first):
            following = state.moves.get(segment[:TAG]) or run.step(state, segment, ordinal)
            match = following.match(segment) if following else None
            if following is None or match is None:
                match = run.look_again(state, following, segment, ordinal)
                if match is None or following is None:
                    if run.is_over:
                        return None
                    state = run.after_bad(state, following, segment)
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
