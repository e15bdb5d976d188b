"""Rows to documents: which rows are one document, what it says once, and what its lines say."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from edi.messages.results import MessageResult, Unreadable
from edi.messages.sheets import wording
from edi.messages.sheets.building import IncompleteError
from edi.messages.sheets.column_maps import ColumnMap, Grouping
from edi.messages.sheets.layout import Layout, MisfitError, Part, Placed, lay_out
from edi.messages.sheets.results import Result, SheetResult
from edi.messages.sheets.values import BadValueError
from edi.record import REQUIRED, fields
from edi.syntax.faults import Fault, Position
from edi.syntax.limits import Limits
from edi.syntax.sheets.rows import BadCell, Cell, Row, Sheet, StoppedError

_ROW_BYTES = 100  # of the bytes a message may have, a row counts as so many
_MOST_FAULTS = 5000


class _Draft:
    """A document while its rows come in."""

    __slots__ = (
        "cells", "currency", "faults", "first", "is_over", "lines", "not_carried", "rows", "text",
        "values",
    )  # fmt: skip

    def __init__(self, row: int, text: str, cells: tuple[Cell, ...]) -> None:
        self.first = row
        self.text = text
        self.cells = cells
        self.values: list[Any] = []
        self.currency = ""
        self.rows = 0
        self.lines: list[Any] = []
        self.faults: list[Fault] = []
        self.not_carried: set[str] = set()
        self.is_over = False


class SheetReading:
    """One sheet on its way from rows to documents."""

    def __init__(
        self, sheet: Sheet, made: ColumnMap, limits: Limits, *, counts_from_1904: bool = False
    ) -> None:
        self._sheet = sheet
        self._map = made
        self._limits = limits
        self._counts_from_1904 = counts_from_1904
        self._most_rows = max(1, limits.message_bytes // _ROW_BYTES)
        self._kind: Any = made.document
        self._blanks = {
            f.name: f.default for f in fields(made.document) if f.default is not REQUIRED
        }
        self._seen: set[str] = set()
        self._file_faults: list[Fault] = []
        self._documents = self._rows = self._faults = 0
        self._draft: _Draft | None = None
        self._layout: Layout

    def read(self, rows: Iterator[Row]) -> Iterator[Result]:
        try:
            first, rest = self._start(rows)
            yield from self._all(first, rest)
        except MisfitError as misfit:
            yield from map(Unreadable, misfit.faults)
            self._file_faults += misfit.faults
        except StoppedError as stop:
            if self._draft:
                self._draft.faults.append(stop.fault)
                yield self._finish(self._draft)
            yield Unreadable(stop.fault)
            self._file_faults.append(stop.fault)
        if not self._documents and not self._file_faults:
            self._file_faults.append(wording.nothing())
        sheet, faults = self._sheet, tuple(self._file_faults)
        yield SheetResult(sheet.kind, sheet.name, self._documents, self._rows, faults)

    def _start(self, rows: Iterator[Row]) -> tuple[list[Row], Iterator[Row]]:
        """Skip what stands above the headings and find the columns."""
        wanted, heading, first = self._map.heading_row, None, []
        while wanted and (row := next(rows, None)):
            if row.number == wanted:
                heading = row
            elif row.number > wanted:
                first = [row]
            if row.number >= wanted:
                break
        self._layout = lay_out(
            self._map,
            heading,
            is_text=self._sheet.kind == "csv",
            counts_from_1904=self._counts_from_1904,
        )
        return first, rows

    def _all(self, first: list[Row], rest: Iterator[Row]) -> Iterator[Result]:
        for rows in (first, rest):
            yield from self._documents_of(rows)
        if self._draft:
            yield self._finish(self._draft)

    def _documents_of(self, rows: Iterable[Row]) -> Iterator[Result]:
        layout, is_file = self._layout, self._map.grouping is Grouping.FILE
        width, key = layout.width, layout.key
        last: Cell | None = None
        for number, cells in rows:
            if len(cells) < width:
                cells += [""] * (width - len(cells))  # noqa: PLW2901
            draft = self._draft
            if draft is None or not (is_file or cells[key] == last):
                text = self._key_text(cells, draft)
                if text is None:
                    continue  # nothing in the row
                if draft is None or text != draft.text:
                    if draft:
                        yield self._finish(draft)
                        self._stop_after_too_many(number)
                    draft = self._begin(number, text, cells)
                if not is_file:
                    last = cells[key]
            draft.rows += 1
            if not draft.is_over:
                self._take(draft, number, cells)

    def _key_text(self, cells: Sequence[Cell], draft: _Draft | None) -> str | None:
        """Return the number of the document a row belongs to; None for a row of blanks."""
        if self._map.grouping is Grouping.FILE:
            return "" if _has_something(cells) else None
        key = cells[self._layout.key]
        try:
            text: str | None = self._layout.read_key[key]
        except BadValueError:
            return str(key)
        if text is not None:
            return text
        if not _has_something(cells):
            return None
        return draft.text if draft and self._map.grouping is Grouping.BLANK else ""

    def _begin(self, number: int, text: str, cells: Sequence[Cell]) -> _Draft:
        layout = self._layout
        draft = self._draft = _Draft(number, text, layout.heading.pick(cells))
        position = Position(0, number, 1)
        draft.values = self._values(layout.heading, cells, draft, position)
        draft.values += layout.heading.constants
        draft.currency = layout.currency(draft.values)
        for at in layout.heading.required:
            self._require(draft, layout.heading, at, draft.values, position)
        if text in self._seen and self._map.grouping is not Grouping.FILE:
            fault = wording.scattered(text, position)
            draft.faults.append(fault)
            if len(self._file_faults) < self._limits.faults_per_message:
                self._file_faults.append(fault)
        self._seen.add(text)
        return draft

    def _take(self, draft: _Draft, number: int, cells: Sequence[Cell]) -> None:
        """Take one row of a document: what differs in its heading part, and its line."""
        layout = self._layout
        heading, line = layout.heading, layout.line
        if heading.pick(cells) != draft.cells:
            self._compare(draft, number, cells)
        if len(cells) > layout.width or layout.others:
            self._look_at_others(draft, number, cells)
        given = line.pick(cells)
        if given != line.blank:
            try:
                values = [read[cell] for read, cell in zip(line.readers, given, strict=True)]
            except BadValueError:
                self._values(line, cells, draft, Position(0, number, draft.rows))
            else:
                if values.count(None) < len(values):  # else it is blank but for spaces
                    self._add_line(draft, number, values)
        if draft.rows > self._most_rows:
            position = Position(0, number, draft.rows)
            draft.faults.append(wording.too_long(position, self._most_rows))
            draft.is_over = True
        if draft.faults:
            self._cap(draft)

    def _add_line(self, draft: _Draft, number: int, values: list[Any]) -> None:
        line = self._layout.line
        for at in line.required:
            if values[at] is None:
                self._require(draft, line, at, values, Position(0, number, draft.rows))
        values += line.constants
        values.append(draft.currency)
        try:
            draft.lines.append(self._layout.make_line(values, len(draft.lines) + 1))
        except IncompleteError as error:
            position = Position(0, number, draft.rows)
            draft.faults.append(self._incomplete(line, error.attribute, position))

    def _values(
        self, part: Part, cells: Sequence[Cell], draft: _Draft, position: Position
    ) -> list[Any]:
        """Read the cells of a part; if there are bad ones, each for itself to report them."""
        try:
            return [read[cell] for read, cell in zip(part.readers, part.pick(cells), strict=True)]
        except BadValueError:
            values: list[Any] = []
        for placed in part.placed:
            cell = cells[placed.at]
            try:
                values.append(placed.read[cell])
            except BadValueError as error:
                values.append(None)
                fault = wording.cell_fault(error.code, placed, position, cell, error.sentence)
                draft.faults.append(fault)
        return values

    def _require(
        self, draft: _Draft, part: Part, at: int, values: Sequence[Any], position: Position
    ) -> None:
        if values[at] is None and not any(
            fault.segment_id == wording.place(part.placed[at], position) for fault in draft.faults
        ):
            draft.faults.append(wording.blank(part.placed[at], position))

    def _incomplete(self, part: Part, attribute: str, position: Position) -> Fault:
        def is_it(placed: Placed) -> bool:
            return any(step.attribute == attribute for step in placed.column.path.steps)

        placed = next(filter(is_it, part.placed), None)
        if placed:
            return wording.blank(placed, position)
        return wording.incomplete(attribute, position)

    def _compare(self, draft: _Draft, number: int, cells: Sequence[Cell]) -> None:
        """Report cells that contradict the document's first row; blank ones repeat it."""
        heading = self._layout.heading
        for placed, first in zip(heading.placed, draft.cells, strict=True):
            cell = cells[placed.at]
            if cell == first or not str(cell).strip() or placed.at == self._layout.key:
                continue
            if not _is_same(placed, cell, first):
                position = Position(0, number, draft.rows)
                fault = wording.contradiction(placed, position, cell, first, draft.first)
                draft.faults.append(fault)

    def _look_at_others(self, draft: _Draft, number: int, cells: Sequence[Cell]) -> None:
        for at, name in self._layout.others.items():
            if at < len(cells) and cells[at] and str(cells[at]).strip():
                draft.not_carried.add(name)
        headings = self._layout.headings
        for at in range(max(headings, self._layout.width), len(cells)):
            if str(cells[at]).strip():
                if headings:
                    position = Position(0, number, draft.rows)
                    draft.faults.append(wording.too_wide(position, at, cells[at]))
                    return
                draft.not_carried.add(wording.column_name(at))

    def _cap(self, draft: _Draft) -> None:
        most = self._limits.faults_per_message
        if len(draft.faults) >= most:
            draft.faults = draft.faults[:most]
            draft.is_over = True

    def _finish(self, draft: _Draft) -> MessageResult:
        self._draft = None
        self._documents += 1
        self._rows += draft.rows
        document = self._document(draft)
        self._faults += len(draft.faults)
        return MessageResult(
            message=self._sheet.kind,
            version=self._map.name,
            control_number=draft.text,
            position=Position(0, draft.first, 1),
            segment_count=draft.rows,
            faults=tuple(draft.faults),
            document=document,
            not_carried=tuple(sorted(draft.not_carried)),
        )

    def _stop_after_too_many(self, row: int) -> None:
        if self._faults > _MOST_FAULTS:
            raise StoppedError(wording.too_many_faults(Position(0, row), _MOST_FAULTS))

    def _document(self, draft: _Draft) -> Any:
        """Return the document, or None if it has faults; what it lacks is told before others."""
        layout = self._layout
        try:
            given = layout.make_document(draft.values)
        except IncompleteError as error:
            position = Position(0, draft.first, 1)
            fault = self._incomplete(layout.heading, error.attribute, position)
            if not any(known.segment_id == fault.segment_id for known in draft.faults):
                draft.faults.insert(0, fault)
        if draft.faults:
            return None
        return self._kind(**{**self._blanks, **given, "lines": tuple(draft.lines)})


def _has_something(cells: Sequence[Cell]) -> bool:
    return any(str(cell).strip() for cell in cells)


def _is_same(placed: Placed, cell: Cell, first: Cell) -> bool:
    if isinstance(cell, BadCell) or isinstance(first, BadCell):
        return False
    try:
        return bool(placed.read[cell] == placed.read[first])
    except BadValueError:
        return False
