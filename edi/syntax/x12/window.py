"""The part of a stream that is in memory, as Latin-1 text, with byte offsets."""

import re
from typing import BinaryIO, NamedTuple

from edi.syntax.faults import Fault, Level, NotReadableError, Position
from edi.syntax.x12.header import ISA_LENGTH

CHUNK = 1 << 18
_BLANKS = " \t\r\n\0\x1a"
_NOT_BLANK = re.compile(r"[^ \t\r\n\x00\x1a]")
_UTF8_BOM = "\xef\xbb\xbf"
_UTF16 = ("\xff\xfe", "\xfe\xff", "I\0S\0", "\0I\0S")
_WRAP = re.compile(r"[^\r\n]*(\r\n|\r|\n)")
_LONGEST_WRAPPED_HEADER = 3 * ISA_LENGTH
_ANYWHERE = 1 << 62  # the column of line ends that stand where they happen to


class Layout(NamedTuple):
    """How unwrapped characters lie in the stream; a column of 0 says lines are not wrapped."""

    origin: int = 0
    column: int = 0
    line_end: int = 0

    def offset(self, plain: int) -> int:
        """Return the byte offset of an unwrapped character, counted from the origin."""
        lines = plain // self.column if self.column else 0
        return self.origin + plain + lines * self.line_end


class Window:
    """Text from the stream: `text[at]` is the next unread character.

    One character before `at` is always kept, so that a search may start at the terminator before.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.text = ""
        self.at = 0
        self._base = 0  # of text[0], in unwrapped characters since the layout's origin
        self.layout = Layout()

    def fill(self) -> bool:
        """Read on; False at the end of the stream."""
        chunk = self._stream.read(CHUNK)
        if not chunk:
            return False
        text = chunk.decode("latin-1")
        self.text += text.translate(_NO_LINE_ENDS) if self.layout.column else text
        return True

    def advance(self, count: int) -> None:
        self.at += count

    def drop_read(self) -> int:
        """Forget what was read; return by how many characters everything moved to the left."""
        gone = max(self.at - 1, 0)
        self.text = self.text[gone:]
        self.at -= gone
        self._base += gone
        return gone

    def plain(self, at: int) -> int:
        """Return how many unwrapped characters lie between the layout's origin and `text[at]`."""
        return self._base + at

    def offset(self, at: int) -> int:
        """Return the byte offset in the stream of `text[at]`."""
        return self.layout.offset(self._base + at)

    def is_empty(self) -> bool:
        if self.at < len(self.text):
            return False
        self.drop_read()
        return not self.fill()

    def skip_lead(self) -> None:
        """Pass over a byte order mark and white space at the start of the stream."""
        self.fill()
        if self.text.startswith(_UTF16):
            raise NotReadableError(_utf16())
        if self.text.startswith(_UTF8_BOM):
            self.advance(len(_UTF8_BOM))
        self.skip_blanks()

    def skip_blanks(self) -> None:
        while (found := _NOT_BLANK.search(self.text, self.at)) is None:
            self.at = len(self.text)
            self.drop_read()
            if not self.fill():
                return
        self.at = found.start()

    def header_text(self) -> str:
        """Return the next 106 characters; from here on take out line ends if they are wrapped."""
        while len(self.text) - self.at < _LONGEST_WRAPPED_HEADER and self.fill():
            pass
        header = self.text[self.at : self.at + ISA_LENGTH]
        wrap = _WRAP.match(header)
        if wrap and wrap.start(1) < ISA_LENGTH - 1 and header.startswith("ISA"):
            column, end = wrap.start(1), wrap.end()
            is_even = _is_even(self.text, self.at + end, column)
            self._unwrap(column if is_even else _ANYWHERE, len(wrap[1]))
            header = self.text[self.at : self.at + ISA_LENGTH]
        return header

    def _unwrap(self, column: int, line_end: int) -> None:
        self.layout = Layout(self.offset(self.at), column, line_end)
        self.text = self.text[self.at :].translate(_NO_LINE_ENDS)
        self._base = self.at = 0


def _is_even(text: str, at: int, column: int) -> bool:
    """Whether the line at `at` is as wide as the one before, or is the last and not wider."""
    second = _WRAP.match(text, at)
    if second is None or second.start(1) - at == column:
        return True
    return second.start(1) - at < column and not _NOT_BLANK.search(text, second.end())


_NO_LINE_ENDS = {ord("\r"): None, ord("\n"): None}


def _utf16() -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "024",
        Position(0),
        "The file is written in UTF-16, two bytes a character. X12 is exchanged in a character "
        "set with one-byte separators: have the sender save it as UTF-8 and send it again.",
    )
