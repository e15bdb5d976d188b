"""Rows and their cells, as CSV and XLSX both give them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from edi.syntax.faults import Fault, Level, NotReadableError, Position
from edi.syntax.sheets.codes import SheetCode

_ALPHABET = 26
_SHOWN = 99


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell without a usable value; `text` is what stands there, such as `#REF!`."""

    code: SheetCode
    text: str


Cell = str | Decimal | dt.datetime | dt.date | dt.time | dt.timedelta | BadCell
"""Text, blank when empty. XLSX has numbers and dates too; numbers have at most 15 digits."""


class Row(NamedTuple):
    """`number` is the row's number as a spreadsheet shows it, from 1."""

    number: int
    cells: list[Cell] | list[str]


class Sheet(NamedTuple):
    """`kind` is `csv` or `xlsx`; `name` the sheet's, empty for CSV."""

    kind: str
    name: str


class StoppedError(Exception):
    """Reading cannot go on; `fault` says why. It never leaves the readers."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _ALPHABET)
        name = chr(ord("A") + rest) + name
    return name


def column_of(name: str) -> int:
    """Return the column, counted from 0, of letters A to ZZZ."""
    column = 0
    for letter in name:
        column = column * _ALPHABET + ord(letter) - ord("A") + 1
    return column - 1


def file_fault(code: SheetCode, sentence: str, row: int = 0) -> Fault:
    """Return a fault of the file as a whole, or of all from `row` on."""
    position = Position(0, segment=row)
    return Fault(Level.INTERCHANGE, code, position, sentence, f"row {row}" if row else "")


def refusal(code: SheetCode, sentence: str) -> NotReadableError:
    return NotReadableError(file_fault(code, sentence))


def shown(cell: Cell) -> str:
    """Return a cell's content for a fault, on one line and not too long."""
    text = cell.text if isinstance(cell, BadCell) else str(cell)
    return "".join(mark if mark.isprintable() else "·" for mark in text[:_SHOWN])
