"""CSV text to rows: delimiter, quotes, line ends within quotes."""

import csv
import io
from collections.abc import Collection, Iterator
from itertools import chain
from typing import BinaryIO

from edi.syntax.faults import Fault
from edi.syntax.limits import Limits
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.decoding import decoded
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.rows import Row, StoppedError, file_fault

DELIMITERS = (";", ",", "\t", "|")
_ROW_CHARACTERS = 1_000_000


def csv_rows(
    stream: BinaryIO,
    *,
    limits: Limits,
    headings: Collection[str] = (),
    delimiter: str = "",
    encoding: str = "",
) -> Iterator[Row]:
    """Yield the rows of a CSV file; blank ones are counted and left out.

    Without `delimiter`, the one of `DELIMITERS` is taken that finds most of `headings` (as
    `plain_heading` gives them) in the first line, else the most frequent; Excel's `sep=;` in the
    first line is heeded. Quotes follow RFC 4180; line ends may be CR LF, LF or CR. Raises
    NotReadableError before the first row, StoppedError later.
    """
    lines = _Lines(decoded(stream, encoding))
    first = lines.first()
    if first[:4].casefold() == "sep=" and len(first.rstrip("\r\n")) == len("sep=;"):
        delimiter = delimiter or first[4]
        first = ""
    delimiter = delimiter or _sniffed(first, headings)
    reader = csv.reader(chain([first] if first else (), lines), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            lines.row_length = 0
            if number > limits.rows:
                raise StoppedError(_too_many(limits.rows))
            if cells:
                yield Row(number, cells)
    except csv.Error as error:
        raise StoppedError(_malformed(str(error), number + 1)) from error


class _Lines:
    """The lines of a text, line ends kept, for `csv`, which asks for as many as a row needs."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._lines = self._split(texts)
        self.row_length = 0

    def first(self) -> str:
        return next(self._lines, "")

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.row_length += len(line)
            if self.row_length > _ROW_CHARACTERS:
                raise _row_too_long()
            yield line

    @staticmethod
    def _split(texts: Iterator[str]) -> Iterator[str]:
        pending = ""
        for text in texts:
            lines = io.StringIO(pending + text, newline="").readlines()
            pending = lines.pop() if lines else ""  # may go on, or its CR be followed by LF
            yield from lines
            if len(pending) > _ROW_CHARACTERS:
                raise _row_too_long()
        yield from io.StringIO(pending, newline="")


def _sniffed(line: str, headings: Collection[str]) -> str:
    def fitness(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return len({plain_heading(cell) for cell in cells}.intersection(headings)), len(cells)

    return max(DELIMITERS, key=fitness)


def _row_too_long() -> StoppedError:
    return StoppedError(
        file_fault(
            SheetCode.TOO_LARGE,
            f"A row is longer than {_ROW_CHARACTERS:,} characters; a quote may be open by mistake. "
            "Check quotes and line ends and send the file again.",
        )
    )


def _too_many(rows: int) -> Fault:
    return file_fault(
        SheetCode.TOO_LARGE,
        f"The file has more than {rows:,} rows. Split it and send the parts.",
        rows + 1,
    )


def _malformed(error: str, row: int) -> Fault:
    if "field larger" in error:
        return file_fault(
            SheetCode.TOO_LARGE,
            f"Row {row} has a cell that is too long; a quote may be open by mistake. Check the "
            "quotes and send the file again.",
            row,
        )
    return file_fault(
        SheetCode.QUOTES,
        f"The quotes in row {row} do not match: one is not closed, or text follows a closed one. "
        'Write a quote within a text twice ("") and send the file again.',
        row,
    )
