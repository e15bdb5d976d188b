"""X12 and EDIFACT files segment by segment, so that nothing of the bytes is lost.

Text is held as Latin-1, one character a byte; what a segment says is decoded when it is asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from edi.messages.formats.syntaxes import Syntax
from edi.syntax.edifact.charsets import CODECS
from edi.syntax.edifact.release import held, plain, released
from edi.syntax.edifact.separators import LEVEL_A, LEVEL_B, Separators, from_una
from edi.syntax.edifact.window import Window as EdifactWindow
from edi.syntax.faults import NotReadableError
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.header import ISA_LENGTH, read_header
from edi.syntax.x12.window import Window as X12Window

Parts = list[list[list[str]]]
"""Elements of a segment, each its repetitions, each its components; the id comes first."""

_BLANKS = re.compile(r"[ \t\r\n\x00\x1a]*")
_LONGEST = 16_000_000
_KEPT = 1 << 20
_UNA = len("UNA:+.? '")
_HEADER_SCAN = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment as it stands: the blanks before it, its text and its terminator.

    `offset` is where its text starts, in bytes. `charset` is what its text is written in.
    """

    lead: str
    text: str
    end: str
    offset: int
    marks: Delimiters | Separators
    charset: str

    @property
    def id(self) -> str:
        return self.text.partition(self.marks.element)[0]

    @property
    def is_fixed(self) -> bool:
        """Whether it is one of those that declare the separators: ISA, UNA."""
        return self.text.startswith("UNA") or (
            self.id == "ISA" and len(self.text) == ISA_LENGTH - 1
        )

    def parts(self) -> Parts:
        """Return what it says, decoded; bytes that are no characters stay as surrogates."""
        text = self.text.encode("latin-1").decode(self.charset, "surrogateescape")
        marks = self.marks
        if isinstance(marks, Separators):
            elements = held(text, marks).split(marks.element)
            return [[[plain(part) for part in each.split(marks.component)]] for each in elements]
        return [
            [turn.split(marks.component) for turn in _turns(each, marks)]
            for each in text.split(marks.element)
        ]

    def with_parts(self, parts: Parts) -> bytes:
        """Return its bytes with other contents, separators released where the syntax can."""
        marks = self.marks
        if isinstance(marks, Separators):
            joined = [
                marks.component.join([released(part, marks) for part in turn])
                for element in parts
                for turn in element
            ]
        else:
            joined = [
                marks.repetition.join([marks.component.join(turn) for turn in element])
                for element in parts
            ]
        text = marks.element.join(joined).encode(self.charset, "surrogateescape")
        return self.lead.encode("latin-1") + text + self.end.encode("latin-1")

    def as_is(self) -> bytes:
        return (self.lead + self.text + self.end).encode("latin-1")


def pieces(stream: BinaryIO, syntax: Syntax, charset: str = "") -> Iterator[Piece]:
    """Yield every segment of a stream, and what is none as one; joined again they are the stream.

    But for line ends that wrap X12 at a fixed column: those are left out.
    """
    if syntax is Syntax.X12:
        return _x12(X12Window(stream), charset or "utf-8")
    return _edifact(EdifactWindow(stream))


def _turns(element: str, marks: Delimiters) -> list[str]:
    return element.split(marks.repetition) if marks.repetition else [element]


def _x12(window: X12Window, charset: str) -> Iterator[Piece]:
    marks = DEFAULT
    window.skip_lead()
    before = window.text[: window.at]
    while True:
        _forget(window)
        lead = before + _lead(window)
        before = ""
        if window.is_empty():
            if lead:
                yield Piece(lead, "", "", window.offset(window.at), marks, charset)
            return
        if window.text.startswith("ISA", window.at):
            text = window.header_text()
            offset = window.offset(window.at)
            try:
                marks = read_header(text, offset)[0].delimiters
            except NotReadableError:
                pass
            else:
                window.advance(ISA_LENGTH)
                yield Piece(lead, text[:-1], text[-1], offset, marks, _ascii(charset, marks))
                continue
        yield _segment(window, lead, _unended(marks.segment), marks, charset)


def _edifact(window: EdifactWindow) -> Iterator[Piece]:
    marks, charset, has_una = LEVEL_A, "ascii", False
    window.skip_lead()
    before = window.text[: window.at]
    while True:
        _forget(window)
        lead = before + _lead(window)
        before = ""
        if window.is_empty():
            if lead:
                yield Piece(lead, "", "", window.offset(window.at), marks, charset)
            return
        window.holds(_UNA)
        text = window.text[window.at : window.at + _UNA]
        if text.startswith("UNA") and len(text) == _UNA and from_una(text[3:]).are_usable():
            marks, has_una = from_una(text[3:]), True
            offset = window.offset(window.at)
            window.advance(_UNA)
            yield Piece(lead, text[:-1], text[-1], offset, marks, charset)
            continue
        if text.startswith("UNB"):
            if not has_una:
                marks = LEVEL_B if text.startswith("UNB\x1d") else LEVEL_A
            window.holds(_HEADER_SCAN)
            level = window.text[window.at + 4 : window.at + 8]
            charset, has_una = CODECS.get(level, "iso8859-1"), False
        yield _segment(window, lead, _unreleased(marks), marks, charset)


def _segment(
    window: X12Window | EdifactWindow,
    lead: str,
    pattern: re.Pattern[str],
    marks: Delimiters | Separators,
    charset: str,
) -> Piece:
    """Take what stands before the next terminator, or before the end of the stream."""
    while True:
        match = pattern.match(window.text, window.at)
        stop = match.end() if match else window.at
        if stop < len(window.text) or stop - window.at > _LONGEST or not window.fill():
            break
    text = window.text[window.at : stop]
    end = window.text[stop : stop + 1]
    offset = window.offset(window.at)
    window.advance(len(text) + len(end))
    return Piece(lead, text, end, offset, marks, _ascii(charset, marks))


@lru_cache(maxsize=16)
def _unended(end: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(end)}]*+")


@lru_cache(maxsize=16)
def _unreleased(marks: Separators) -> re.Pattern[str]:
    end, release = re.escape(marks.terminator), re.escape(marks.release)
    if not release:
        return re.compile(f"[^{end}]*+")
    return re.compile(rf"[^{release}{end}]*+(?:{release}.[^{release}{end}]*+)*+", re.DOTALL)


def _ascii(charset: str, marks: Delimiters | Separators) -> str:
    """Return the character set, Latin-1 where a separator is no character of ASCII."""
    return charset if marks.all().isascii() else "latin-1"


def _lead(window: X12Window | EdifactWindow) -> str:
    """Pass over blanks between segments."""
    lead = ""
    while True:
        match = _BLANKS.match(window.text, window.at)
        found = match[0] if match else ""
        lead += found
        window.advance(len(found))
        if window.at < len(window.text) or window.is_empty():
            return lead


def _forget(window: X12Window | EdifactWindow) -> None:
    if window.at > _KEPT:
        window.drop_read()
