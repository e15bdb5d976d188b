"""Written messages in an envelope."""

from collections.abc import Sequence

from edi.messages.edifact.composing import WrittenMessage
from edi.syntax.edifact.header import interchange_fault
from edi.syntax.edifact.writer import Envelope, write_segments
from edi.syntax.faults import Fault, NotWritableError, Position


def write_interchange(envelope: Envelope, messages: Sequence[WrittenMessage]) -> bytes:
    """Write an interchange of messages.

    Raises NotWritableError for a header that cannot be, for messages with equal references, and for
    a message written for other separators or another character set than the envelope's.
    """
    references = [message.reference for message in messages]
    for message in messages:
        if message.style.separators != envelope.separators or (
            message.style.level != envelope.level
        ):
            raise NotWritableError([_other_style(message)])
        if references.count(message.reference) > 1:
            raise NotWritableError([_repeated(message)])
    return write_segments(envelope, [message.segments for message in messages])


def _other_style(message: WrittenMessage) -> Fault:
    sentence = (
        f"The message {message.reference} was written for another character set or other "
        "separators than its envelope names. Write both with the same."
    )
    return interchange_fault("46", Position(0), sentence, segment="UNB", element=1)


def _repeated(message: WrittenMessage) -> Fault:
    sentence = (
        f"Two messages of the interchange have the reference {message.reference}. Give every "
        "message its own."
    )
    return interchange_fault(
        "26", Position(0), sentence, segment="UNH", element=1, found=message.reference
    )
