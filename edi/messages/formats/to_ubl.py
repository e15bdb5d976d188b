"""One UBL document, which has no envelope."""

from collections.abc import Callable
from typing import Any

from edi.canonical.documents import Document
from edi.messages.formats.addressing import Addressing
from edi.messages.formats.writing import Written


def wrap(
    writer: Callable[..., Any], document: Document, _version: str, _addressing: Addressing
) -> Written:
    """Write a document of no profile: whose rules it has to keep is a matter of the agreement."""
    written = writer(document)
    return Written(written.data, written.left_out)
