"""One cXML request in its envelope."""

from collections.abc import Callable
from typing import Any

from edi.canonical.documents import Document
from edi.canonical.parties import Identifier
from edi.messages.cxml import Envelope
from edi.messages.cxml.codes import PARTY_SCHEMES
from edi.messages.formats.addressing import Addressing, Endpoint
from edi.messages.formats.writing import Written

_OWN_NAME = "cxml:PrivateID"


def wrap(
    writer: Callable[..., Any], document: Document, _version: str, addressing: Addressing
) -> Written:
    """Write a document; the secret that proves its sender is not ours to know."""
    written = writer(document, envelope(addressing))
    return Written(written.data, written.left_out)


def envelope(addressing: Addressing) -> Envelope:
    """Return the envelope; its payload id is made of time, number and sender."""
    named = f"{addressing.written:%Y%m%d%H%M%S}.{addressing.number}@{addressing.sender.id}"
    return Envelope(
        _credential(addressing.sender),
        _credential(addressing.receiver),
        "".join(character for character in named if character.isprintable()),
        addressing.written,
        deployment="test" if addressing.is_test else "production",
    )


def _credential(endpoint: Endpoint) -> Identifier:
    known = PARTY_SCHEMES.code(endpoint.scheme)
    return Identifier(endpoint.scheme if known else _OWN_NAME, endpoint.id)
