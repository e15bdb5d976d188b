"""One look at the bytes of an upload: length, SHA-256, type and scan, in constant memory."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from documents.file_types import FileType, Window
from documents.scanning import Scanner

HEAD: Final = 8 * 1024
TAIL: Final = 512 * 1024
"""Holds the directory of an Office file of about 5,000 parts."""

_NOT_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Examined:
    """What the bytes really are: length in bytes and SHA-256 in lower-case hex."""

    size: int
    sha256: str
    window: Window
    finding: str | None

    def is_a(self, claimed: FileType) -> bool:
        return claimed.matches(self.window)


def examine(pieces: Iterable[bytes], scanner: Scanner) -> Examined:
    """Read every piece once; keep the first 8 KB and the last 512 KB."""
    digest, size, head, tail, is_text = hashlib.sha256(), 0, b"", bytearray(), True
    for piece in pieces:
        digest.update(piece)
        scanner.feed(piece)
        size += len(piece)
        if len(head) < HEAD:
            head = (head + piece)[:HEAD]
        tail += piece
        del tail[:-TAIL]
        is_text = is_text and not _NOT_TEXT.search(piece)
    window = Window(head, bytes(tail), size, is_text)
    return Examined(size, digest.hexdigest(), window, scanner.finding())
