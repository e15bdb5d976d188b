"""Reading a sheet, of customers or of what else: the one gate for what comes from other programs.

Bytes are held in a temporary file, rows come one at a time; what is too long, too wide or no text
is refused before it is looked at.
"""

import csv
import re
import tempfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOWrapper
from typing import BinaryIO, Final, NamedTuple

from partners.accounts.imports.headings import field_of
from partners.accounts.imports.workbooks import Unreadable, is_workbook, opened_workbook
from portal.kernel.sheets import entered
from portal.kernel.words import said

MOST_BYTES: Final = 20 * 1024**2
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 10_000
_HELD_IN_MEMORY: Final = 1024**2
_CHUNK: Final = 256 * 1024
_DELIMITERS: Final = ";,\t|"

Records = Iterator[tuple[int, list[str]]]
"""What stands in each row, by its number."""


class Row(NamedTuple):
    """One row by its number in the sheet (the heading is 1): what stands in the known columns."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened sheet: which column is what, which ones are not known, and its rows."""

    columns: dict[str, str]
    """By field: the heading as the file has it."""
    ignored: list[str]
    rows: Iterator[Row]
    name: str | None = None
    """Of the sheet in its workbook."""
    others: Sequence[str] = ()
    """The names of the workbook's other sheets, which are not read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of sheet holds: the field that a heading means, and what is said if some miss."""

    field_of: Callable[[str], str | None]
    missing: Callable[[Collection[str]], str | None]


def _missing_names(found: Collection[str]) -> str | None:
    if "name" in found:
        return None
    return said("No column holds the customers' names. Call one of them “Name” in the first row.")


CUSTOMERS: Final = Layout(field_of, _missing_names)


@contextmanager
def opened(chunks: Iterable[bytes], layout: Layout = CUSTOMERS) -> Iterator[Sheet]:
    """Open a sheet in constant memory.

    Raises:
        Unreadable: it is too large, neither text nor workbook, or lacks a column that it needs.
    """
    with tempfile.SpooledTemporaryFile(_HELD_IN_MEMORY) as file:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Unreadable(
                    said("The file is larger than 20 MB. Split it and import the parts.")
                )
            file.write(chunk)
        file.seek(0)
        if is_workbook(file.read(4)):
            with opened_workbook(file, columns=MOST_COLUMNS + 1, longest=LONGEST_CELL) as book:
                sheet = _sheet(book.rows, layout)
                yield replace(sheet, name=book.sheet, others=book.others)
        else:
            with TextIOWrapper(file, _encoding(file), newline="") as text:
                yield _sheet(_records(text), layout)


def _encoding(file: tempfile.SpooledTemporaryFile[bytes]) -> str:
    """Tell UTF-8 (with a mark or without), UTF-16 and, for what is neither, Windows-1252."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if start.startswith(BOM_UTF8) else "utf-8"
    for each in (encoding, "cp1252"):
        if _decodes(file, each):
            file.seek(0)
            return each
    raise Unreadable(said("The file is no text. Save the sheet as CSV in UTF-8 and import that."))


def _decodes(file: BinaryIO | tempfile.SpooledTemporaryFile[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = getincrementaldecoder(encoding)("strict")
    try:
        while chunk := file.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sheet(records: Records, layout: Layout) -> Sheet:
    _number, first = next(records, (1, []))
    if len(first) > MOST_COLUMNS:
        raise Unreadable(said("The sheet has more than 100 columns. Remove those not needed."))
    places: dict[str, int] = {}
    for place, name in enumerate(first):
        field = layout.field_of(name)
        if field and field not in places:
            places[field] = place
    if missing := layout.missing(places):
        raise Unreadable(missing)
    known = set(places.values())
    return Sheet(
        columns={field: first[place].strip() for field, place in places.items()},
        ignored=[name.strip() for place, name in enumerate(first) if place not in known and name],
        rows=_rows(records, places),
    )


def _rows(records: Records, places: dict[str, int]) -> Iterator[Row]:
    for count, (number, record) in enumerate(records, 1):
        if count > MOST_ROWS:
            raise Unreadable(said("The sheet has more than 200,000 rows. Split it."))
        values = {
            field: _clean(record[place]) if place < len(record) else ""
            for field, place in places.items()
        }
        if any(values.values()):
            yield Row(number, values)


def _records(text: TextIOWrapper) -> Records:
    heading = text.readline(LONGEST_CELL)
    delimiter = max(_DELIMITERS, key=heading.count)
    text.seek(0)
    try:
        yield from enumerate(csv.reader(text, delimiter=delimiter), 1)
    except csv.Error:
        raise Unreadable(
            said("The file is not a sheet: a quotation mark is missing, or a cell is too long.")
        ) from None


def _clean(cell: str) -> str:
    return re.sub(r"\s+", " ", entered(cell)).strip()[:LONGEST_CELL]
