"""Documents as plain data, such as JSON can say, and back without loss.

Amounts and quantities are texts (`"9.25"`), so that no reader makes floats of them; dates are ISO
8601, enums their values. What is absent is left out. `document_type` says which class it is.
"""

import datetime as dt
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from edi.canonical.acknowledgements import (
    Acknowledgement,
    ApplicationResponse,
    InterchangeAcknowledgement,
)
from edi.canonical.catalogues import PriceCatalogue
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.documents import Document
from edi.canonical.inventory import InventoryReport
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.receiving import ReceivingAdvice
from edi.canonical.responses import OrderResponse
from edi.record import REQUIRED, fields, is_record

KINDS: dict[str, type[Document]] = {
    "order": Order,
    "order change": OrderChange,
    "order response": OrderResponse,
    "despatch advice": DespatchAdvice,
    "receiving advice": ReceivingAdvice,
    "invoice": Invoice,
    "price catalogue": PriceCatalogue,
    "inventory report": InventoryReport,
    "acknowledgement": Acknowledgement,
    "interchange acknowledgement": InterchangeAcknowledgement,
    "application response": ApplicationResponse,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_TYPE = "document_type"
_LONGEST_PLAIN = 60  # digits that are written out rather than as an exponent
_REQUIRED = object()
_Read = Callable[[Any, str], Any]


class NotADocumentError(ValueError):
    """Plain data that is no document; the message says where and what belongs there."""


class _Field(NamedTuple):
    """`restored` is what the field becomes when it is left out, `_REQUIRED` if it must not be."""

    name: str
    restored: Any
    write: Callable[[Any], Any]
    read: _Read


def kind_of(document: Document) -> str:
    """Return what a document is called: a key of `KINDS`."""
    return _NAMES[type(document)]


def to_plain(document: Document) -> dict[str, Any]:
    """Return a document as dicts, lists, texts, whole numbers and booleans."""
    return {_TYPE: kind_of(document), **_write_fields(document)}


def from_plain(data: Any) -> Document:
    """Return the document that `to_plain` was given, or one that somebody wrote that way.

    Raises NotADocumentError, also for fields that are unknown: nothing is dropped silently.
    """
    if not isinstance(data, Mapping):
        raise NotADocumentError("A document is an object with its fields by name.")
    kind = KINDS.get(str(data.get(_TYPE, "")))
    if kind is None:
        raise NotADocumentError(f"“{_TYPE}” must be one of: {', '.join(KINDS)}.")
    given = {name: value for name, value in data.items() if name != _TYPE}
    document: Document = _read_fields(kind, given, "")
    return document


def _write_fields(value: Any) -> dict[str, Any]:
    written = {}
    kind: Any = type(value)
    for each in _plan(kind):
        given = getattr(value, each.name)
        if given != each.restored:
            written[each.name] = each.write(given)
    return written


def _read_fields(kind: Any, given: Any, path: str) -> Any:
    if not isinstance(given, Mapping):
        raise _misfit(path, "an object with fields by name")
    plan = _plan(kind)
    unknown = [name for name in given if name not in {each.name for each in plan}]
    if unknown:
        known = ", ".join(each.name for each in plan)
        raise NotADocumentError(f"{_join(path, unknown[0])}: no such field; there are {known}.")
    values = {}
    for each in plan:
        inside = _join(path, each.name)
        if each.name in given:
            values[each.name] = each.read(given[each.name], inside)
        elif each.restored is _REQUIRED:
            raise NotADocumentError(f"{inside} is missing. Add it.")
        else:
            values[each.name] = each.restored
    return kind(**values)


@cache
def _plan(kind: Any) -> tuple[_Field, ...]:
    types_of = typing.get_type_hints(kind)
    return tuple(
        _Field(
            each.name, _restored(each.default, types_of[each.name]), *_codec(types_of[each.name])
        )
        for each in fields(kind)
    )


def _restored(default: Any, hint: Any) -> Any:
    if default is not REQUIRED:
        return default
    if isinstance(hint, types.UnionType):
        return None
    if typing.get_origin(hint) is tuple:
        return ()
    return "" if hint is str else _REQUIRED


def _codec(hint: Any) -> tuple[Callable[[Any], Any], _Read]:
    """Return how values of a type are written and read."""
    if isinstance(hint, types.UnionType):
        inner = next(each for each in typing.get_args(hint) if each is not types.NoneType)
        write, read = _codec(inner)
        return (lambda value: None if value is None else write(value)), _nullable(read)
    if typing.get_origin(hint) is tuple:
        write, read = _codec(typing.get_args(hint)[0])
        return (lambda values: [write(value) for value in values]), _several(read)
    if is_record(hint):
        return _write_fields, lambda given, path: _read_fields(hint, given, path)
    if issubclass(hint, StrEnum):
        return (lambda value: value.value), _one_of(hint)
    return _LEAVES[hint]


def _nullable(read: _Read) -> _Read:
    return lambda given, path: None if given is None else read(given, path)


def _several(read: _Read) -> _Read:
    def read_all(given: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple):
            raise _misfit(path, "a list")
        return tuple([read(each, f"{path}[{at}]") for at, each in enumerate(given)])

    return read_all


def _one_of(kind: type[StrEnum]) -> _Read:
    def read(given: Any, path: str) -> StrEnum:
        try:
            return kind(given)
        except ValueError:
            raise _misfit(path, "one of: " + ", ".join(kind)) from None

    return read


def _exactly(kind: type, what: str) -> _Read:
    def read(given: Any, path: str) -> Any:
        if type(given) is not kind:
            raise _misfit(path, what)
        return given

    return read


def _read_decimal(given: Any, path: str) -> Decimal:
    try:
        number = Decimal(given) if isinstance(given, str) or type(given) is int else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise _misfit(path, "a number written as text, such as “9.25”")
    return number


def _write_decimal(number: Decimal) -> str:
    return f"{number:f}" if abs(number.adjusted()) < _LONGEST_PLAIN else str(number)


def _iso(kind: Any, what: str) -> _Read:
    def read(given: Any, path: str) -> Any:
        try:
            return kind.fromisoformat(given)
        except (TypeError, ValueError):
            raise _misfit(path, what) from None

    return read


def _same(value: Any) -> Any:
    return value


_LEAVES: dict[Any, tuple[Callable[[Any], Any], _Read]] = {
    str: (_same, _exactly(str, "a text")),
    int: (_same, _exactly(int, "a whole number")),
    bool: (_same, _exactly(bool, "true or false")),
    Decimal: (_write_decimal, _read_decimal),
    dt.date: (dt.date.isoformat, _iso(dt.date, "a date such as “2026-11-21”")),
    dt.time: (dt.time.isoformat, _iso(dt.time, "a time such as “09:30:00”")),
}


def _misfit(path: str, what: str) -> NotADocumentError:
    return NotADocumentError(f"{path or 'The document'} must be {what}.")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
