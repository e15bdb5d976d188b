"""`anonymise`: a file of the same structure and validity that says nothing of anybody.

Names, addresses, contacts, numbers, references and free text become keyed pseudonyms of the same
length and kind of characters; codes, dates, quantities and control numbers stay, amounts unless
they are scaled. The same text has the same pseudonym everywhere, in all files of one key. What the
tables do not know is replaced rather than kept.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from edi.messages.formats.reading import faults_of, read
from edi.messages.formats.syntaxes import SHEETS, TREES, Syntax
from edi.syntax.faults import Fault, Severity
from edi.tools.anonymising.pseudonyms import Pseudonyms
from edi.tools.reading import Choices, Opened, chosen_map

if TYPE_CHECKING:
    from edi.messages.sheets import ColumnMap

_IN_MEMORY = 20_000_000
_TELLING = 8  # shorter texts may come out of another one by chance


@dataclass(frozen=True, slots=True)
class Anonymised:
    """The result, to be read from its start.

    `new_faults` are errors that the source does not have. `kept` are texts that were replaced and
    stand unchanged somewhere else, such as an order number that is a control number too.
    """

    stream: BinaryIO
    replaced: int
    new_faults: tuple[Fault, ...]
    kept: tuple[str, ...]


def anonymise(file: Opened, choices: Choices, pseudonyms: Pseudonyms) -> Anonymised:
    """Return a file's likeness, checked. Raises NotReadableError as reading it does."""
    stream, syntax, column_map = file.rewindable(), file.syntax, None
    if syntax in SHEETS and choices.column_map:
        column_map = chosen_map(choices.column_map, stream, syntax)
    before = _errors(file)
    stream.seek(0)
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - handed on to the caller
    for chunk in _rewritten(stream, syntax, choices.charset, column_map, pseudonyms):
        made.write(chunk)
    made.seek(0)
    result = cast("BinaryIO", made)
    results = read(result, syntax=syntax, charset=choices.charset, column_map=column_map)
    after = [fault for each in results for fault in faults_of(each) if _is_error(fault)]
    result.seek(0)
    kept = _kept(result, syntax, choices.charset, column_map, pseudonyms)
    result.seek(0)
    new = tuple(after) if len(after) > before else ()
    return Anonymised(result, len(pseudonyms.replaced), new, kept)


def _errors(file: Opened) -> int:
    return sum(_is_error(fault) for result in file.results for fault in faults_of(result))


def _is_error(fault: Fault) -> bool:
    return fault.severity is Severity.ERROR


def _rewritten(
    stream: BinaryIO,
    syntax: Syntax,
    charset: str,
    column_map: "ColumnMap | None",
    pseudonyms: Pseudonyms,
) -> Iterator[bytes]:
    if syntax in TREES:
        from edi.tools.anonymising.trees import rewritten_tree

        yield rewritten_tree(stream, syntax, pseudonyms)
    elif syntax in SHEETS and column_map:
        from edi.tools.anonymising.rows import rewritten_rows

        yield rewritten_rows(stream, syntax, column_map, pseudonyms)
    else:
        from edi.tools.anonymising.segments import rewritten_segments

        yield from rewritten_segments(stream, syntax, charset, pseudonyms)


def _kept(
    stream: BinaryIO,
    syntax: Syntax,
    charset: str,
    column_map: "ColumnMap | None",
    pseudonyms: Pseudonyms,
) -> tuple[str, ...]:
    """Look for replaced texts that are values of the result all the same."""
    wanted = {text for text in pseudonyms.replaced if len(text) >= _TELLING}
    found = {value for value in _values(stream, syntax, charset, column_map) if value in wanted}
    return tuple(sorted(found))


def _values(
    stream: BinaryIO, syntax: Syntax, charset: str, column_map: "ColumnMap | None"
) -> Iterator[str]:
    if syntax in TREES:
        from edi.tools.anonymising.trees import tree_values

        return tree_values(stream, syntax)
    if syntax in SHEETS and column_map:
        from edi.tools.anonymising.rows import row_values

        return row_values(stream, syntax, column_map)
    from edi.tools.anonymising.segments import segment_values

    return segment_values(stream, syntax, charset)
