"""A file and the way to read it, as the options of the command line say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edi.messages.formats.detection import detect
from edi.messages.formats.reading import peek, read
from edi.messages.formats.syntaxes import SHEETS, Syntax
from edi.tools.files import Source, rewindable

if TYPE_CHECKING:
    from edi.messages.sheets import ColumnMap

SHEET_KINDS = ("order", "order response", "despatch advice", "invoice")


class WrongChoiceError(ValueError):
    """An option that cannot be; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How files are read: `syntax` and `charset` when they do not say, `column_map` for sheets.

    `column_map` is a file in TOML, or one of `SHEET_KINDS` when headings are names of fields.
    """

    syntax: Syntax | None = None
    charset: str = ""
    column_map: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose syntax is known; `results` reads it from where it is."""

    name: str
    syntax: Syntax
    results: Iterator[Any]


def open_results(source: Source, choices: Choices) -> Opened:
    """Find out the syntax of a file and start reading it. Raises NotReadableError."""
    stream = source.stream
    syntax = choices.syntax
    if syntax is None:
        head, stream = peek(stream)
        syntax = detect(head)
    column_map = None
    if syntax in SHEETS and choices.column_map:
        stream = rewindable(stream)
        column_map = chosen_map(choices.column_map, stream, syntax)
    results = read(stream, syntax=syntax, charset=choices.charset, column_map=column_map)
    return Opened(source.name, syntax, results)


def chosen_map(named: str, stream: Any, syntax: Syntax) -> "ColumnMap":
    """Return the column map of a file, or made of a sheet's headings. Raises WrongChoiceError."""
    from edi.messages.formats.to_sheets import map_of_headings
    from edi.messages.sheets import ColumnMapError

    try:
        if named.replace("-", " ") in SHEET_KINDS:
            made = map_of_headings(named.replace("-", " "), stream, syntax)
            stream.seek(0)
            return made
        return map_of_file(named)
    except ColumnMapError as error:
        raise WrongChoiceError(f"The column map {named} cannot be used: {error}") from error


def map_of_file(named: str) -> "ColumnMap":
    """Return the column map in a TOML file. Raises WrongChoiceError, ColumnMapError."""
    from edi.messages.sheets import read_column_map

    try:
        text = Path(named).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        kinds = ", ".join(SHEET_KINDS)
        raise WrongChoiceError(
            f"The column map {named} cannot be read. Name a TOML file, or the kind of document "
            f"when the headings are names of fields: {kinds}."
        ) from error
    return read_column_map(text)
