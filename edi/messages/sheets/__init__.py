"""Orders, order responses, despatch advices and invoices in CSV and XLSX, by a column map.

    danzig = read_column_map(Path("danzig.toml").read_text())
    for result in read_csv(stream, danzig):
        match result:
            case MessageResult(document=Order() as order):
                ...  # keep it, apply it when the sheet is known to be good
            case SheetResult():
                ...  # when its faults refuse the sheet, nothing of it counts

Write: `write_csv` and `write_xlsx` give the bytes and what the column map left out. `column_maps`
explains the notation, `paths` the names of fields, `edi.syntax.sheets.codes` the codes of faults.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from edi.messages.results import MessageResult, Unreadable
from edi.messages.sheets.column_maps import (
    ColumnMap,
    ColumnMapError,
    Grouping,
    SheetDocument,
)
from edi.messages.sheets.map_reading import read_column_map
from edi.messages.sheets.reading import SheetReading
from edi.messages.sheets.results import Result, SheetResult
from edi.messages.sheets.writing import (
    SheetTable,
    WrittenSheet,
    checked,
    texts,
    values,
)
from edi.syntax.faults import NotWritableError
from edi.syntax.limits import Limits
from edi.syntax.sheets.delimited import csv_rows
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.rows import Sheet
from edi.syntax.sheets.workbook import open_workbook
from edi.syntax.sheets.writing import write_csv_rows, write_xlsx_rows

__all__ = [
    "ColumnMap",
    "ColumnMapError",
    "Grouping",
    "MessageResult",
    "NotWritableError",
    "Result",
    "SheetResult",
    "Unreadable",
    "WrittenSheet",
    "read_column_map",
    "read_csv",
    "read_xlsx",
    "write_csv",
    "write_xlsx",
]


def read_csv(
    stream: BinaryIO, column_map: ColumnMap, *, limits: Limits | None = None
) -> Iterator[Result]:
    """Yield the documents of a CSV file, then one `SheetResult`.

    Memory is flat but for the document in hand and the numbers of those before. Raises
    NotReadableError, before the first result, when the stream is not CSV.
    """
    bounds = limits or Limits()
    headings = {plain_heading(name) for column in column_map.columns for name in column.headings}
    rows = csv_rows(
        stream,
        limits=bounds,
        headings=headings,
        delimiter=column_map.delimiter,
        encoding=column_map.encoding,
    )
    return SheetReading(Sheet("csv", ""), column_map, bounds).read(rows)


def read_xlsx(
    stream: BinaryIO, column_map: ColumnMap, *, limits: Limits | None = None
) -> Iterator[Result]:
    """Yield the documents of one sheet of an XLSX workbook, then one `SheetResult`.

    Raises NotReadableError, before the first result, when the stream is no workbook, is locked, or
    is larger than `limits` allow.
    """
    bounds = limits or Limits()
    book = open_workbook(stream, limits=bounds, sheet=column_map.sheet)
    sheet = Sheet("xlsx", book.sheet)
    reading = SheetReading(sheet, column_map, bounds, counts_from_1904=book.counts_from_1904)
    return reading.read(book.rows)


def write_csv(
    documents: SheetDocument | Sequence[SheetDocument], column_map: ColumnMap
) -> WrittenSheet:
    """Write documents as CSV, one row for each line, with the map's delimiter and encoding.

    Without these in the map it is a semicolon and UTF-8. Texts that a spreadsheet program would run
    as formulas are guarded, see `edi.syntax.sheets.writing`. The file is read back before it
    leaves: fields without a column are in `left_out`; what would be read as something else raises
    NotWritableError.
    """
    each = documents if isinstance(documents, Sequence) else [documents]
    table = SheetTable(each, column_map)

    def write() -> bytes:
        delimiter, encoding = column_map.delimiter or ";", column_map.encoding or "utf-8"
        return write_csv_rows(texts(table), delimiter=delimiter, encoding=encoding)

    return checked(write, lambda stream: read_csv(stream, column_map), each, column_map)


def write_xlsx(
    documents: SheetDocument | Sequence[SheetDocument], column_map: ColumnMap
) -> WrittenSheet:
    """Write documents as a workbook of one sheet; otherwise as `write_csv`."""
    each = documents if isinstance(documents, Sequence) else [documents]
    table = SheetTable(each, column_map)

    def write() -> bytes:
        return write_xlsx_rows(values(table), sheet=column_map.sheet or "Sheet1")

    return checked(write, lambda stream: read_xlsx(stream, column_map), each, column_map)
