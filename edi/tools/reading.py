"""A file and the way to read it, as the options of the command line say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from edi.messages.formats.detection import detect
from edi.messages.formats.reading import peek, read
from edi.messages.formats.syntaxes import SHEETS, Syntax
from edi.tools.files import Source, rewindable

if TYPE_CHECKING:
    from edi.messages.guides import Guide
    from edi.messages.sheets import ColumnMap

SHEET_KINDS = (
    "order",
    "order response",
    "despatch advice",
    "invoice",
    "price catalogue",
    "inventory report",
)


class WrongChoiceError(ValueError):
    """An option that cannot be; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How files are read: `syntax` and `charset` when they do not say, `column_map` for sheets.

    `column_map` is a file in TOML, or one of `SHEET_KINDS` when headings are names of fields.
    `guides` are files in TOML: what a partner wants of X12 messages.
    """

    syntax: Syntax | None = None
    charset: str = ""
    column_map: str = ""
    guides: tuple[str, ...] = ()


class Opened:
    """A file whose syntax is known, to be read once: by `results`, or from a copy of its bytes.

    Raises NotReadableError where its syntax cannot be found out.
    """

    def __init__(self, source: Source, choices: Choices) -> None:
        self.name = source.name
        self._stream = source.stream
        self._choices = choices
        if choices.syntax is None:
            head, self._stream = peek(source.stream)
            self.syntax = detect(head)
        else:
            self.syntax = choices.syntax

    @property
    def results(self) -> Iterator[Any]:
        """Read the file as its syntax is read."""
        column_map = None
        if self.syntax in SHEETS and self._choices.column_map:
            self._stream = rewindable(self._stream)
            column_map = chosen_map(self._choices.column_map, self._stream, self.syntax)
        return read(
            self._stream,
            syntax=self.syntax,
            charset=self._choices.charset,
            column_map=column_map,
            guides=[guide_of_file(each) for each in self._choices.guides],
        )

    def rewindable(self) -> BinaryIO:
        """Return its bytes as a stream that can be read twice."""
        self._stream = rewindable(self._stream)
        return self._stream


def chosen_map(named: str, stream: Any, syntax: Syntax) -> "ColumnMap":
    """Return the column map of a file, or made of a sheet's headings. Raises WrongChoiceError."""
    from edi.messages.formats.to_sheets import map_of_headings
    from edi.messages.sheets import ColumnMapError

    kind = named.replace("-", " ")
    if kind not in SHEET_KINDS:
        return map_of_file(named)
    try:
        made = map_of_headings(kind, stream, syntax)
    except ColumnMapError as error:
        raise WrongChoiceError(f"The headings do not make {kind}s: {error}") from error
    stream.seek(0)
    return made


def map_of_file(named: str) -> "ColumnMap":
    """Return the column map in a TOML file. Raises WrongChoiceError."""
    from edi.messages.sheets import ColumnMapError, read_column_map

    try:
        text = Path(named).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        kinds = ", ".join(SHEET_KINDS)
        raise WrongChoiceError(
            f"The column map {named} cannot be read. Name a TOML file, or the kind of document "
            f"when the headings are names of fields: {kinds}."
        ) from error
    try:
        return read_column_map(text)
    except ColumnMapError as error:
        raise WrongChoiceError(f"The column map {named} cannot be used: {error}") from error


def guide_of_file(named: str) -> "Guide":
    """Return the partner guide in a TOML file. Raises WrongChoiceError."""
    from edi.messages.guides import GuideError, read_guide

    try:
        return read_guide(Path(named).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongChoiceError(f"The guide {named} cannot be read. Name a TOML file.") from error
    except GuideError as error:
        raise WrongChoiceError(f"The guide {named} cannot be followed: {error}") from error
