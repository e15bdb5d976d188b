"""Results of any syntax from one stream."""

import io
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from edi.messages.formats.detection import HEAD, detect
from edi.messages.formats.syntaxes import SHEETS, Syntax
from edi.messages.results import Unreadable
from edi.syntax.faults import Fault, Level, NotReadableError, Position
from edi.syntax.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi.messages import cxml, edifact, sheets, ubl, x12
    from edi.messages.guides import Guide
    from edi.messages.sheets import ColumnMap

    Result: TypeAlias = x12.Result | edifact.Result | ubl.Result | cxml.CxmlResult | sheets.Result
else:
    Result = Any

_READERS = {
    Syntax.X12: ("edi.messages.x12", "read_interchanges"),
    Syntax.EDIFACT: ("edi.messages.edifact", "read_interchanges"),
    Syntax.UBL: ("edi.messages.ubl", "read_documents"),
    Syntax.CXML: ("edi.messages.cxml", "read_documents"),
    Syntax.CSV: ("edi.messages.sheets", "read_csv"),
    Syntax.XLSX: ("edi.messages.sheets", "read_xlsx"),
}


def read(
    stream: BinaryIO,
    *,
    syntax: Syntax | None = None,
    charset: str = "",
    column_map: "ColumnMap | None" = None,
    limits: Limits | None = None,
    guides: "Sequence[Guide]" = (),
) -> "Iterator[Result]":
    """Read a stream whatever its syntax: `MessageResult`s, and what the syntax has around them.

    `syntax` saves looking. `charset` is for syntaxes that do not say theirs: X12 (else UTF-8) and
    CSV (else found out). CSV and XLSX need a `column_map`. `guides` are what a partner wants of X12
    messages; GuideError is raised where one names a place that there is not.

    Raises NotReadableError before the first result, when the stream is in no syntax we read.
    """
    if syntax is None:
        head, stream = peek(stream)
        syntax = detect(head)
    options: dict[str, Any] = {"limits": limits}
    if syntax in SHEETS:
        if column_map is None:
            raise _no_map(syntax)
        chosen = replace(column_map, encoding=charset) if charset else column_map
        options["column_map"] = chosen
    elif syntax is Syntax.X12:
        options |= {"charset": charset or "utf-8", "guides": guides}
    module, name = _READERS[syntax]
    return cast("Iterator[Result]", getattr(import_module(module), name)(stream, **options))


def faults_of(result: "Result") -> tuple[Fault, ...]:
    """Return what is wrong with a result of any kind: a message, a group, bytes, a sheet."""
    if isinstance(result, Unreadable):
        return (result.fault,)
    return cast("tuple[Fault, ...]", getattr(result, "faults", ()))


def peek(stream: BinaryIO, size: int = HEAD) -> tuple[bytes, BinaryIO]:
    """Return the first bytes, and a stream that still has them."""
    head = b""
    while len(head) < size and (more := stream.read(size - len(head))):
        head += more
    return head, cast("BinaryIO", io.BufferedReader(_Replayed(head, stream), HEAD))


class _Replayed(io.RawIOBase):
    """Bytes that were read already, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        found: Any = self._head[:size] if self._head else self._rest.read(size)
        self._head = self._head[size:]
        buffer[: len(found)] = found
        return len(found)


def _no_map(syntax: Syntax) -> NotReadableError:
    sentence = (
        f"A {syntax.label} file can only be read with a column map that says what its columns "
        "mean. Name one."
    )
    return NotReadableError(Fault(Level.INTERCHANGE, "no-column-map", Position(0), sentence))
