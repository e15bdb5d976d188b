"""CSV and XLSX: each row, its cells by their headings and the fields they are."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from edi.messages.formats.syntaxes import Syntax
from edi.syntax.faults import Fault
from edi.syntax.limits import Limits
from edi.syntax.sheets.delimited import csv_rows
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.rows import Row, StoppedError, letters
from edi.syntax.sheets.rows import shown as cell_text
from edi.syntax.sheets.workbook import open_workbook
from edi.tools.explaining.standing import Standing
from edi.tools.screen import Screen, shown

_NAME = 44


def row_lines(
    stream: BinaryIO, syntax: Syntax, column_map: Any, faults: list[Fault], screen: Screen
) -> Iterator[str]:
    """Yield the lines that explain a sheet, faults below the row they stand in."""
    standing = Standing(faults, lambda fault: fault.position.segment, syntax, screen)
    headings: list[str] = []
    fields: list[str] = []
    try:
        for row in _rows(stream, syntax, column_map):
            texts = [cell_text(cell) for cell in row.cells]
            if row.number <= column_map.heading_row:
                headings = texts
            fields = fields or _fields(column_map, headings, len(texts))
            yield f"{screen.bold(f'row {row.number}')}{'  headings' if texts is headings else ''}"
            if texts is not headings:
                yield from _cells(texts, headings, fields, screen)
            yield from standing.at(row.number, "    ")
    except StoppedError:
        pass  # the reader has told why, in the faults
    yield from standing.rest()


def _rows(stream: BinaryIO, syntax: Syntax, column_map: Any) -> Iterator[Row]:
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


def _fields(column_map: Any, headings: list[str], width: int) -> list[str]:
    """Return the field that each column is, empty for those of no field."""
    by_heading = {
        plain_heading(name): column.path.name
        for column in column_map.columns
        for name in column.headings
    }
    by_letter = {column.letter: column.path.name for column in column_map.columns if column.letter}
    if not headings:
        return [by_letter.get(letters(at), "") for at in range(width)]
    return [
        by_heading.get(plain_heading(name), by_letter.get(letters(at), ""))
        for at, name in enumerate(headings)
    ]


def _cells(
    texts: list[str], headings: list[str], fields: list[str], screen: Screen
) -> Iterator[str]:
    for at, text in enumerate(texts):
        if text:
            heading = headings[at] if at < len(headings) else f"column {letters(at)}"
            field = fields[at] if at < len(fields) else ""
            known = f" = {field}" if field and field != heading else ""
            named = f"{shown(heading, 60)}{known or ('' if field else ' (no field)')}"
            yield f"    {named:<{_NAME}} {screen.bold(shown(text))}"
