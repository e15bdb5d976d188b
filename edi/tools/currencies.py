from typing import Any

from msgspec.structs import replace

from edi.canonical.documents import Document
from edi.record import Record, names


def in_currency(document: Document, currency: str) -> Document:
    """Return a document with a currency, where it says none; many X12 messages do not."""
    said: str = getattr(document, "currency", "none")
    if said or not currency:
        return document
    changed: Document = _filled(document, currency)
    return changed


def _filled(value: Any, currency: str) -> Any:
    if isinstance(value, tuple):
        return tuple([_filled(each, currency) for each in value])
    if not isinstance(value, Record):
        return value
    changes = {
        name: currency if name == "currency" and not inner else _filled(inner, currency)
        for name in names(value)
        if (inner := getattr(value, name)) not in (None, ())
    }
    return replace(value, **changes)
