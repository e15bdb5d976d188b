"""`explain`: a file from top to bottom in business words, with what is wrong where it stands."""

from collections.abc import Iterator
from typing import BinaryIO

from edi.messages.formats.reading import faults_of
from edi.messages.formats.syntaxes import SHEETS, TREES, Syntax
from edi.syntax.faults import Fault
from edi.tools.reading import Choices, Opened, chosen_map
from edi.tools.screen import Screen


def explain(file: Opened, choices: Choices, screen: Screen) -> list[Fault]:
    """Write every segment, element or row of a file; return its faults.

    The file is read twice. Raises NotReadableError when it is not of that syntax.
    """
    stream, syntax, column_map = file.rewindable(), file.syntax, None
    if syntax in SHEETS and choices.column_map:
        column_map = chosen_map(choices.column_map, stream, syntax)
    faults = [fault for result in file.results for fault in faults_of(result)]
    stream.seek(0)
    for line in _lines(stream, syntax, choices, faults, screen, column_map):
        screen.line(line)
    return faults


def _lines(
    stream: BinaryIO,
    syntax: Syntax,
    choices: Choices,
    faults: list[Fault],
    screen: Screen,
    column_map: object,
) -> Iterator[str]:
    if syntax in TREES:
        from edi.tools.explaining.trees import tree_lines

        return tree_lines(stream, syntax, faults, screen)
    if syntax in SHEETS:
        from edi.tools.explaining.rows import row_lines

        return row_lines(stream, syntax, column_map, faults, screen)
    from edi.tools.explaining.segments import segment_lines

    return segment_lines(stream, syntax, choices.charset, faults, screen)
