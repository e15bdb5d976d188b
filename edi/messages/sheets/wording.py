"""The sentences people read about cells: what is wrong, and what to do next."""

from edi.messages.sheets.layout import Placed
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.rows import Cell, letters, shown

_AGAIN = "and send the file again."
_QUOTED = 40


def cell_fault(
    code: SheetCode, placed: Placed, position: Position, cell: Cell, sentence: str
) -> Fault:
    """Return the fault of a cell; `sentence` goes on after its name, up to what to do."""
    value = shown(cell)
    quoted = f" “{value[:_QUOTED]}”" if value else ""
    return Fault(
        Level.ELEMENT,
        code,
        position,
        f"{place(placed, position)} ({placed.column.label}){quoted} {sentence} {_AGAIN}",
        place(placed, position),
        data_element=placed.column.path.name,
        value=value,
    )


def place(placed: Placed, position: Position) -> str:
    """Name a cell as spreadsheets do: `B7`."""
    return f"{letters(placed.at)}{position.segment}"


def column_name(at: int) -> str:
    return f"column {letters(at)}"


def blank(placed: Placed, position: Position) -> Fault:
    sentence = "is blank, and it is required. Fill it in"
    return cell_fault(SheetCode.VALUE_MISSING, placed, position, "", sentence)


def incomplete(field: str, position: Position) -> Fault:
    return _row(
        SheetCode.VALUE_MISSING,
        position,
        f"has no “{field}”, which is required with what it has. Fill it in {_AGAIN}",
        field,
    )


def too_wide(position: Position, at: int, cell: Cell) -> Fault:
    name = f"{letters(at)}{position.segment}"
    return Fault(
        Level.SEGMENT,
        SheetCode.TOO_WIDE,
        position,
        f"{name} “{shown(cell)[:_QUOTED]}” stands to the right of the last heading. A delimiter "
        f"may stand in a text without quotes. Correct the row {_AGAIN}",
        name,
        value=shown(cell),
    )


def contradiction(placed: Placed, position: Position, cell: Cell, first: Cell, row: int) -> Fault:
    sentence = (
        f"differs from “{shown(first)[:_QUOTED]}” in row {row}, though both rows are of one "
        "document. Make them equal"
    )
    return cell_fault(SheetCode.CONTRADICTION, placed, position, cell, sentence)


def scattered(number: str, position: Position) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        SheetCode.SCATTERED,
        position,
        f"Rows of “{shown(number)[:_QUOTED]}” stand further up already, with others between them. "
        f"Sort the sheet by this number {_AGAIN}",
        f"row {position.segment}",
        value=shown(number),
    )


def too_long(position: Position, most: int) -> Fault:
    return _row(
        SheetCode.TOO_LARGE,
        position,
        f"is one too many: a document may have {most:,} rows. Split the document {_AGAIN}",
    )


def nothing() -> Fault:
    return Fault(
        Level.INTERCHANGE,
        SheetCode.NOTHING,
        Position(0),
        f"The file has headings at most, and no rows. Fill it in {_AGAIN}",
    )


def too_many_faults(position: Position, most: int) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        SheetCode.TOO_LARGE,
        position,
        f"Reading stopped after {most:,} faults. Correct those listed {_AGAIN}",
        f"row {position.segment}",
    )


def _row(code: SheetCode, position: Position, sentence: str, field: str = "") -> Fault:
    return Fault(
        Level.SEGMENT,
        code,
        position,
        f"Row {position.segment} {sentence}",
        f"row {position.segment}",
        data_element=field,
    )
