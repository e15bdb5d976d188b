"""Any syntax: find out which one a stream is in, read it, write documents in another.

    with open("order.edi", "rb") as stream:
        for result in read(stream):
            if isinstance(result, MessageResult) and isinstance(result.document, Order):
                written = write(result.document, Target(Syntax.UBL))

Modules of a syntax are loaded when it is met, so that a look at one costs nothing of the others.
"""

from edi.messages.formats.addressing import Addressing, Endpoint, addressing_of, between
from edi.messages.formats.detection import HEAD, detect
from edi.messages.formats.reading import Result, faults_of, read
from edi.messages.formats.syntaxes import Syntax, Target, TargetError, parse_target
from edi.messages.formats.writing import Written, writable_kinds, write, write_sheets
from edi.messages.results import MessageResult, Unreadable
from edi.syntax.faults import NotReadableError, NotWritableError

__all__ = [
    "HEAD",
    "Addressing",
    "Endpoint",
    "MessageResult",
    "NotReadableError",
    "NotWritableError",
    "Result",
    "Syntax",
    "Target",
    "TargetError",
    "Unreadable",
    "Written",
    "addressing_of",
    "between",
    "detect",
    "faults_of",
    "parse_target",
    "read",
    "writable_kinds",
    "write",
    "write_sheets",
]
