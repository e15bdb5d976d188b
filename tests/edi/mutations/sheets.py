"""Kinds of fault in CSV files, with our own documented codes (`edi.syntax.sheets.codes`)."""

import random
from collections.abc import Callable
from copy import deepcopy

from edi.syntax.faults import Level
from edi.syntax.sheets.codes import SheetCode
from tests.edi.mutations.trying import Broken, Expected, Kinds, expect

HEADINGS = [
    "Order no.",
    "Date",
    "Article",
    "Qty",
    "Unit",
    "Price",
    "Line wanted",
    "Description",
    "VAT",
]
NUMBER, DATE, ARTICLE, QUANTITY, UNIT, PRICE, WANTED, DESCRIPTION, VAT = range(9)
E, S, I = Level.ELEMENT, Level.SEGMENT, Level.INTERCHANGE  # noqa: E741


class SheetFile:
    """The cells of a file of orders, the headings first."""

    def __init__(self, rows: list[list[str]], delimiter: str = ";") -> None:
        self.rows = rows
        self.delimiter = delimiter

    def copy(self) -> "SheetFile":
        return deepcopy(self)

    def data(self) -> bytes:
        lines = [self.delimiter.join(map(self._quoted, row)) for row in self.rows]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape")

    def _quoted(self, cell: str) -> str:
        if any(mark in cell for mark in (self.delimiter, '"', "\n", "\r")):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def row(self, chance: random.Random) -> int:
        return chance.randrange(1, len(self.rows))

    def firsts(self) -> list[int]:
        """Return the rows in which an order begins."""
        return [
            at
            for at in range(1, len(self.rows))
            if self.rows[at][NUMBER] != self.rows[at - 1][NUMBER]
        ]


KINDS: Kinds[SheetFile] = Kinds()


