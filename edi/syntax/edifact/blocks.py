"""A stream cut at its service segments, in flat memory and at the speed of `re.search`.

Text is held as Latin-1, one character a byte, so that places in it are byte offsets whatever the
character set; the bodies of messages are decoded later.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from edi.syntax.edifact.charsets import decode
from edi.syntax.edifact.header import (
    Elements,
    InterchangeHeader,
    interchange_fault,
    read_header,
    value,
)
from edi.syntax.edifact.release import count_segments, held, plain, same_length
from edi.syntax.edifact.separators import LEVEL_A, LEVEL_B, Separators, from_una
from edi.syntax.edifact.window import BLANKS, Window
from edi.syntax.faults import Fault, NotReadableError, Position
from edi.syntax.limits import Limits

_LONGEST_SERVICE_SEGMENT = 2_000
_UNA_LENGTH = 9
_LEAD = 40
_MOST_RELEASES = 20
_NEXT = re.compile(r"UNA.{6}[ \r\n]*UNB|UNB(?=\+UNO[A-Z]|\x1dUNO[A-Z])", re.DOTALL)


class Header(NamedTuple):
    """A UNB, read. `faults` are elements of it that cannot be as they are."""

    header: InterchangeHeader
    faults: list[Fault]


class Control(NamedTuple):
    """UNG, UNH, UNT, UNE or UNZ; `raw` is the segment as it stands, without its terminator."""

    tag: str
    elements: Elements
    raw: str
    offset: int
    ordinal: int


class Body(NamedTuple):
    """The segments between two service segments, terminators and line ends included.

    `text` is raw. It is empty when the body is longer than the limit: then only its segments were
    counted.
    """

    text: str
    ordinal: int  # of its first segment in the interchange
    segments: int
    offset: int


class Junk(NamedTuple):
    """Bytes between or after interchanges that are none."""

    fault: Fault


Block = Header | Control | Body | Junk


_BETWEEN = ("", "\n", "\r\n", "\r", " ", "\n\n", "\r\n\r\n", " \n", " \r\n")


@lru_cache(maxsize=64)
def _service_pattern(marks: Separators) -> re.Pattern[str]:
    """Find a service segment after a terminator that is not released itself.

    The pattern starts with the letters all have, which are rare, and looks back from there.
    """
    end, element = re.escape(marks.terminator), re.escape(marks.element)
    before = "|".join(_after_terminator(f"{end}{blank}UN", marks) for blank in _BETWEEN)
    tags = f"[HTGEZ](?=[{element}{end}])|B(?={element})|A(?=.{{6}}[ \\r\\n]*UNB)"
    return re.compile(f"UN(?:{before})(?:{tags})", re.DOTALL)


def _after_terminator(behind: str, marks: Separators) -> str:
    """Match behind a terminator: the release characters before it, if any, release each other."""
    if not marks.release:
        return f"(?<={behind})"
    mark = re.escape(marks.release)
    even = [f"(?<=[^{mark}]{mark * n}{behind})" for n in range(2, _MOST_RELEASES + 1, 2)]
    return f"(?<={behind})(?:(?<!{mark}{behind})|{'|'.join(even)})"


def split_segment(text: str, marks: Separators) -> Elements:
    """Return the components of the elements of a segment, released characters as meant."""
    return [
        [plain(part) for part in element.split(marks.component)]
        for element in held(text, marks).split(marks.element)
    ]


class BlockReader:
    """Iterates over the blocks of a stream; `separators` are those of the current interchange."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._window = Window(stream)
        self._limits = limits
        self.separators = LEVEL_A
        self._ordinal = 0
        self._level = ""

    def __iter__(self) -> Iterator[Block]:
        window = self._window
        window.skip_lead()
        yield self._read_header()
        while True:
            yield from self._interchange()
            window.skip_blanks()
            if window.is_empty():
                return
            if not self._at_interchange():
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

    def _at_interchange(self) -> bool:
        self._window.holds(_UNA_LENGTH)
        return self._window.text.startswith(("UNA", "UNB"), self._window.at)

    def _read_header(self) -> Header:
        window = self._window
        window.holds(_UNA_LENGTH)
        start = window.offset(window.at)
        has_una = window.text.startswith("UNA", window.at)
        if has_una:
            marks = self._read_una(start)
        else:
            has_level_b = window.text.startswith("UNB\x1d", window.at)
            marks = LEVEL_B if has_level_b else LEVEL_A
        position = Position(window.offset(window.at), segment=1)
        if not window.text.startswith("UNB" + marks.element, window.at):
            raise NotReadableError(_not_edifact(window.text[window.at : window.at + 20], position))
        text = self._take_segment(marks, position)
        # It names its own character set: that of the interchange before is not this one's.
        self._level = value(split_segment(text, marks), 1)
        elements = split_segment(decode(text, self._level), marks)
        header, faults = read_header(elements, marks, position, has_una=has_una)
        self.separators = header.separators
        self._ordinal = 1
        return Header(header, faults)

    def _read_una(self, start: int) -> Separators:
        window = self._window
        text = window.text[window.at : window.at + _UNA_LENGTH]
        if len(text) < _UNA_LENGTH:
            raise NotReadableError(_cut_off(Position(start, segment=1)))
        marks = from_una(text[3:])
        if not marks.are_usable():
            raise NotReadableError(_unusable(text[3:], Position(start, segment=1)))
        window.advance(_UNA_LENGTH)
        window.skip_blanks()
        window.holds(_UNA_LENGTH)
        return marks

    def _take_segment(self, marks: Separators, position: Position) -> str:
        """Take a service segment, however it ends; its bytes are not characters yet."""
        window = self._window
        while (stop := self._end_of_segment(marks)) < 0:
            if len(window.text) - window.at > _LONGEST_SERVICE_SEGMENT or not window.fill():
                break
        if stop < 0 and position.segment == 1:
            raise NotReadableError(_cut_off(position))
        ended = stop >= 0
        text = window.text[window.at : stop if ended else len(window.text)]
        window.advance(len(text) + ended)
        if not ended:
            text = text[:_LONGEST_SERVICE_SEGMENT].rstrip(BLANKS)
        return text

    def _end_of_segment(self, marks: Separators) -> int:
        window = self._window
        part = window.text[window.at : window.at + _LONGEST_SERVICE_SEGMENT]
        found = same_length(part, marks).find(marks.terminator)
        return found if found < 0 else window.at + found

    def _interchange(self) -> Iterator[Block]:
        """Yield what stands between a UNB and the end of its UNZ, or the next UNB, or the file."""
        while True:
            found, body = self._up_to_service_segment()
            if body is not None:
                yield body
            if not found or self._window.text.startswith(("UNA", "UNB"), self._window.at):
                return
            control = self._control()
            yield control
            if control.tag == "UNZ":
                return

    def _up_to_service_segment(self) -> tuple[bool, Body | None]:
        """Move to the next service segment; say whether there is one and what was passed."""
        window, marks = self._window, self.separators
        end = marks.terminator
        search = _service_pattern(marks).search
        start, dropped, cut = window.offset(window.at), 0, False
        scan = window.at
        while (match := search(window.text, scan)) is None:
            scan = max(len(window.text) - _LEAD, window.at)
            if len(window.text) - window.at > self._limits.message_bytes:
                stop = window.text.rfind(end, window.at, scan) + 1 or scan
                dropped += count_segments(window.text[window.at : stop], marks)
                window.advance(stop - window.at)
                cut = True
            scan -= window.drop_read()
            if not window.fill():
                break
        stop = match.start() if match else len(window.text)
        body = self._body(stop, start, dropped, cut=cut)
        window.advance(stop - window.at)
        return match is not None, body

    def _body(self, stop: int, start: int, dropped: int, *, cut: bool) -> Body | None:
        window, marks = self._window, self.separators
        text = window.text[window.at : stop]
        if not cut and not text.strip(BLANKS):
            return None
        cut = cut or len(text) > self._limits.message_bytes
        count = dropped + count_segments(text, marks)
        rest = text[text.rfind(marks.terminator) + 1 :]
        if rest.strip(BLANKS) or (rest == "" and _ends_released(text, marks)):
            count += 1  # the last segment of a file that ends without a terminator
        body = Body("" if cut else text, self._ordinal + 1, count, start)
        self._ordinal += count
        return body

    def _control(self) -> Control:
        window, marks = self._window, self.separators
        self._ordinal += 1
        offset = window.offset(window.at)
        text = decode(self._take_segment(marks, Position(offset, self._ordinal)), self._level)
        return Control(text[:3], split_segment(text, marks), text, offset, self._ordinal)

    def _skip_to_next_interchange(self) -> Junk:
        window = self._window
        start = window.text[window.at : window.at + 20]
        at = Position(window.offset(window.at))
        self._find_next_interchange()
        shown = _shown(start)
        sentence = (
            f"After the interchange there is text that belongs to none, starting with “{shown}”. "
            "It was ignored; check whether something was cut off."
        )
        return Junk(interchange_fault("33", at, sentence, found=shown))

    def _find_next_interchange(self) -> None:
        window = self._window
        while (match := _NEXT.search(window.text, window.at)) is None:
            window.advance(max(0, len(window.text) - window.at - _LEAD))
            window.drop_read()
            if not window.fill():
                window.advance(len(window.text) - window.at)
                return
        window.advance(match.start() - window.at)


def _ends_released(text: str, marks: Separators) -> bool:
    """Whether the last terminator of the text is released and so ends nothing."""
    return bool(text) and not same_length(text, marks).endswith(marks.terminator)


def _shown(text: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in text)


def _cut_off(at: Position) -> Fault:
    sentence = (
        "The interchange header (UNB) does not end. Check whether the file was cut off and send it "
        "again."
    )
    return interchange_fault("13", at, sentence, segment="UNB")


def _not_edifact(start: str, at: Position) -> Fault:
    if not start:
        return interchange_fault("13", at, "The file is empty. Check that the right file was sent.")
    sentence = (
        f"This is not an EDIFACT file: instead of a header (UNB) it has “{_shown(start)}”. Check "
        "that the right file was sent; if it uses separators of its own, they must be named in a "
        "UNA segment at its start."
    )
    return interchange_fault("33", at, sentence, found=_shown(start))


def _unusable(marks: str, at: Position) -> Fault:
    sentence = (
        f"The separators named in the UNA segment (“{_shown(marks)}”) must all differ and must not "
        "be letters, digits or blanks. Choose other separators and send it again."
    )
    return interchange_fault("22", at, sentence, segment="UNA", found=_shown(marks))
