"""Documents in a sheet whose columns are named like the fields they hold."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from edi.canonical.charges import AllowanceCharge
from edi.canonical.documents import Document
from edi.canonical.measures import Money
from edi.messages.formats.syntaxes import Syntax
from edi.messages.formats.writing import Written
from edi.messages.losses import KEYS
from edi.messages.sheets import ColumnMap, write_csv, write_xlsx
from edi.messages.sheets.column_maps import DOCUMENTS, SheetDocument
from edi.messages.sheets.map_reading import column_map as made_of
from edi.messages.sheets.paths import UnknownFieldError, find_field, is_leaf, line_type, mandatory
from edi.record import Record, fields
from edi.syntax.faults import NotReadableError
from edi.syntax.limits import Limits
from edi.syntax.sheets.delimited import csv_rows
from edi.syntax.sheets.rows import StoppedError
from edi.syntax.sheets.workbook import open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATES = ["YYYY-MM-DD", "YYYY-MM-DD hh:mm", "YYYY-MM-DD hh:mm:ss"]


def write_sheet(
    documents: Sequence[Document], syntax: Syntax, column_map: ColumnMap | None
) -> Written:
    """Write documents of one class by a column map, else with a column for each field they have."""
    given = cast("Sequence[SheetDocument]", documents)
    chosen = column_map or map_for(given)
    write = write_csv if syntax is Syntax.CSV else write_xlsx
    sheet = write(given, chosen)
    return Written(sheet.data, sheet.left_out)


def map_for(documents: Sequence[SheetDocument]) -> ColumnMap:
    """Return a column map with a column for each field that the documents have, named like it."""
    kind: Any = type(documents[0])
    names = [*mandatory(kind), *(f"lines.{name}" for name in mandatory(line_type(kind)))]
    for document in documents:
        names += _names(document, "", document)
    return _map(kind, names)


def map_of_headings(kind: str, stream: BinaryIO, syntax: Syntax) -> ColumnMap:
    """Return the column map of a sheet whose headings are names of fields.

    `kind` is a key of `DOCUMENTS`. Raises ColumnMapError when headings lack what such a document
    needs, NotReadableError when the stream is no sheet.
    """
    limits = Limits()
    try:
        if syntax is Syntax.CSV:
            rows = csv_rows(stream, limits=limits)
        else:
            rows = open_workbook(stream, limits=limits).rows
        first = next(rows, None)
    except StoppedError as stop:
        raise NotReadableError(stop.fault) from stop
    return _map(DOCUMENTS[kind], [str(cell) for cell in first.cells] if first else ())


def _map(kind: type[SheetDocument], names: "Iterable[str]") -> ColumnMap:
    columns = {name: {"column": name, "optional": True} for name in names if _is_field(kind, name)}
    name = next(name for name, each in DOCUMENTS.items() if each is kind)
    return made_of({"document": name, "dates": _DATES, "columns": columns})


def _is_field(kind: type[SheetDocument], name: str) -> bool:
    try:
        find_field(kind, name)
    except UnknownFieldError:
        return False
    return True


def _names(value: Any, path: str, document: Any, known: str = "") -> Iterator[str]:
    """Yield the names of the fields that a thing has, as column maps write them.

    `known` is the field that its name says already. What is as if nothing was said has none.
    """
    for each in fields(type(value)):
        inner = getattr(value, each.name)
        if each.name == known or inner is None or inner in ("", (), each.default):
            continue
        name = f"{path}.{each.name}" if path else each.name
        if isinstance(inner, tuple):
            yield from _names_of_several(inner, name, document)
        else:
            yield from _names_of(inner, name, document)


def _names_of(value: Any, name: str, document: Any, known: str = "") -> Iterator[str]:
    if isinstance(value, Record) and not is_leaf(type(value)):
        yield from _names(value, name, document, known)
        return
    yield name
    if isinstance(value, Money) and value.currency != getattr(document, "currency", ""):
        yield f"{name}.currency"


def _names_of_several(values: tuple[Any, ...], path: str, document: Any) -> Iterator[str]:
    for at, value in enumerate(values, 1):
        key = KEYS.get(type(value), "")
        if path == "lines":
            yield from _names(value, path, document)
        elif isinstance(value, AllowanceCharge):
            start = path.removesuffix("charges") + ("charges" if value.is_charge else "allowances")
            names = _names_of(value, f"{start}.{value.code}", document, key)
            yield from (name for name in names if not name.endswith(".is_charge"))
        elif key:
            yield from _names_of(value, f"{path}.{getattr(value, key)}", document, key)
        else:
            yield from _names_of(value, f"{path}.{at}" if at > 1 else path, document)
