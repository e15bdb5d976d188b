"""Reads column maps, and says what is wrong with one to the operator who edits it."""

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from edi.messages.sheets.column_maps import (
    DOCUMENTS,
    Column,
    ColumnMap,
    ColumnMapError,
    Grouping,
    group_field,
)
from edi.messages.sheets.date_formats import DateFormat, DateFormatError
from edi.messages.sheets.paths import (
    UnknownFieldError,
    find_field,
    hints,
    is_nullable,
    line_type,
    mandatory,
)
from edi.messages.sheets.values import BadValueError, constant

_MAP_KEYS = {
    "document", "name", "delimiter", "encoding", "sheet", "heading_row", "grouping", "decimal",
    "thousands", "dates", "columns",
}  # fmt: skip
_COLUMN_KEYS = {
    "column", "letter", "value", "default", "codes", "required", "optional", "dates", "decimal",
    "thousands",
}  # fmt: skip
_LETTERS = re.compile(r"[A-Z]{1,3}")
_MOST_ROWS_ABOVE = 1000


def read_column_map(text: str) -> ColumnMap:
    """Read a column map in TOML, see the module's notation. Raises ColumnMapError."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ColumnMapError(f"This is not TOML: {error}.") from error
    return column_map(given)


def column_map(given: Mapping[str, Any]) -> ColumnMap:
    """Make a column map from what its TOML says. Raises ColumnMapError."""
    _known(given, _MAP_KEYS, "the column map")
    kind = DOCUMENTS.get(str(given.get("document", "")))
    if kind is None:
        raise ColumnMapError(f"“document” must be one of: {', '.join(DOCUMENTS)}.")
    heading_row = given.get("heading_row", 1)
    if type(heading_row) is not int or not 0 <= heading_row <= _MOST_ROWS_ABOVE:
        raise ColumnMapError("“heading_row” must be a row's number, or 0 when there is none.")
    columns = tuple(
        _column(kind, name, entry, given) for name, entry in _entries(given.get("columns", {}))
    )
    made = ColumnMap(
        kind,
        columns,
        _text(given, "name"),
        _delimiter(_text(given, "delimiter")),
        _encoding(_text(given, "encoding")),
        _text(given, "sheet"),
        heading_row,
        _grouping(_text(given, "grouping") or "number"),
    )
    _check_whole(made)
    return made


def _entries(columns: Any, before: str = "") -> list[tuple[str, Any]]:
    """Undo the tables that TOML makes of dotted names."""
    if not isinstance(columns, dict):
        raise ColumnMapError("“columns” must be a table of fields and their columns.")
    entries: list[tuple[str, Any]] = []
    for name, entry in columns.items():
        if isinstance(entry, dict) and not {"column", "letter", "value"}.intersection(entry):
            entries += _entries(entry, f"{before}{name}.")
        else:
            entries.append((before + name, entry))
    return entries


def _column(kind: Any, name: str, entry: Any, given: Mapping[str, Any]) -> Column:
    try:
        path = find_field(kind, name)
    except UnknownFieldError as error:
        raise ColumnMapError(f"{error}.") from error
    is_lettered = given.get("heading_row", 1) == 0
    if isinstance(entry, str | list):
        entry = {"letter" if is_lettered else "column": entry}
    if not isinstance(entry, dict):
        raise ColumnMapError(f"“{name}” must name a column.")
    _known(entry, _COLUMN_KEYS, f"“{name}”")
    if len({"column", "letter", "value"}.intersection(entry)) != 1:
        raise ColumnMapError(f"“{name}” must have one of “column”, “letter” and “value”.")
    decimal, thousands = _signs({**given, **entry}, name)
    return Column(
        path,
        _headings(entry, name, is_lettered=is_lettered),
        _letter(entry, name),
        _text(entry, "value") if "value" in entry else None,
        _text(entry, "default"),
        _codes(entry, name),
        _flag(entry, "required"),
        _flag(entry, "optional"),
        _dates(entry if "dates" in entry else given, name),
        decimal,
        thousands,
    )


def _known(given: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in given:
        if key not in keys:
            raise ColumnMapError(
                f"“{key}” in {where} means nothing. Use: {', '.join(sorted(keys))}."
            )


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise ColumnMapError(f"“{key}” must be a text in quotes.")
    return value


def _flag(given: Mapping[str, Any], key: str) -> bool:
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise ColumnMapError(f"“{key}” must be true or false.")
    return value


def _texts(value: Any, what: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if (
        not isinstance(texts, list)
        or not texts
        or not all(isinstance(each, str) and each for each in texts)
    ):
        raise ColumnMapError(f"{what} must be a text in quotes, or a list of them.")
    return tuple(texts)


def _headings(entry: Mapping[str, Any], name: str, *, is_lettered: bool) -> tuple[str, ...]:
    if "column" not in entry:
        return ()
    if is_lettered:
        raise ColumnMapError(f"“{name}”: without a heading row, name columns by “letter”.")
    return _texts(entry["column"], f"“column” of “{name}”")


def _letter(entry: Mapping[str, Any], name: str) -> str:
    letter = _text(entry, "letter")
    if letter and not _LETTERS.fullmatch(letter):
        raise ColumnMapError(f"“letter” of “{name}” must be A to ZZZ.")
    return letter


def _codes(entry: Mapping[str, Any], name: str) -> Mapping[str, str] | None:
    codes = entry.get("codes")
    if codes is None:
        return None
    if not isinstance(codes, dict) or not all(isinstance(each, str) for each in codes.values()):
        raise ColumnMapError(f"“codes” of “{name}” must be a table of texts.")
    return dict(codes)


def _dates(given: Mapping[str, Any], name: str) -> tuple[DateFormat, ...]:
    try:
        texts = _texts(given.get("dates", ["YYYY-MM-DD"]), f"“dates” for “{name}”")
        return tuple(DateFormat(text) for text in texts)
    except DateFormatError as error:
        raise ColumnMapError(f"{error}.") from error


def _signs(given: Mapping[str, Any], name: str) -> tuple[str, str]:
    decimal, thousands = given.get("decimal", "."), given.get("thousands", "")
    if decimal not in {".", ","} or thousands not in {"", ".", ",", "'", " "}:
        raise ColumnMapError(
            f"“{name}”: “decimal” must be . or , and “thousands” one of . , ' or a blank."
        )
    if decimal == thousands:
        raise ColumnMapError(f"“{name}”: “decimal” and “thousands” must differ.")
    return decimal, thousands


def _delimiter(delimiter: str) -> str:
    if len(delimiter) > 1 or delimiter in {'"', "\r", "\n", "'"}:
        raise ColumnMapError("“delimiter” must be one character, such as ; or , or a tab (\\t).")
    return delimiter


def _encoding(encoding: str) -> str:
    try:
        "ä".encode(encoding or "utf-8")
    except (LookupError, UnicodeError) as error:
        raise ColumnMapError(
            f"“encoding” is “{encoding}”; use utf-8, cp1252, iso8859-15, utf-16 or the like."
        ) from error
    return codecs.lookup(encoding).name if encoding else ""


def _grouping(grouping: str) -> Grouping:
    try:
        return Grouping(grouping)
    except ValueError as error:
        raise ColumnMapError(f"“grouping” must be one of: {', '.join(Grouping)}.") from error


def _check_whole(made: ColumnMap) -> None:
    names = [column.path.name for column in made.columns]
    for name in names:
        if names.count(name) > 1:
            raise ColumnMapError(f"“{name}” is there twice.")
    places = {column.path.place for column in made.columns}
    document: Any = made.document
    lines = line_type(document)
    needed: dict[str, Any] = dict.fromkeys(mandatory(document), document) | {
        f"lines.{name}": lines for name in mandatory(lines) if name != "number"
    }
    for name, kind in needed.items():
        if name not in places and not is_nullable(hints(kind)[name.removeprefix("lines.")]):
            raise ColumnMapError(f"“{name}” is missing: every {made.document.__name__} has one.")
    number = next(column for column in made.columns if column.path.name == group_field(made))
    if number.value is not None and made.grouping is not Grouping.FILE:
        raise ColumnMapError(f"“{group_field(made)}” must be a column when it groups the rows.")
    for column in made.columns:
        _check_constants(column)


def _check_constants(column: Column) -> None:
    for value in (column.value, column.default or None):
        try:
            if value is not None:
                constant(replace(column, value=value))
        except BadValueError as error:
            raise ColumnMapError(f"“{column.path.name}”: “{value}” {error.sentence}.") from error
