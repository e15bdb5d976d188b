"""Rows to the bytes of CSV files and XLSX workbooks, with texts that no program runs as formulas.

In CSV a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, or with apostrophes
before one of these, gets an apostrophe in front; readers of this package take it away again. In
XLSX such a text is stored as text and marked as quoted, as spreadsheet programs do themselves.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from edi.syntax.sheets.codes import ERROR_TEXTS

Written = str | Decimal | dt.date | dt.time | None
"""Of a cell: text that may be anything, or a number, date or time of our own making."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DIGITS = 15
_LONGEST_TEXT = 32_767  # characters in a cell of a spreadsheet
_FIRST_YEAR = 1900


class UnwritableCellError(ValueError):
    """A text that a sheet cannot hold; `row` and `column` count from 0, headings included."""

    def __init__(self, sentence: str, row: int, column: int, text: str) -> None:
        super().__init__(sentence)
        self.row, self.column, self.text = row, column, text


def guarded(text: str) -> str:
    """Return a text as it is written in CSV."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv_rows(rows: Iterable[Sequence[str]], *, delimiter: str, encoding: str) -> bytes:
    """Write rows of texts, already guarded; lines end in CR LF. Raises UnwritableCellError.

    UTF-8 gets a byte order mark, without which spreadsheet programs take it for something else.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if not _encodes(text, codec):
                raise UnwritableCellError(f"has characters that {codec} lacks", at, column, text)
        writer.writerow(row)
    return out.getvalue().encode(codec)


def _encodes(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def write_xlsx_rows(rows: Iterable[Sequence[Written]], *, sheet: str) -> bytes:
    """Write rows to a workbook of one sheet. Raises UnwritableCellError.

    Numbers of up to 15 digits are numbers there; longer ones are texts, as spreadsheets would round
    them.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    try:
        for at, row in enumerate(rows):
            page.append([_cell(page, value, at, column) for column, value in enumerate(row)])
    except UnwritableCellError:
        page.close()  # the file that its rows went to
        raise
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: Written, row: int, column: int) -> Any:
    if isinstance(value, str):
        return _text(page, value, row, column)
    if isinstance(value, Decimal):
        whole = value.normalize()
        if len(whole.as_tuple().digits) <= _DIGITS and abs(value) < 10**_DIGITS:
            return value
        return _text(page, f"{value:f}", row, column)
    if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
        return _text(page, value.isoformat(), row, column)
    return value


def _text(page: Any, value: str, row: int, column: int) -> Any:
    if len(value) > _LONGEST_TEXT or "\r" in value:
        raise UnwritableCellError("does not fit into a cell of a workbook", row, column, value)
    if value in ERROR_TEXTS:
        raise UnwritableCellError("would read as the error of a formula", row, column, value)
    try:
        cell = WriteOnlyCell(page, value)
    except IllegalCharacterError as error:
        raise UnwritableCellError("has control characters", row, column, value) from error
    cell.data_type = "s"
    if _FORMULA.match(value):
        cell.quotePrefix = True
    return cell