def cell(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def _cell_kind(
    name: str,
    columns: list[int],
    bad: Callable[[random.Random], str],
    code: SheetCode,
    *,
    is_heading: bool = False,
) -> None:
    """Add a kind of bad cell; those said once per order are broken where the order begins."""

    def kind(file: SheetFile, chance: random.Random) -> Broken:
        broken = file.copy()
        row = chance.choice(file.firsts()) if is_heading else file.row(chance)
        column = chance.choice(columns)
        broken.rows[row][column] = bad(chance)
        return Broken(broken.data(), expect(E, cell(row, column), code, segment=row + 1))

    KINDS[name] = kind


_NUMBERS = [QUANTITY, PRICE, VAT]
_cell_kind("quantity blank", [QUANTITY], lambda _: "", SheetCode.VALUE_MISSING)
_cell_kind("quantity of blanks", [QUANTITY], lambda _: "   ", SheetCode.VALUE_MISSING)
_cell_kind("date blank", [DATE], lambda _: "", SheetCode.VALUE_MISSING, is_heading=True)
_cell_kind(
    "letters for a number",
    _NUMBERS,
    lambda chance: chance.choice(["12O", "NaN", "INF", "ten", "x", "€ 9,25", "--"]),
    SheetCode.NOT_A_NUMBER,
)
_cell_kind(
    "number in another notation",
    _NUMBERS,
    lambda chance: chance.choice(["9.25", "1e5", "0x10", "5-", "1,2,3", "12.34,5", "+-5"]),
    SheetCode.NOT_A_NUMBER,
)
_cell_kind("number of forty digits", _NUMBERS, lambda _: "9" * 41, SheetCode.NOT_A_NUMBER)
_cell_kind(
    "digits of another script",
    _NUMBERS,
    lambda chance: chance.choice("٥५๕"),
    SheetCode.NOT_A_NUMBER,
)
_cell_kind(
    "no day of the calendar",
    [WANTED],
    lambda chance: chance.choice(["31.02.2026", "32.01.2026", "21.13.2026", "29.02.2027"]),
    SheetCode.NOT_A_DATE,
)
_cell_kind(
    "date in another notation",
    [WANTED],
    lambda chance: chance.choice(["2026-11-21", "11/21/2026", "soon", "20261121", "21.11.0000"]),
    SheetCode.NOT_A_DATE,
)
_cell_kind(
    "order date none",
    [DATE],
    lambda chance: chance.choice(["31.02.2026", "tomorrow", "2026-11-21"]),
    SheetCode.NOT_A_DATE,
    is_heading=True,
)
_cell_kind(
    "no time of day",
    [WANTED],
    lambda chance: chance.choice(["21.11.2026 25:00", "21.11.2026 09:60"]),
    SheetCode.NOT_A_DATE,
)
_cell_kind(
    "year of two digits",
    [WANTED],
    lambda chance: chance.choice(["21.11.26", "24.12.26 13:30", "1.1.27"]),
    SheetCode.NOT_A_DATE,
)
_cell_kind(
    "unit written with the number",
    [QUANTITY, PRICE],
    lambda chance: chance.choice(["5 kg", "10Stk", "9,25 EUR", "2 x"]),
    SheetCode.NOT_A_NUMBER,
)
_cell_kind(
    "error of a spreadsheet for a number",
    _NUMBERS,
    lambda chance: chance.choice(["#REF!", "#N/A", "#DIV/0!", "#WERT!"]),
    SheetCode.NOT_A_NUMBER,
)
_cell_kind(
    "code not in its list",
    [UNIT],
    lambda chance: chance.choice(["Dose", "Kiste", "??", "kgs"]),
    SheetCode.NOT_A_CODE,
)
_cell_kind(
    "control character in text",
    [ARTICLE, DESCRIPTION],
    lambda chance: f"A{chance.choice(chr(7) + chr(1) + chr(27) + chr(127))}1",
    SheetCode.CHARACTER,
)
_cell_kind(
    "number that a spreadsheet has shortened",
    [ARTICLE],
    lambda chance: chance.choice(["4,00123E+12", "4.00123E+12", "1E+15", "4,00086e+12"]),
    SheetCode.SHORTENED,
)


@KINDS.add("more cells than headings")
def too_wide(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    row = file.row(chance)
    broken.rows[row].append("surplus")
    place = cell(row, len(HEADINGS))
    return Broken(broken.data(), expect(S, place, SheetCode.TOO_WIDE, segment=row + 1))


@KINDS.add("delimiter in a text without quotes")
def unquoted(file: SheetFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    row = file.row(chance)
    if not file.rows[row][VAT]:
        return None  # a blank more says nothing
    broken.rows[row].insert(DESCRIPTION, "Shackle")
    place = cell(row, len(HEADINGS))
    return Broken(broken.data(), expect(S, place, SheetCode.TOO_WIDE, segment=row + 1))


@KINDS.add("heading missing")
def no_column(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    column = chance.choice([NUMBER, DATE, ARTICLE, QUANTITY, UNIT, PRICE])
    for row in broken.rows:
        del row[column]
    return Broken(broken.data(), expect(I, "row 1", SheetCode.COLUMN_MISSING))


@KINDS.add("heading misspelt")
def misspelt(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    column = chance.choice([NUMBER, DATE, ARTICLE, QUANTITY, UNIT, PRICE])
    broken.rows[0][column] = broken.rows[0][column][:-1] + chance.choice(["", "xx", "\u00e9"])
    return Broken(broken.data(), expect(I, "row 1", SheetCode.COLUMN_MISSING))


@KINDS.add("heading twice")
def column_twice(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    column = chance.randrange(len(HEADINGS))
    for row in broken.rows:
        row.append(row[column])
    return Broken(broken.data(), expect(I, "row 1", SheetCode.COLUMN_TWICE))


@KINDS.add("rows of one order differ in what is said once")
def contradiction(file: SheetFile, chance: random.Random) -> Broken | None:
    found = [at for at in range(2, len(file.rows)) if at not in file.firsts()]
    if not found:
        return None
    broken, row = file.copy(), chance.choice(found)
    broken.rows[row][DATE] = "01.01.2020"
    return Broken(
        broken.data(), expect(E, cell(row, DATE), SheetCode.CONTRADICTION, segment=row + 1)
    )


@KINDS.add("rows of one order apart")
def scattered(file: SheetFile, chance: random.Random) -> Broken | None:
    firsts = file.firsts()
    if len(firsts) < 2:
        return None
    broken = file.copy()
    moved = list(broken.rows[chance.randrange(1, firsts[-1])])
    broken.rows.append(moved)
    row = len(broken.rows)
    return Broken(broken.data(), expect(I, f"row {row}", SheetCode.SCATTERED, segment=row))


@KINDS.add("quote not closed")
def open_quote(file: SheetFile, chance: random.Random) -> Broken:
    row = file.row(chance)
    data = _raw(file, row, ARTICLE, '"open')
    return Broken(data, expect(I, f"row {row + 1}", SheetCode.QUOTES, segment=row + 1))


@KINDS.add("text after a closing quote")
def after_quote(file: SheetFile, chance: random.Random) -> Broken:
    row = file.row(chance)
    data = _raw(file, row, ARTICLE, '"a"b')
    return Broken(data, expect(I, f"row {row + 1}", SheetCode.QUOTES, segment=row + 1))


def _raw(file: SheetFile, row: int, column: int, text: str) -> bytes:
    """Put something in a cell that is not quoted as it should be."""
    marked = file.copy()
    marked.rows[row][column] = "\ue000"
    return marked.data().replace("\ue000".encode(), text.encode())


@KINDS.add("bytes that are no characters")
def bad_bytes(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    broken.rows[1][DESCRIPTION] = "Größe"  # so that it is UTF-8
    broken.rows[file.row(chance)][ARTICLE] = "A\udcff\udcfe"
    return Broken(broken.data(), Expected(I, ("",), (SheetCode.ENCODING,)))


@KINDS.add("cell that is too long")
def long_cell(file: SheetFile, chance: random.Random) -> Broken:
    broken = file.copy()
    row = file.row(chance)
    broken.rows[row][DESCRIPTION] = "x" * chance.randint(140_000, 300_000)
    return Broken(broken.data(), expect(I, f"row {row + 1}", SheetCode.TOO_LARGE))


@KINDS.add("nothing but headings")
def nothing(file: SheetFile, _chance: random.Random) -> Broken:
    return Broken(SheetFile(file.rows[:1]).data(), Expected(I, ("",), (SheetCode.NOTHING,)))


@KINDS.add("file of another kind")
def other_file(_file: SheetFile, chance: random.Random) -> Broken:
    data = chance.choice([b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""])
    return Broken(data, Expected(I, ("",), (SheetCode.NOT_A_SHEET,)))


@KINDS.add("zero bytes")
def zeros(file: SheetFile, chance: random.Random) -> Broken:
    data = bytearray(file.data())
    for _ in range(30):
        data.insert(chance.randrange(300), 0)
    return Broken(bytes(data), Expected(I, ("",), (SheetCode.NOT_A_SHEET,)))
