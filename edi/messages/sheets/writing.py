"""Documents to CSV and XLSX by a column map, read back before they leave."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from edi.messages.losses import Loss, losses
from edi.messages.results import MessageResult
from edi.messages.sheets.column_maps import Column, ColumnMap, SheetDocument
from edi.messages.sheets.results import Result, SheetResult
from edi.messages.sheets.taking import cell_of, take, text_of
from edi.syntax.faults import Fault, Level, NotWritableError, Position
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.rows import column_of, letters
from edi.syntax.sheets.writing import UnwritableCellError, Written

_MOST_FAULTS = 100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A file, and the fields that its column map has no column for (`lines[2].notes[0]`).

    With several documents, fields follow the place of theirs: `[1].notes[0]`.
    """

    data: bytes
    left_out: tuple[str, ...]


class SheetTable:
    """Documents as a table: a row of headings if the map has one, then one row for each line."""

    def __init__(self, documents: Sequence[SheetDocument], made: ColumnMap) -> None:
        for document in documents:
            if type(document) is not made.document:
                raise _refusal(
                    f"This column map is for {made.document.__name__}, not for "
                    f"{type(document).__name__}. Choose another one."
                )
        if not documents:
            raise _refusal("There is no document to write. Choose at least one.")
        self._documents = documents
        self._map = made
        self._places = _places(made)
        self._width = max((at for _, at in self._places), default=-1) + 1

    def rows(self) -> Iterator[list[tuple[Written, Column | None]]]:
        for row in range(1, self._map.heading_row + 1):
            yield self._headings() if row == self._map.heading_row else self._empty()
        for document in self._documents:
            yield from self._rows_of(document)

    def _headings(self) -> list[tuple[Written, Column | None]]:
        row = self._empty()
        for column, at in self._places:
            row[at] = column.label, None
        return row

    def _rows_of(self, document: Any) -> Iterator[list[tuple[Written, Column | None]]]:
        heading = [
            (at, cell_of(take(document, column), column), column)
            for column, at in self._places
            if not column.path.is_line
        ]
        for line in document.lines or (None,):
            row = self._empty()
            for at, cell, column in heading:
                row[at] = cell, column
            for column, at in self._places:
                if column.path.is_line and line:
                    row[at] = cell_of(take(line, column), column), column
            yield row

    def _empty(self) -> list[tuple[Written, Column | None]]:
        return [(None, None)] * self._width


def texts(table: SheetTable) -> Iterator[list[str]]:
    """Return the table as it is written in CSV."""
    for row in table.rows():
        yield [text_of(cell, column) if column else str(cell or "") for cell, column in row]


def values(table: SheetTable) -> Iterator[list[Written]]:
    """Return the table as it is written in XLSX, where dates and numbers are just that."""
    for row in table.rows():
        yield [_value(cell, column) for cell, column in row]


def _value(cell: Written, column: Column | None) -> Written:
    is_odd = isinstance(cell, dt.date) and cell.year < _FIRST_SAFE_YEAR
    is_long = isinstance(cell, Decimal) and len(cell.as_tuple().digits) > _DIGITS
    return text_of(cell, column) if column and (is_odd or is_long) else cell


_FIRST_SAFE_YEAR = 1901  # spreadsheets count a day too many in 1900
_DIGITS = 15


def checked(
    write: Callable[[], bytes],
    read: Callable[[BytesIO], Iterator[Result]],
    documents: Sequence[SheetDocument],
    made: ColumnMap,
) -> WrittenSheet:
    """Write, read back and compare. Raises NotWritableError for what came back as another thing."""
    try:
        data = write()
    except UnwritableCellError as error:
        raise _refusal(
            f"{letters(error.column)}{error.row + 1} “{error.text[:_SHOWN]}” {error}. Change the "
            "text, or the encoding in the column map.",
        ) from error
    returned = _read_back(read(BytesIO(data)))
    if len(returned) != len(documents):
        raise _refusal("Two documents have the same number. Write each to a file of its own.")
    mapped = {column.path.place for column in made.columns}
    found = [
        (f"[{at}].{loss.path}" if len(documents) > 1 else loss.path, loss)
        for at, (before, after) in enumerate(zip(documents, returned, strict=True))
        for loss in losses(before, after)
    ]
    wrong = [_fault(path, loss) for path, loss in found if not _is_left_out(loss, mapped)]
    if wrong:
        raise NotWritableError(wrong[:_MOST_FAULTS])
    return WrittenSheet(data, tuple(path for path, _ in found))


def _read_back(results: Iterator[Result]) -> list[Any]:
    documents = []
    for result in results:
        faults = result.faults if isinstance(result, MessageResult | SheetResult) else ()
        if faults:
            raise NotWritableError(faults[:_MOST_FAULTS])
        if isinstance(result, MessageResult):
            documents.append(result.document)
    return documents


def _is_left_out(loss: Loss, mapped: set[str]) -> bool:
    """Whether a loss is only that: nothing wrong is in its place, or nothing that was written."""
    if loss.is_gone:
        return True
    return loss.place not in mapped and not loss.place.endswith("currency")


def _fault(path: str, loss: Loss) -> Fault:
    value = str(loss.returned if loss.is_added else loss.value)
    return Fault(
        Level.ELEMENT,
        SheetCode.NOT_CARRIED,
        Position(0),
        f"The column map cannot say “{value[:_SHOWN]}” for {path}: it would be read as something "
        "else. Change the value, or the column map.",
        data_element=path,
        value=value[:99],
    )


def _refusal(sentence: str) -> NotWritableError:
    return NotWritableError(
        [Fault(Level.INTERCHANGE, SheetCode.NOT_CARRIED, Position(0), sentence)]
    )


def _places(made: ColumnMap) -> list[tuple[Column, int]]:
    """Give each column that is no constant a place: its letter's, else the next free one."""
    columns = [column for column in made.columns if column.value is None]
    taken = {column_of(column.letter) for column in columns if column.letter}
    free = (at for at in range(len(columns) + len(taken)) if at not in taken)
    return [
        (column, column_of(column.letter) if column.letter else next(free)) for column in columns
    ]
