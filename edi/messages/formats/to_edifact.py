"""One EDIFACT message in an interchange of its own."""

from collections.abc import Callable
from typing import Any

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.documents import Document
from edi.messages.edifact import Envelope, Style, write_interchange
from edi.messages.formats.addressing import Addressing, Endpoint, qualifier
from edi.messages.formats.texts import texts_of
from edi.messages.formats.writing import Written
from edi.syntax.edifact.header import Address

_LATIN, _UNICODE = ("UNOC", "3"), ("UNOW", "4")


def wrap(
    writer: Callable[..., Any], document: Document, version: str, addressing: Addressing
) -> Written:
    """Write a document in the character set that its texts need, and close the envelope."""
    level, syntax_version = _LATIN if all(map(_is_latin, texts_of(document))) else _UNICODE
    own = {"today": addressing.written.date()} if isinstance(document, ApplicationResponse) else {}
    message = writer(document, "1", style=Style(version.upper(), level=level), **own)
    envelope = Envelope(
        _address(addressing.sender),
        _address(addressing.receiver),
        str(addressing.number),
        addressing.written,
        level=level,
        syntax_version=syntax_version,
        is_test=addressing.is_test,
        line_end="\n",
    )
    return Written(write_interchange(envelope, [message]), message.left_out)


def _address(endpoint: Endpoint) -> Address:
    return Address(endpoint.id, qualifier(endpoint, "edifact"))


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
