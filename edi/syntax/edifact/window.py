"""The part of a stream that is in memory, as Latin-1 text, with byte offsets."""

import re
from typing import BinaryIO

from edi.syntax.faults import Fault, Level, NotReadableError, Position

CHUNK = 1 << 18
BLANKS = " \t\r\n\0\x1a"
_NOT_BLANK = re.compile(r"[^ \t\r\n\x00\x1a]")
_UTF8_BOM = "\xef\xbb\xbf"
_UTF16 = ("\xff\xfe", "\xfe\xff", "U\0N\0", "\0U\0N")


class Window:
    """Text from the stream: `text[at]` is the next unread character.

    One character before `at` is always kept, so that a search may start at the terminator before.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.text = ""
        self.at = 0
        self._base = 0  # byte offset of text[0]

    def fill(self) -> bool:
        """Read on; False at the end of the stream. At least doubles, so that it stays linear."""
        chunk = self._stream.read(max(CHUNK, len(self.text)))
        if not chunk:
            return False
        self.text += chunk.decode("latin-1")
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

    def offset(self, at: int) -> int:
        """Return the byte offset in the stream of `text[at]`."""
        return self._base + at

    def is_empty(self) -> bool:
        if self.at < len(self.text):
            return False
        self.drop_read()
        return not self.fill()

    def holds(self, count: int) -> bool:
        """Read on until `count` characters are there; False when the stream has fewer."""
        while len(self.text) - self.at < count:
            self.drop_read()
            if not self.fill():
                return False
        return True

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


def _utf16() -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "46",
        Position(0),
        "The file is written in UTF-16, two bytes a character. EDIFACT separators have one byte: "
        "have the sender save it as UTF-8 or in the character set UNB names and send it again.",
    )
