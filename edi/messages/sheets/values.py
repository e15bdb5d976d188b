"""What one cell says, for the field its column fills."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from edi.canonical.measures import Moment, Money, Unit
from edi.messages.sheets.column_maps import Column
from edi.messages.sheets.paths import is_enum
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.rows import BadCell, Cell

_UNIT = re.compile(r"[A-Z0-9]{1,3}|[a-z0-9]+:.+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,2}")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LONGEST_NUMBER = 40
_FIRST_SERIAL, _LAST_SERIAL = 1, 2_958_465  # 1900-01-01, 9999-12-31
_SERIALS_COUNT_FROM = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_PHANTOM_DAY = 60  # 1900-02-29, which spreadsheets believe in


class BadValueError(ValueError):
    """A cell that does not say what its column is for; `sentence` follows the cell's name."""

    def __init__(self, code: SheetCode, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


Reader = Callable[[Cell], Any]


class CellReader(dict[Cell, Any]):
    """Cells of one column to values, those read before at once; BadValueError for bad ones.

    A blank cell gives the column's default, or None.
    """

    def __init__(self, column: Column, *, is_text: bool, counts_from_1904: bool = False) -> None:
        super().__init__()
        self._column = column
        self._is_guarded = is_text and column.path.leaf is str
        self._read = _reader(column, counts_from_1904=counts_from_1904)
        self._plain, self._make = _plain(column)

    def __missing__(self, cell: Cell) -> Any:
        if type(cell) is str and self._plain and self._plain(cell):
            value = self._make(cell)
        else:
            value = self._value(cell)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value

    def _value(self, cell: Cell) -> Any:
        if isinstance(cell, BadCell):
            raise BadValueError(cell.code, _BAD_CELLS[cell.code])
        if isinstance(cell, str):
            cell = self._text(cell)
            if not cell:
                return None
        return self._read(cell)

    def _text(self, cell: str) -> str:
        if self._is_guarded and _GUARDED.match(cell):
            cell = cell[1:]
        text = cell.strip() or self._column.default
        codes = self._column.codes
        if not text or codes is None:
            return text
        known = codes.get(text) or _in_any_case(codes, text)
        if known is None:
            listed = ", ".join(f"“{code}”" for code in list(codes)[:12])
            raise BadValueError(SheetCode.NOT_A_CODE, f"is none of {listed}. Use one of them")
        return known


_REMEMBERED = 4_000
_PLAIN_TEXT = re.compile(r"[A-Za-z](?:[ -~]*[!-~])?|[0-9]+", re.ASCII)
_PLAIN_NUMBER = {
    ".": re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,15})?", re.ASCII),
    ",": re.compile(r"[0-9]{1,20}(?:,[0-9]{1,15})?", re.ASCII),
}


def _plain(column: Column) -> tuple[Callable[[str], object] | None, Reader]:
    """Return what matches the usual cells of a column, and what reads them: a short way."""
    leaf = column.path.leaf
    if column.codes is not None or (leaf is str and _is_currency(column)):
        return None, str
    if leaf is str:
        return _PLAIN_TEXT.fullmatch, str
    if leaf is Decimal or leaf is Money:
        match = _PLAIN_NUMBER[column.decimal].fullmatch
        if column.decimal == ",":
            return match, lambda cell: Decimal(str(cell).replace(",", "."))
        return match, Decimal  # type: ignore[return-value]
    return None, str


def _is_currency(column: Column) -> bool:
    return column.path.steps[-1].attribute in {"currency", "tax_currency"}


_BAD_CELLS = {
    SheetCode.ERROR_CELL: "is an error of the spreadsheet. Correct its formula",
    SheetCode.NOT_CALCULATED: (
        "is a formula without a saved result. Open the workbook in a spreadsheet program, save it"
    ),
    SheetCode.SHORTENED: (
        "has more digits than a spreadsheet keeps of a number, so the last ones are lost. Format "
        "the column as text, enter it again"
    ),
    SheetCode.NOT_A_NUMBER: "is not a number. Correct it",
}


def constant(column: Column) -> Any:
    """Return the value that a column always has; BadValueError when it does not fit the field."""
    return CellReader(column, is_text=False)[column.value or ""]


def _in_any_case(codes: Any, text: str) -> str | None:
    wanted = text.casefold()
    return next((codes[code] for code in codes if code.casefold() == wanted), None)


