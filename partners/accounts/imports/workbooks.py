"""XLSX workbooks as rows of text, in the memory of a few rows whatever they unpack to.

Formulas are never evaluated: their saved result is read. Numbers and days read as they were typed.
"""

import datetime as dt
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import IO, Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from partners.accounts.imports.parts import DamagedError, Elements, Rows, Strings, TooMuchError
from portal.kernel.errors import Invalid
from portal.kernel.words import said

MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 256 * 1024**2
MOST_OF_OTHERS: Final = 4 * 1024**2
"""Of styles, relations and the like: none is ever this big."""
MOST_MARKS: Final = 12_000_000
_TAIL: Final = 65_557
"""Bytes of the directory's end with the longest comment."""
_OLD: Final = b"\xd0\xcf\x11\xe0"
_WORKSHEET, _STRINGS, _STYLES = "/worksheet", "/sharedStrings", "/styles"

TOO_LARGE: Final = said(
    "The workbook unpacks to more than is read. Save the sheet as CSV, or split it."
)
DAMAGED: Final = said(
    "The workbook is damaged or no workbook at all. Open it in a spreadsheet program, save it as"
    " XLSX and import that."
)
LOCKED: Final = said(
    "This is an old workbook (XLS), or one locked by a password. Save it as XLSX without a"
    " password and import that."
)


class Unreadable(Invalid):
    """The file is no sheet of its kind; the message says what to do about it."""

    code = "sheet-unreadable"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The first visible sheet, by name, with its rows by their numbers; and the others' names."""

    sheet: str
    others: list[str]
    rows: Iterator[tuple[int, list[str]]]


def is_workbook(start: bytes) -> bool:
    """Return whether a file that begins so is a workbook, of the old kind too."""
    return start.startswith((b"PK", _OLD))


@contextmanager
def opened_workbook(file: IO[bytes], *, columns: int, longest: int) -> Iterator[Workbook]:
    """Open a workbook; rows have up to so many columns, of so many characters each.

    Raises:
        Unreadable: it is damaged, locked, or unpacks to more than is read; the rows raise it too.
    """
    with ExitStack() as stack:
        with _refusals():
            _check_directory(file)
            archive = stack.enter_context(zipfile.ZipFile(file))
            _check_sizes(archive)
            package = _Package(archive)
            strings = stack.enter_context(closing(package.strings(longest)))
        yield Workbook(
            sheet=package.names[0],
            others=package.names[1:],
            rows=package.rows(strings, columns, longest),
        )


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except TooMuchError as error:
        raise Unreadable(TOO_LARGE) from error
    except RuntimeError as error:  # so `zipfile` says that a part is encrypted
        raise Unreadable(LOCKED) from error
    except (
        DamagedError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError,
    ) as error:  # fmt: skip
        raise Unreadable(DAMAGED) from error


def _check_directory(file: IO[bytes]) -> None:
    """Look at the end of the archive before a directory of any length is read."""
    file.seek(0)
    if file.read(4).startswith(_OLD):
        raise Unreadable(LOCKED)
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise Unreadable(DAMAGED)
    parts = int.from_bytes(tail[end + 10 : end + 12], "little")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    is_zip64 = tail[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if is_zip64 or parts > MOST_PARTS or length > MOST_OF_OTHERS:
        raise Unreadable(TOO_LARGE)
    file.seek(0)


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse by what the parts say they unpack to, where reading them stops."""
    if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)


class _Package:
    """What is where in the archive: by relations, as other programs name parts as they like."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        book = next(iter(self._related("", "/officeDocument").values()), "xl/workbook.xml")
        found = self._elements(book, "workbookPr", "sheets/sheet").found
        properties = [each for name, each in found if name == "workbookPr"]
        since_1904 = any(each.get("date1904") in {"1", "true"} for each in properties)
        self._epoch = MAC_EPOCH if since_1904 else WINDOWS_EPOCH
        self._strings = next(iter(self._related(book, _STRINGS).values()), None)
        self._styles = next(iter(self._related(book, _STYLES).values()), None)
        paths = self._related(book, _WORKSHEET)
        sheets = [each for name, each in found if name == "sheet" and each.get("id") in paths]
        visible = [each for each in sheets if each.get("state", "visible") == "visible"]
        if not visible:
            raise DamagedError
        self.names = [each.get("name", "")[:80] for each in visible]
        self._sheet = paths[visible[0]["id"]]
        self._days = self._styles_of_days()

    def strings(self, longest: int) -> Strings:
        strings = Strings(MOST_MARKS, longest)
        if self._strings:
            with self._archive.open(self._strings) as part:
                strings.read(part)
        return strings

    def rows(self, strings: Strings, columns: int, longest: int) -> Iterator[tuple[int, list[str]]]:
        rows = Rows(MOST_MARKS, longest, columns, lambda *cell: self._value(strings, *cell))
        with _refusals(), self._archive.open(self._sheet) as part:
            for _ in rows.pieces(part):
                yield from rows.taken()

    def _value(self, strings: Strings, kind: str, style: int, text: str) -> str:
        if kind == "s":
            return strings[int(text) if text.isascii() and text.isdigit() else -1]
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        if kind != "n":
            return text
        return self._day(text) if style in self._days else _number(text)

    def _day(self, text: str) -> str:
        try:
            day = from_excel(float(text), self._epoch)
        except (OverflowError, ValueError):
            return text
        if isinstance(day, dt.datetime):
            return f"{day:%Y-%m-%d}" if day.time() == dt.time() else f"{day:%Y-%m-%d %H:%M}"
        return str(day)

    def _styles_of_days(self) -> set[int]:
        """Return by which styles a number is shown as a day."""
        if not self._styles:
            return set()
        found = self._elements(self._styles, "numFmt", "cellXfs/xf").found
        formats = dict(BUILTIN_FORMATS) | {
            int(each["numFmtId"]): each.get("formatCode", "")
            for name, each in found
            if name == "numFmt" and each.get("numFmtId", "").isdecimal()
        }
        styles = [each.get("numFmtId", "0") for name, each in found if name == "xf"]
        codes = [formats.get(int(each), "") if each.isdecimal() else "" for each in styles]
        return {number for number, code in enumerate(codes) if is_date_format(code)}

    def _related(self, source: str, kind: str) -> dict[str, str]:
        """Return the parts of a kind that one refers to, by the names it has for them."""
        folder, name = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._archive.namelist():
            return {}
        return {
            each.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, each.get("Target", ""))
            ).lstrip("/")
            for _name, each in self._elements(relations, "Relationship").found
            if each.get("Type", "").endswith(kind) and each.get("TargetMode") != "External"
        }

    def _elements(self, path: str, *names: str) -> Elements:
        if self._archive.getinfo(path).file_size > MOST_OF_OTHERS:
            raise TooMuchError
        with self._archive.open(path) as part:
            return Elements(MOST_MARKS, *names).read(part)


def _number(text: str) -> str:
    """Return a number as it was typed: all its digits, no exponent."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 30:  # noqa: PLR2004 - no such number
        return text
    return f"{number.normalize():f}"
