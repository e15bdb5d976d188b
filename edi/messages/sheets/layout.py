"""Where the columns of a map stand in one sheet, and what is in columns of no map."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from edi.messages.sheets.building import Maker, document_maker, line_maker
from edi.messages.sheets.column_maps import Column, ColumnMap, group_field
from edi.messages.sheets.paths import FieldPath, line_type
from edi.messages.sheets.values import CellReader, constant
from edi.syntax.faults import Fault
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.headings import plain_heading
from edi.syntax.sheets.rows import BadCell, Cell, Row, column_of, file_fault, letters, shown

Pick = Callable[[Sequence[Cell]], tuple[Cell, ...]]


class MisfitError(Exception):
    """The headings do not have what the column map says; `faults` name each column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].sentence)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of the map that stands at a place of the sheet, counted from 0."""

    column: Column
    at: int
    read: CellReader


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of documents, or of lines: where they stand, and the values that are constant."""

    placed: tuple[Placed, ...]
    constants: tuple[Any, ...]
    pick: Pick
    readers: tuple[CellReader, ...]
    required: tuple[int, ...]
    blank: tuple[str, ...]  # what `pick` gives of a row that says nothing here


@dataclass(frozen=True, slots=True)
class Layout:
    heading: Part
    line: Part
    make_document: Maker
    make_line: Callable[[Sequence[Any], int], Any]
    read_key: CellReader
    currency: Callable[[Sequence[Any]], str]  # of a document's values
    key: int  # the column that tells documents apart, -1 when all rows are one document
    width: int  # cells that a row needs
    headings: int  # cells with a heading, 0 when there is no heading row
    others: dict[int, str]  # columns of no map, by their headings


def lay_out(
    made: ColumnMap, heading: Row | None, *, is_text: bool, counts_from_1904: bool
) -> Layout:
    """Find the columns of a map in the heading row. Raises MisfitError."""
    names = (
        []
        if heading is None
        else ["" if isinstance(cell, BadCell) else str(cell) for cell in heading.cells]
    )
    row = made.heading_row
    group = group_field(made)
    plain = [plain_heading(name) for name in names]
    found = [_find(column, names, plain, row, group) for column in made.columns]
    faults = [each for each in found if isinstance(each, Fault)]
    if faults:
        raise MisfitError(faults)
    places = [
        (_as_constant(column) if at == _ABSENT else column, at)
        for column, at in zip(made.columns, found, strict=True)
        if isinstance(at, int) and (at != _ABSENT or column.default or column.value is not None)
    ]
    settings = {"is_text": is_text, "counts_from_1904": counts_from_1904}
    heads = [(column, at) for column, at in places if not column.path.is_line]
    lines = [(column, at) for column, at in places if column.path.is_line]
    key = next((CellReader(c, **settings), at) for c, at in places if c.path.name == group)
    used = {at for _, at in places}
    return Layout(
        _part(heads, settings),
        _part(lines, settings),
        document_maker(made.document, _paths(heads)),
        line_maker(line_type(made.document), _paths(lines)),
        key[0],
        _currency([path.name for path in _paths(heads)]),
        key[1],
        max(used, default=-1) + 1,
        len(names),
        {at: _named(name, at) for at, name in enumerate(names) if at not in used},
    )


_ABSENT = -1


def _as_constant(column: Column) -> Column:
    return column if column.value is not None else replace(column, value=column.default)


def _find(column: Column, names: list[str], plain: list[str], row: int, group: str) -> int | Fault:
    """Return where a column stands; -1 when it is constant, or may be and is absent.

    `plain` are the headings `names` as they are compared.

    The column of the field `group`, which tells documents apart, may not be absent.
    """
    if column.value is not None:
        return _ABSENT
    if column.letter:
        return column_of(column.letter)
    wanted = {plain_heading(heading) for heading in column.headings}
    found = [at for at, name in enumerate(plain) if name in wanted]
    if len(found) > 1:
        where = " and ".join(letters(at) for at in found[:5])
        return file_fault(
            SheetCode.COLUMN_TWICE,
            f"The column “{column.label}” is there more than once, in {where}. Remove or rename "
            "the surplus and send the file again.",
            row,
        )
    is_needed = not column.optional or (column.path.name == group and not column.default)
    if not found and is_needed:
        has = ", ".join(f"“{shown(name)[:30]}”" for name in names[:12] if name) or "none"
        return file_fault(
            SheetCode.COLUMN_MISSING,
            f"The column “{column.label}” is missing from row {row}; the headings there are: "
            f"{has}. Add or rename the column and send the file again.",
            row,
        )
    return found[0] if found else _ABSENT


def _part(places: list[tuple[Column, int]], settings: dict[str, bool]) -> Part:
    placed = tuple(
        Placed(column, at, CellReader(column, **settings)) for column, at in places if at != _ABSENT
    )
    constants = tuple(constant(column) for column, at in places if at == _ABSENT)
    return Part(
        placed,
        constants,
        _picker([each.at for each in placed]),
        tuple(each.read for each in placed),
        tuple(at for at, each in enumerate(placed) if each.column.required),
        ("",) * len(placed),
    )


def _paths(places: list[tuple[Column, int]]) -> list[FieldPath]:
    """Return the paths in the order of values: columns that stand somewhere, then constants."""
    standing = [column.path for column, at in places if at != _ABSENT]
    return standing + [column.path for column, at in places if at == _ABSENT]


def _currency(names: list[str]) -> Callable[[Sequence[Any]], str]:
    if "currency" not in names:
        return lambda _: ""
    at = names.index("currency")
    return lambda values: values[at] or ""


def _picker(places: list[int]) -> Pick:
    if len(places) > 1:
        return itemgetter(*places)
    if places:
        only = places[0]
        return lambda cells: (cells[only],)
    return lambda _: ()


def _named(name: str, at: int) -> str:
    return shown(name) or f"column {letters(at)}"
