"""Looking for what harms whoever opens a file.

`BuiltinScanner` is honest about being little: it knows the EICAR test file and, in PDFs, actions
that run a script or a program, as far as they stand in clear; compressed parts it cannot read. A
virus scanner takes its place behind the same `Scanner`.
"""

import re
from typing import Final, Protocol

from portal.kernel.words import said

LOOKED_FOR: Final = said(
    "That it is whole and of its kind, without macros, and a PDF without scripts in clear. No virus"
    " scanner is connected."
)
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(Protocol):
    """Sees a file go by in pieces, once."""

    def feed(self, piece: bytes) -> None: ...

    def finding(self) -> str | None:
        """Return what was found, as the rest of "The scan found …"; None when clean."""


def _pdf_name(name: str) -> bytes:
    """Return a pattern of a PDF name, each letter also as `#41` (ISO 32000-1, 7.3.5)."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})".encode() for letter in name)
    return b"/" + b"".join(letters)


_ACTIVE: Final = re.compile(b"|".join(_pdf_name(n) for n in ("JavaScript", "Launch", "RichMedia")))
_OVERLAP: Final = max(len(EICAR), 3 * len("/JavaScript"))


class BuiltinScanner:
    def __init__(self) -> None:
        self._finding: str | None = None
        self._is_pdf: bool | None = None
        self._end = b""

    def feed(self, piece: bytes) -> None:
        if self._is_pdf is None:
            self._is_pdf = piece.startswith(b"%PDF-")
        if self._finding:
            return
        seen = self._end + piece
        if EICAR in seen:
            self._finding = "a virus signature (the EICAR test file)"
        elif self._is_pdf and _ACTIVE.search(seen):
            self._finding = "a PDF that runs a script or a program when it is opened"
        self._end = seen[-_OVERLAP:]

    def finding(self) -> str | None:
        return self._finding


def new_scanner() -> Scanner:
    return BuiltinScanner()
