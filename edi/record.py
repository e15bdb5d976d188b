"""Frozen values, made in C: reading a file makes millions of them."""

from functools import cache
from typing import Any, dataclass_transform

import msgspec
from msgspec.structs import FieldInfo

REQUIRED = msgspec.NODEFAULT  # the default of a field without one


@dataclass_transform(frozen_default=True)
class Record(msgspec.Struct, frozen=True, gc=False):
    """A frozen value; it is equal to another of its class when all their fields are.

    The garbage collector passes it over: what is frozen and made of texts, numbers, dates and other
    records is never part of a cycle. `msgspec.structs.replace` makes a changed copy.
    """


def fields(kind: type) -> tuple[FieldInfo, ...]:
    """Return the fields of a class of records: `name`, `default` (or REQUIRED), `type`."""
    return _fields(kind)


@cache
def _fields(kind: Any) -> tuple[FieldInfo, ...]:
    return msgspec.structs.fields(kind)


def names(record: Record | type[Record]) -> tuple[str, ...]:
    """Return the names of the fields of a record or its class."""
    return record.__struct_fields__


def is_record(hint: Any) -> bool:
    """Whether a type is one of records."""
    return isinstance(hint, type) and issubclass(hint, Record)
