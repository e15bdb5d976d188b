"""One X12 message in an interchange of its own."""

from collections.abc import Callable
from typing import Any

from edi.canonical.documents import Document
from edi.messages.formats.addressing import Addressing, Endpoint, qualifier
from edi.messages.formats.texts import texts_of
from edi.messages.formats.writing import Written
from edi.messages.x12 import Envelope, OutgoingGroup, write_interchange
from edi.syntax.x12.delimiters import Delimiters

_ELEMENTS, _COMPONENTS, _REPETITIONS, _ENDS = "*|\x1d", ":>\x1f", "^!\x1e", "~\x1c"
_SHORTEST_CODE = 2  # GS02, GS03


def wrap(
    writer: Callable[..., Any], document: Document, version: str, addressing: Addressing
) -> Written:
    """Write a document, with separators that its texts do not have, and close the envelope."""
    marks = delimiters_for(document, version)
    message = writer(document, "0001", version=version, delimiters=marks)
    group = OutgoingGroup(
        message.group,
        _code(addressing.sender),
        _code(addressing.receiver),
        addressing.number,
        version,
        [message.segments],
    )
    data = write_interchange(envelope(addressing, version, marks), [group])
    return Written(data, message.left_out)


def envelope(addressing: Addressing, version: str, marks: Delimiters) -> Envelope:
    return Envelope(
        qualifier(addressing.sender, "x12"),
        addressing.sender.id,
        qualifier(addressing.receiver, "x12"),
        addressing.receiver.id,
        addressing.number,
        addressing.written,
        usage="T" if addressing.is_test else "P",
        version=version[:5],
        delimiters=marks,
        line_end="\n",
    )


def delimiters_for(document: Document, version: str) -> Delimiters:
    """Return the usual separators, others in place of those that a text of the document has."""
    used = {character for text in texts_of(document) for character in text}

    def free(candidates: str) -> str:
        return next((mark for mark in candidates if mark not in used), candidates[0])

    repetition = free(_REPETITIONS) if version >= "005010" else ""
    return Delimiters(free(_ELEMENTS), free(_COMPONENTS), free(_ENDS), repetition)


def _code(endpoint: Endpoint) -> str:
    return endpoint.id.ljust(_SHORTEST_CODE, "0")
