"""A stream cut at its control segments, in flat memory and at the speed of `str.find`.

Text is held as Latin-1, one character a byte, so that places in it are byte offsets whatever the
character set; the bodies of messages are decoded later.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from edi.syntax.faults import Fault, Level, NotReadableError, Position
from edi.syntax.limits import Limits
from edi.syntax.x12.delimiters import Delimiters
from edi.syntax.x12.header import InterchangeHeader, read_header
from edi.syntax.x12.window import Layout, Window

_LONGEST_CONTROL_SEGMENT = 2_000
_LINE_ENDS = "\r\n"
_ISA_SCAN = 40
_NEXT_ISA = re.compile(r"ISA(?=([^A-Za-z0-9 ])..\1.{10}\1..\1.{10}\1)", re.DOTALL)


class Header(NamedTuple):
    """An ISA, read. `faults` are elements of it that cannot be as they are."""

    header: InterchangeHeader
    faults: list[Fault]


class Control(NamedTuple):
    """GS, ST, SE, GE, IEA or TA1. `elements[0]` is the id. `in_message` is left to the reader."""

    elements: list[str]
    offset: int
    ordinal: int
    ended: bool  # whether a segment terminator was there


class Body(NamedTuple):
    """The segments between two control segments, terminators and line ends included.

    `text` is empty when the body is longer than the limit: then only its segments were counted.
    """

    text: str
    ordinal: int  # of its first segment in the interchange
    segments: int
    start: int  # in unwrapped characters
    layout: Layout

    def offset(self, at: int = 0) -> int:
        """Return the byte offset in the stream of `text[at]`."""
        return self.layout.offset(self.start + at)


class Junk(NamedTuple):
    """Bytes between or after interchanges that are none."""

    fault: Fault


Block = Header | Control | Body | Junk


class Controls:
    """Finds control segments, in a time that grows with the text alone whatever stands in it."""

    def __init__(self, delimiters: Delimiters) -> None:
        self._end = delimiters.segment
        self._is_line_end = self._end in _LINE_ENDS
        end = re.escape(self._end)
        ends = f"[{re.escape(delimiters.element)}{end}]"
        isa = r"ISA(?=([^A-Za-z0-9 ])..\2.{10}\2)"
        # Only from the last terminator: where line ends are terminators themselves, a pattern would
        # else begin anew at each of thousands of empty lines, and read the rest of them every time.
        lines = _LINE_ENDS.replace(self._end, "")
        control = rf"{end}[{lines}]*+((?:S[ET]|G[ES]|IEA|TA1)(?={ends})|{isa})"
        self._search = re.compile(control, re.DOTALL).search

    def find(self, text: str, start: int, scan: int) -> tuple[int, int] | None:
        """Return where the segment before the next control segment ends, and where that begins.

        `start` is from where segments are open, and `scan`, not before it, what was not yet looked
        through. Line ends between the two belong to neither.
        """
        match = self._search(text, scan)
        if match is None:
            return None
        stop, control = match.start(), match.start(1)
        if self._is_line_end:
            stop = text.find(self._end, _before_line_ends(text, start, control))
        return stop, control


def _before_line_ends(text: str, start: int, stop: int) -> int:
    """Return where the line ends before `stop` begin, not before `start`."""
    width = 64
    while True:
        first = max(start, stop - width)
        kept = len(text[first:stop].rstrip(_LINE_ENDS))
        if kept or first == start:
            return first + kept
        width *= 8


@lru_cache(maxsize=64)
def _controls(delimiters: Delimiters) -> Controls:
    return Controls(delimiters)


class BlockReader:
    """Iterates over the blocks of a stream; `delimiters` are those of the current interchange."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._window = Window(stream)
        self._limits = limits
        self.delimiters = Delimiters()
        self._ordinal = 0

    def __iter__(self) -> Iterator[Block]:
        window = self._window
        window.skip_lead()
        yield self._read_header()
        while True:
            yield from self._interchange()
            window.skip_blanks()
            if window.is_empty():
                return
            if not window.text.startswith("ISA", window.at):
                yield self._skip_to_next_interchange()
            if window.is_empty():
                return
            try:
                header = self._read_header()
            except NotReadableError as refusal:
                yield Junk(refusal.fault)
                window.advance(3)
                self._find_next_interchange()
                continue
            yield header

    def _read_header(self) -> Header:
        window = self._window
        text = window.header_text()
        header, faults = read_header(text, window.offset(window.at))
        self.delimiters = header.delimiters
        self._ordinal = 1
        window.advance(len(text))
        return Header(header, faults)

    def _interchange(self) -> Iterator[Block]:
        """Yield what stands between an ISA and the end of its IEA, or the next ISA, or the file."""
        while True:
            found, body = self._up_to_control()
            if body is not None:
                yield body
            if not found or self._window.text.startswith("ISA", self._window.at):
                return
            control = self._control()
            yield control
            if control.elements[0] == "IEA":
                return

    def _up_to_control(self) -> tuple[bool, Body | None]:
        """Move to the next control segment; say whether there is one and what was passed."""
        window, end = self._window, self.delimiters.segment
        controls = _controls(self.delimiters)
        start, dropped, cut = window.plain(window.at), 0, False
        scan = window.at - 1
        while (found := controls.find(window.text, max(window.at - 1, 0), max(scan, 0))) is None:
            scan = max(window.text.rfind(end), window.at - 1)
            if len(window.text) - window.at > self._limits.message_bytes:
                ended = max(window.text.rfind(end) + 1, window.at)
                dropped += window.text.count(end, window.at, ended)
                kept = max(ended, len(window.text) - _LONGEST_CONTROL_SEGMENT)
                window.advance(kept - window.at)
                scan, cut = window.at - 1, True
            scan -= window.drop_read()
            if not window.fill():
                break
        stop = found[0] + 1 if found else len(window.text)
        body = self._body(stop, start, dropped, cut=cut)
        window.advance((found[1] if found else stop) - window.at)
        return found is not None, body

    def _body(self, stop: int, start: int, dropped: int, *, cut: bool) -> Body | None:
        window, end = self._window, self.delimiters.segment
        text = window.text[window.at : stop]
        if not cut and not text.strip("\r\n\x00\x1a "):
            return None
        count = dropped + text.count(end)
        if text[text.rfind(end) + 1 :].strip("\r\n\x00\x1a "):
            count += 1  # the last segment of a file that ends without a terminator
        body = Body("" if cut else text, self._ordinal + 1, count, start, window.layout)
        self._ordinal += count
        return body

    def _control(self) -> Control:
        window, end = self._window, self.delimiters.segment
        while (stop := window.text.find(end, window.at)) < 0:
            if len(window.text) - window.at > _LONGEST_CONTROL_SEGMENT or not window.fill():
                break
        ended = stop >= 0
        text = window.text[window.at : stop if ended else len(window.text)]
        self._ordinal += 1
        offset = window.offset(window.at)
        window.advance(len(text) + ended)
        kept = text[:_LONGEST_CONTROL_SEGMENT].rstrip("" if ended else "\r\n\x00\x1a ")
        return Control(kept.split(self.delimiters.element), offset, self._ordinal, ended)

    def _skip_to_next_interchange(self) -> Junk:
        window = self._window
        start = window.text[window.at : window.at + 20]
        offset = window.offset(window.at)
        self._find_next_interchange()
        shown = "".join(c if c.isprintable() else "·" for c in start)
        return Junk(
            Fault(
                Level.INTERCHANGE,
                "022",
                Position(offset),
                f"After the interchange there is text that belongs to none, starting with "
                f"“{shown}”. It was ignored; check whether something was cut off.",
                value=shown,
            )
        )

    def _find_next_interchange(self) -> None:
        window = self._window
        while (match := _NEXT_ISA.search(window.text, window.at)) is None:
            window.advance(max(0, len(window.text) - window.at - _ISA_SCAN))
            window.drop_read()
            if not window.fill():
                window.advance(len(window.text) - window.at)
                return
        window.advance(match.start() - window.at)
