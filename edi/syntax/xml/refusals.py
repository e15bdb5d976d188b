"""Why XML is refused, in sentences; `code` starts with `xml-`."""

from edi.syntax.faults import Fault, Level, Position

START = Position(0, line=1, column=1)


class XmlRefusedError(Exception):
    """The bytes are no XML that may be read; `fault` says where, why and what next."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def refusal(
    code: str, sentence: str, position: Position = START, *, value: str = ""
) -> XmlRefusedError:
    return XmlRefusedError(Fault(Level.MESSAGE, code, position, sentence, value=value[:99]))


def too_large(limit: int) -> XmlRefusedError:
    return refusal(
        "xml-too-large",
        f"The document has more than {limit:,} bytes. Split it into smaller documents "
        "and send them again.",
    )


def too_many_marks(limit: int) -> XmlRefusedError:
    return refusal(
        "xml-too-many-elements",
        f"The document has more than {limit:,} elements or attributes. Split it into smaller "
        "documents and send them again.",
    )


def too_deep(limit: int) -> XmlRefusedError:
    return refusal(
        "xml-too-deep",
        f"The elements are nested more than {limit} deep, which no business document is. "
        "Check the program that wrote it.",
    )
