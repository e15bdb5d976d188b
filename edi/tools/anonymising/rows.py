"""CSV and XLSX: which columns say who, what and where, by the column map."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from edi.canonical.measures import Money
from edi.messages.formats.syntaxes import Syntax
from edi.messages.sheets import ColumnMap
from edi.messages.sheets.column_maps import Column
from edi.syntax.limits import Limits
from edi.syntax.sheets.delimited import csv_rows
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.rows import BadCell, Row, column_of
from edi.syntax.sheets.workbook import open_workbook
from edi.syntax.sheets.writing import write_csv_rows, write_xlsx_rows
from edi.tools.anonymising.pseudonyms import Pseudonyms

_CODES = {
    "code", "country", "currency", "kind", "scheme", "role", "category", "purpose_code",
    "kind_code", "package", "mode", "paid_by", "exemption_code", "action_code", "price_basis",
}  # fmt: skip
_LINE_NUMBERS = {"lines.number", "lines.order_line", "lines.unit_id"}


def rewritten_rows(
    stream: BinaryIO, syntax: Syntax, column_map: ColumnMap, pseudonyms: Pseudonyms
) -> bytes:
    """Return a sheet of the same rows and columns with pseudonyms, columns of no field too."""
    columns: dict[int, Column] = {}
    table: list[list[Any]] = []
    for row in _rows(stream, syntax, column_map):
        table += [[] for _ in range(row.number - len(table) - 1)]  # blank rows were left out
        cells: list[Any] = list(row.cells)
        if row.number <= column_map.heading_row:
            columns = _placed(column_map, [str(cell) for cell in cells])
            table.append(cells)
            continue
        columns = columns or _placed(column_map, [])
        table.append([_cell(cell, columns.get(at), pseudonyms) for at, cell in enumerate(cells)])
    if syntax is Syntax.XLSX:
        return write_xlsx_rows(table, sheet=column_map.sheet or "Sheet1")
    rows = ([str(cell) for cell in cells] for cells in table)
    delimiter, encoding = column_map.delimiter or ";", column_map.encoding or "utf-8"
    return write_csv_rows(rows, delimiter=delimiter, encoding=encoding)


def row_values(stream: BinaryIO, syntax: Syntax, column_map: ColumnMap) -> Iterator[str]:
    """Yield every cell of a sheet as text."""
    for row in _rows(stream, syntax, column_map):
        yield from (str(cell) for cell in row.cells)


def _rows(stream: BinaryIO, syntax: Syntax, column_map: ColumnMap) -> Iterator[Row]:
    limits = Limits()
    if syntax is Syntax.XLSX:
        return open_workbook(stream, limits=limits, sheet=column_map.sheet).rows
    headings = {plain_heading(name) for column in column_map.columns for name in column.headings}
    return csv_rows(
        stream,
        limits=limits,
        headings=headings,
        delimiter=column_map.delimiter,
        encoding=column_map.encoding,
    )


def _placed(column_map: ColumnMap, headings: list[str]) -> dict[int, Column]:
    by_name = {plain_heading(name): at for at, name in enumerate(headings)}
    placed = {}
    for column in column_map.columns:
        if column.letter:
            placed[column_of(column.letter)] = column
        for name in column.headings:
            if plain_heading(name) in by_name:
                placed[by_name[plain_heading(name)]] = column
    return placed


def _cell(cell: Any, column: Column | None, pseudonyms: Pseudonyms) -> Any:
    if isinstance(cell, BadCell):
        return cell.text
    if column is not None and column.path.leaf is Money:
        scaled = pseudonyms.amount(str(cell))
        return scaled if isinstance(cell, str) else type(cell)(scaled)
    if not isinstance(cell, str) or (column is not None and not _names(column)):
        return cell
    return pseudonyms.text(cell)


def _names(column: Column) -> bool:
    if column.path.leaf is not str or column.codes:
        return False
    last = column.path.steps[-1].attribute if column.path.steps else ""
    return last not in _CODES and column.path.name not in _LINE_NUMBERS
