"""XLSX workbooks to rows, by openpyxl, which is kept from believing what a file says of itself."""

import datetime as dt
import math
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from itertools import islice, repeat
from typing import Any, BinaryIO, NamedTuple, TypeVar

from openpyxl import load_workbook

from edi.syntax.faults import Fault, NotReadableError
from edi.syntax.limits import Limits
from edi.syntax.sheets.codes import ERROR_TEXTS, SheetCode
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.packing import check_package, damaged, read_whole
from edi.syntax.sheets.rows import BadCell, Cell, Row, StoppedError, file_fault, refusal

T = TypeVar("T")
_DIGITS = 15  # what a spreadsheet program keeps of a number
_WIDEST = 16_384
_BATCH = 100


class Workbook(NamedTuple):
    """The rows of one sheet; `counts_from_1904` says what serial numbers of dates count from."""

    sheet: str
    rows: Iterator[Row]
    counts_from_1904: bool


def open_workbook(stream: BinaryIO, *, limits: Limits, sheet: str = "") -> Workbook:
    """Open a workbook and return its `sheet`, else the first one that is not hidden.

    Blank rows are left out. Numbers have the 15 digits that spreadsheets keep; formulas give the
    result saved with them, or a `BadCell` when none is; so do error cells. Raises NotReadableError;
    the rows raise StoppedError.
    """
    data = read_whole(stream)
    has_formulas = check_package(data, limits)
    book = _careful(lambda: _load(data, with_results=True))
    chosen = _careful(lambda: _find(book, sheet))
    if chosen is None:
        names = ", ".join(f"“{name[:40]}”" for name in book.sheetnames[:10])
        raise refusal(
            SheetCode.NO_SHEET,
            f"The workbook has no sheet “{sheet}”, only {names}. Rename the sheet, or correct the "
            "column map.",
        )
    values = chosen.iter_rows(values_only=True)
    formulas = _formulas(data, chosen.title) if has_formulas else repeat(())
    rows = _rows(values, formulas, limits)
    return Workbook(chosen.title, rows, book.epoch.year == _EPOCH_1904)


_EPOCH_1904 = 1904


def _load(data: bytes, *, with_results: bool) -> Any:
    return load_workbook(BytesIO(data), read_only=True, data_only=with_results, keep_links=False)


def _careful(step: Callable[[], T]) -> T:
    """Run a step of openpyxl, which may raise anything for a damaged file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return step()
    except NotReadableError:
        raise
    except Exception as error:
        raise damaged() from error


def _find(book: Any, sheet: str) -> Any:
    sheets = [each for each in book.worksheets if hasattr(each, "reset_dimensions")]
    for each in sheets:
        each.reset_dimensions()  # what a file says of its size is often wrong
    if sheet:
        wanted = plain_heading(sheet)
        return next((each for each in sheets if plain_heading(each.title) == wanted), None)
    visible = (each for each in sheets if each.sheet_state == "visible")
    return next(visible, sheets[0] if sheets else None)


def _formulas(data: bytes, title: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows again, with formulas in the place of their results."""
    book = _load(data, with_results=False)
    sheet = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True)


def _rows(
    values: Iterator[tuple[Any, ...]], formulas: Iterator[tuple[Any, ...]], limits: Limits
) -> Iterator[Row]:
    number = 0
    for batch, error in _batches(zip(values, formulas, strict=False)):
        for given, formula in batch:
            number += 1
            if number > limits.rows or len(given) > _WIDEST:
                raise StoppedError(_too_many(number, limits.rows))
            if any(each is not None for each in given) or any(formula):
                yield Row(number, _cells(given, formula))
        if error:
            raise StoppedError(_broken(number + 1)) from error


def _batches(rows: Iterator[T]) -> Iterator[tuple[list[T], Exception | None]]:
    """Yield rows by the hundred, openpyxl's warnings silenced, and what ended them too early."""
    while True:
        batch: list[T] = []
        failure = None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                batch.extend(islice(rows, _BATCH))
            except Exception as error:  # noqa: BLE001 - anything may be raised for a damaged file
                failure = error
        yield batch, failure
        if failure or len(batch) < _BATCH:
            return


def _cells(values: tuple[Any, ...], formulas: tuple[Any, ...]) -> list[Cell]:
    cells = [_cell(value) for value in values]
    for at, formula in enumerate(formulas):
        if formula is not None and values[at] is None:
            cells[at] = BadCell(SheetCode.NOT_CALCULATED, _formula_text(formula))
    return cells


def _formula_text(formula: Any) -> str:
    return str(getattr(formula, "text", formula))


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case str():
            return BadCell(SheetCode.ERROR_CELL, value) if value in ERROR_TEXTS else value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            return value
    return str(value)


def _number(value: float) -> Cell:
    if not math.isfinite(value):
        return BadCell(SheetCode.NOT_A_NUMBER, str(value))
    if abs(value) >= 10**_DIGITS:
        return BadCell(SheetCode.SHORTENED, f"{value:.20g}")
    number = Decimal(f"{value:.{_DIGITS}g}")
    return Decimal(int(number)) if number == number.to_integral_value() else number


def _broken(row: int) -> Fault:
    return file_fault(
        SheetCode.NOT_A_SHEET,
        f"The sheet is damaged from row {row} on. Open it in a spreadsheet program, save it as "
        "XLSX and send the file again.",
        row,
    )


def _too_many(row: int, most: int) -> Fault:
    return file_fault(
        SheetCode.TOO_LARGE,
        f"The sheet has more than {most:,} rows or {_WIDEST:,} columns. Delete what is unused, "
        "or split it, and send the file again.",
        row,
    )
