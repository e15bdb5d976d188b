from dataclasses import fields, is_dataclass, replace
from typing import Any

from edi.canonical.documents import Document


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
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {
        each.name: currency if each.name == "currency" and not inner else _filled(inner, currency)
        for each in fields(value)
        if (inner := getattr(value, each.name)) not in (None, ())
    }
    return replace(value, **changes)