def _reader(column: Column, *, counts_from_1904: bool) -> Reader:
    leaf = column.path.leaf
    if is_enum(leaf):
        return lambda cell: _member(cell, leaf)
    if leaf is str and _is_currency(column):
        return _currency
    readers: dict[Any, Reader] = {
        str: _text,
        Decimal: lambda cell: _decimal(cell, column),
        Money: lambda cell: _decimal(cell, column),
        int: lambda cell: _whole(cell, column),
        dt.date: lambda cell: _day(cell, column, counts_from_1904=counts_from_1904)[0],
        Moment: lambda cell: _day(cell, column, counts_from_1904=counts_from_1904),
        dt.time: _time,
        Unit: _unit,
    }
    return readers[leaf]


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        if _CONTROL.search(cell):
            raise BadValueError(SheetCode.CHARACTER, "has control characters. Remove them")
        if _SHORTENED.fullmatch(cell):
            raise BadValueError(SheetCode.SHORTENED, _BAD_CELLS[SheetCode.SHORTENED])
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def _decimal(cell: Cell, column: Column) -> Decimal:
    if isinstance(cell, Decimal):
        return cell
    text = cell if isinstance(cell, str) else ""
    if "rate" in column.path.steps[-1].attribute or "percent" in column.path.steps[-1].attribute:
        text = text.removesuffix("%").rstrip(_BLANKS)
    if column.thousands and column.thousands in text.replace("\N{NO-BREAK SPACE}", " "):
        text = _ungrouped(text, column)
    whole, sign, part = text.removeprefix("-").removeprefix("+").partition(column.decimal)
    digits = whole + part
    fits = digits.isascii() and digits.isdecimal() and len(text) <= _LONGEST_NUMBER
    if not fits or (sign and not part) or text.startswith(("-+", "+-")):
        example = f"1{column.thousands}234{column.decimal}50"
        raise BadValueError(
            SheetCode.NOT_A_NUMBER,
            f"is not a number as this column map reads it ({example}). Correct it",
        )
    return Decimal(text.replace(",", ".") if sign == "," else text)


def _ungrouped(text: str, column: Column) -> str:
    """Take thousands separators out, where they stand before each three digits."""
    sign = f"[{_BLANKS}]" if column.thousands == " " else re.escape(column.thousands)
    grouped = rf"([+-]?\d{{1,3}}(?:{sign}\d{{3}})+)({re.escape(column.decimal)}\d+)?"
    match = re.fullmatch(grouped, text, re.ASCII)
    return re.sub(sign, "", match[1]) + (match[2] or "") if match else ""


def _whole(cell: Cell, column: Column) -> int:
    number = _decimal(cell, column)
    if number != number.to_integral_value():
        raise BadValueError(SheetCode.NOT_A_NUMBER, "is not a whole number. Correct it")
    return int(number)


def _day(cell: Cell, column: Column, *, counts_from_1904: bool) -> tuple[dt.date, dt.time | None]:
    if isinstance(cell, dt.datetime):
        time = cell.time().replace(microsecond=0)
        return cell.date(), time if time != dt.time() else None
    if isinstance(cell, dt.date):
        return cell, None
    if isinstance(cell, Decimal):
        compact = _of_formats(f"{cell:f}", column)
        return compact or (_serial(cell, counts_from_1904=counts_from_1904), None)
    found = _of_formats(cell, column) if isinstance(cell, str) else None
    if found is None:
        formats = " or ".join(each.text for each in column.dates)
        raise BadValueError(
            SheetCode.NOT_A_DATE, f"is no date of the calendar as {formats}. Correct it"
        )
    return found


def _of_formats(text: str, column: Column) -> tuple[dt.date, dt.time | None] | None:
    found = (each.read(text) for each in column.dates)
    return next((each for each in found if each), None)


def _serial(number: Decimal, *, counts_from_1904: bool) -> dt.date:
    days = int(number)
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL - 1462 * counts_from_1904 or days != number:
        raise BadValueError(SheetCode.NOT_A_DATE, "is no date. Format the cell as a date")
    shift = 1 if days < _PHANTOM_DAY and not counts_from_1904 else 0
    return _SERIALS_COUNT_FROM[counts_from_1904] + dt.timedelta(days + shift)


def _time(cell: Cell) -> dt.time:
    if isinstance(cell, dt.datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, dt.time):
        return cell.replace(microsecond=0)
    match = _CLOCK.fullmatch(cell) if isinstance(cell, str) else None
    try:
        if match:
            return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        pass
    raise BadValueError(SheetCode.NOT_A_DATE, "is no time of day (hh:mm). Correct it")


def _unit(cell: Cell) -> Unit:
    text = _text(cell)
    if not _UNIT.fullmatch(text):
        raise BadValueError(
            SheetCode.NOT_A_CODE,
            "is no unit of UN/ECE Recommendation 20 (H87 piece, KGM kilogram). Use its code, or "
            "add yours to the codes of this column",
        )
    return Unit(text)


def _currency(cell: Cell) -> str:
    text = _text(cell)
    if not _CURRENCY.fullmatch(text):
        raise BadValueError(
            SheetCode.NOT_A_CODE, "is no currency (EUR, USD). Use its ISO 4217 code"
        )
    return text


def _member(cell: Cell, leaf: Any) -> Any:
    text = _text(cell).casefold()
    for member in leaf:
        if member.value == text:
            return member
    listed = ", ".join(f"“{member.value}”" for member in leaf)
    raise BadValueError(SheetCode.NOT_A_CODE, f"is none of {listed}. Use one of them")
