"""Which kinds of file the portal takes, and what the bytes of each must look like.

The ending says what a file claims to be; the bytes must agree. The type it is later served with
comes from this table, never from the browser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import puremagic

from documents.archives import NotAnArchive, parts_of
from portal.kernel.errors import Invalid
from portal.kernel.words import said

OOXML: Final = "application/vnd.openxmlformats-officedocument."
ODF: Final = "application/vnd.oasis.opendocument."
END_OF_ARCHIVE: Final = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Window:
    """What is kept of a file while it streams by: its first and last bytes, and what it held."""

    head: bytes
    tail: bytes
    size: int
    is_text: bool


Matches = Callable[[Window], bool]


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted kind: its name for people, the type it is served with, and its test."""

    label: str
    content_type: str
    matches: Matches


def _is(mime: str) -> Matches:
    """Recognise by signature, and by nothing being packed behind the file (a polyglot)."""

    def matches(window: Window) -> bool:
        return mime in _magic_types(window) and not _ends_as_archive(window)

    return matches


def _is_pdf(window: Window) -> bool:
    """`%PDF-` at the very start: readers that search for it further on are how polyglots work."""
    whole = window.head.startswith(b"%PDF-") and b"%%EOF" in window.tail[-2048:]
    return whole and not _ends_as_archive(window)


def _holds(part: str) -> Matches:
    """Recognise an Office package by the part it must hold, and by holding no macros."""

    def matches(window: Window) -> bool:
        try:
            parts = parts_of(window.tail, window.size)
        except NotAnArchive:
            return False
        names = {name.lower() for name in parts.names}
        return (
            window.head.startswith(b"PK\x03\x04")
            and part in names
            and not any(name.endswith("vbaproject.bin") for name in names)
            and not parts.is_bomb
        )

    return matches


def _is_open_document(content_type: str) -> Matches:
    """ODF 1.3 part 2, 3.3: the first entry is `mimetype`, stored, so that it stands in clear."""
    start = b"mimetype" + content_type.encode()

    def matches(window: Window) -> bool:
        return window.head[30:].startswith(start) and _holds("content.xml")(window)

    return matches


def _is_plain_text(window: Window) -> bool:
    return window.is_text and not _MARKUP.match(window.head)


_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype|\?xml|html|head|body|script|svg|iframe)",
    re.IGNORECASE | re.DOTALL,
)

_PDF = FileType("PDF", "application/pdf", _is_pdf)
_JPEG = FileType("JPEG image", "image/jpeg", _is("image/jpeg"))
_TIFF = FileType("TIFF image", "image/tiff", _is("image/tiff"))

FILE_TYPES: Final[dict[str, FileType]] = {
    "pdf": _PDF,
    "docx": FileType("Word", f"{OOXML}wordprocessingml.document", _holds("word/document.xml")),
    "xlsx": FileType("Excel", f"{OOXML}spreadsheetml.sheet", _holds("xl/workbook.xml")),
    "pptx": FileType(
        "PowerPoint", f"{OOXML}presentationml.presentation", _holds("ppt/presentation.xml")
    ),
    "odt": FileType("OpenDocument text", f"{ODF}text", _is_open_document(f"{ODF}text")),
    "ods": FileType(
        "OpenDocument table", f"{ODF}spreadsheet", _is_open_document(f"{ODF}spreadsheet")
    ),
    "odp": FileType(
        "OpenDocument slides", f"{ODF}presentation", _is_open_document(f"{ODF}presentation")
    ),
    "txt": FileType("Text", "text/plain; charset=utf-8", _is_plain_text),
    "csv": FileType("CSV table", "text/csv; charset=utf-8", _is_plain_text),
    "png": FileType("PNG image", "image/png", _is("image/png")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "webp": FileType("WebP image", "image/webp", _is("image/webp")),
    "tif": _TIFF,
    "tiff": _TIFF,
}

ACCEPT: Final = ",".join(f".{ending}" for ending in FILE_TYPES)
"""For the `accept` attribute of a file input."""


def claimed_type(file_name: str) -> FileType:
    """Return the type a file's ending claims.

    Raises:
        Invalid: the portal does not take such files.
    """
    ending = file_name.rpartition(".")[2].lower()
    try:
        return FILE_TYPES[ending]
    except KeyError:
        sentence = said(
            "The portal does not take .%(ending)s files. Send a PDF, an Office or OpenDocument"
            " file without macros, an image, a text or a CSV table.",
            ending=ending,
        )
        raise Invalid(sentence, fields={"file": sentence}) from None


def type_by_label(content_type: str) -> str:
    """Return the words for a stored content type."""
    labels = {kind.content_type: kind.label for kind in FILE_TYPES.values()}
    return labels.get(content_type, content_type)


def _magic_types(window: Window) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(window.head)}
    except (puremagic.PureError, ValueError):
        return set()


def _ends_as_archive(window: Window) -> bool:
    return window.tail[-22:].startswith(END_OF_ARCHIVE) or END_OF_ARCHIVE in window.tail[-4096:]
