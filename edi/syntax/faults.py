"""What can be wrong with a file, said once for machines and once for people."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec.structs import force_setattr

from edi.record import Record


class Level(StrEnum):
    """The part of an interchange a fault belongs to, and so the code list its code is from."""

    INTERCHANGE = "interchange"  # X12 TA105
    GROUP = "group"  # X12 AK905
    MESSAGE = "message"  # X12 AK502
    SEGMENT = "segment"  # X12 AK304
    ELEMENT = "element"  # X12 AK403


class Severity(StrEnum):
    """An error refuses the part it is in; a warning is reported and the part is accepted."""

    ERROR = "error"
    WARNING = "warning"


class Position(Record):
    """Where a segment stands.

    `offset` counts bytes from the start of the stream, from 0. `segment` is the segment's ordinal
    in its interchange, the header being 1. `in_message` is its ordinal in its message, the header
    (X12 ST) being 1, and 0 outside messages. `line` and `column` are those of a text editor, from
    1, where the syntax knows lines, as XML does.
    """

    offset: int
    segment: int = 0
    in_message: int = 0
    line: int = 0
    column: int = 0


class Fault(Record):
    """One thing wrong in one place.

    `code` is from the standard's list for the level (see `Level`). `element`, `component` and
    `repetition` count from 1 and are 0 where they do not apply; `data_element` is the number in
    the standard's dictionary. `value` is what stood there, cut to 99 characters. `sentence` tells
    a business person what is wrong and what to do next. `path` is the place in a syntax that is a
    tree: `/Invoice/cac:InvoiceLine[2]/cbc:ID`.
    """

    level: Level
    code: str
    position: Position
    sentence: str
    segment_id: str = ""
    element: int = 0
    component: int = 0
    repetition: int = 0
    data_element: str = ""
    loop: str = ""
    value: str = ""
    severity: Severity = Severity.ERROR
    path: str = ""

    def __post_init__(self) -> None:
        """Keep control characters of a file out of what is shown and stored as text."""
        for name in ("sentence", "segment_id", "path"):
            text = getattr(self, name)
            if not text.isprintable():
                plain = "".join(mark if mark.isprintable() else "·" for mark in text)
                force_setattr(self, name, plain)

    def place(self) -> str:
        """Name the place as specialists write it: `N104`, `SLN05-2`, `SE`, a path, or empty."""
        if self.path:
            return self.path
        name = f"{self.segment_id}{self.element:02}" if self.element else self.segment_id
        return f"{name}-{self.component}" if self.component else name


class NotReadableError(Exception):
    """The stream does not hold the syntax it was given to; `fault` says where, why and what next.

    The only exception the readers of this package raise.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class NotWritableError(ValueError):
    """A document that cannot be said in a syntax; `faults` name the places. Writers raise it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].sentence)
        self.faults = tuple(faults)
