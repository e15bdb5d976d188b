"""Names of canonical fields, as column maps write them, found in the documents' own types.

A name is the way to a field: `number`, `totals.payable`, `lines.quantity`. Of several things of a
kind, the next part says which: `parties.buyer.name`, `lines.products.GTIN-13`, `dates.delivery`,
`references.contract`, `notes.2`; what is counted may leave out the 1 (`notes`, `lines.taxes.amount`
or `lines.taxes.1.amount`). `charges.freight` is a charge, `allowances.discount` an allowance.
"""

import types
import typing
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from edi.canonical.charges import AllowanceCharge
from edi.canonical.measures import Measure, Moment, Money, Unit
from edi.canonical.parties import Channel, Identifier, Reference
from edi.messages.losses import KEYS
from edi.record import REQUIRED, fields, is_record, names

_PLAIN = {  # what a name means that ends with such a thing
    Identifier: "value",
    Reference: "value",
    Measure: "value",
    Channel: "value",
    AllowanceCharge: "amount",
}
_ALLOWANCES = "allowances"


class UnknownFieldError(ValueError):
    """A name that is no field; the message says which part, and what there is instead."""


class Step(NamedTuple):
    """From a thing to a part of it.

    `key` says which one of several, by its key or its ordinal from 1. `constants` are what is known
    of that part by the name alone. `kind` is the part's type.
    """

    attribute: str
    key: str | int | None
    constants: tuple[tuple[str, Any], ...]
    kind: Any


class FieldPath(NamedTuple):
    """`steps` lead from the document, or from a line of it, to a value of the type `leaf`."""

    name: str
    is_line: bool
    steps: tuple[Step, ...]
    leaf: Any

    @property
    def place(self) -> str:
        """Return the name without keys and ordinals."""
        parts = [step.attribute for step in self.steps]
        return ".".join(["lines", *parts] if self.is_line else parts)


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the types of a class's fields."""
    found = typing.get_type_hints(kind)
    return {name: found[name] for name in names(kind)}


@cache
def mandatory(kind: Any) -> tuple[str, ...]:
    """Return the fields of a class that have no default."""
    return tuple(each.name for each in fields(kind) if each.default is REQUIRED)


def plain_type(hint: Any) -> tuple[Any, bool]:
    """Return the type of a field without `| None` and `tuple[...]`, and whether it is a tuple."""
    if isinstance(hint, types.UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def is_nullable(hint: Any) -> bool:
    return isinstance(hint, types.UnionType)


def is_leaf(kind: Any) -> bool:
    """Whether values of a type stand in one cell."""
    return not is_record(kind) or kind in (Unit, Money, Moment)


def line_type(document: Any) -> Any:
    return plain_type(hints(document)["lines"])[0]


def find_field(document: Any, name: str) -> FieldPath:
    """Return the way to a field of a class of documents; UnknownFieldError if there is none."""
    parts = name.split(".")
    is_line = parts[0] == "lines"
    start = line_type(document) if is_line else document
    steps: list[Step] = []
    leaf = _walk(start, parts[1:] if is_line else parts, steps, name)
    return FieldPath(name, is_line, tuple(steps), leaf)


def _walk(kind: Any, parts: list[str], steps: list[Step], name: str) -> Any:
    if not parts:
        parts = [_PLAIN.get(kind, "")]
    attribute, rest = parts[0], parts[1:]
    is_allowance = attribute == _ALLOWANCES and "charges" in hints(kind)
    if is_allowance:
        attribute = "charges"
    is_missing = attribute not in hints(kind)
    if is_missing or (plain_type(hints(kind)[attribute])[1] and attribute == "lines" and not rest):
        known = ", ".join(hints(kind))
        raise UnknownFieldError(f"“{name}”: there is no “{attribute}”, only {known}")
    inner, is_tuple = plain_type(hints(kind)[attribute])
    key: str | int | None = None
    constants: tuple[tuple[str, Any], ...] = ()
    if is_tuple and inner in KEYS:
        key, rest, constants = _keyed(inner, rest, name, is_charge=not is_allowance)
    elif is_tuple:
        key, rest = (int(rest[0]), rest[1:]) if rest and rest[0].isdecimal() else (1, rest)
        if not key:
            raise UnknownFieldError(f"“{name}”: counting starts at 1")
    steps.append(Step(attribute, key, constants, inner))
    return _leaf(inner, rest, steps, name)


def _keyed(
    kind: Any, rest: list[str], name: str, *, is_charge: bool
) -> tuple[str, list[str], tuple[tuple[str, Any], ...]]:
    if not rest:
        raise UnknownFieldError(f"“{name}”: say which {KEYS[kind]}, as in “{name}.buyer”")
    constants: tuple[tuple[str, Any], ...] = ((KEYS[kind], rest[0]),)
    if kind is AllowanceCharge:
        constants += (("is_charge", is_charge),)
    return rest[0], rest[1:], constants


def _leaf(inner: Any, rest: list[str], steps: list[Step], name: str) -> Any:
    if inner is Money and rest == ["currency"]:
        steps.append(Step("currency", None, (), str))
        return str
    if not is_leaf(inner):
        return _walk(inner, rest, steps, name)
    if rest:
        raise UnknownFieldError(f"“{name}”: “{'.'.join(rest)}” is too much")
    return inner


def is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)
