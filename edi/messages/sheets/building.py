"""Values of columns to documents and lines, along the paths of a column map."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from edi.canonical.measures import Moment, Money
from edi.canonical.parties import Identifier
from edi.messages.sheets.paths import (
    FieldPath,
    Step,
    hints,
    is_leaf,
    is_nullable,
    mandatory,
    plain_type,
)

Maker = Callable[[Sequence[Any]], Any]
Way = tuple[tuple[Step, ...], int]  # the steps left, and the place of the column's value


class IncompleteError(ValueError):
    """A part of a document is there without what it must have."""

    def __init__(self, attribute: str, kind: Any) -> None:
        super().__init__(attribute)
        self.attribute = attribute
        self.kind = kind


def document_maker(kind: Any, paths: Sequence[FieldPath]) -> Maker:
    """Return what makes a document's fields, all but its lines, of the values of all `paths`.

    Values are None for blanks. It returns arguments for the class and raises IncompleteError.
    """
    ways = [(path.steps, at) for at, path in enumerate(paths)]
    names = [[step.attribute for step in steps] for steps, _ in ways]
    currency = names.index(["currency"]) if ["currency"] in names else None
    arguments = _arguments(kind, ways, {}, currency)

    def make(values: Sequence[Any]) -> dict[str, Any]:
        given = arguments(values)
        if not given:
            raise IncompleteError(mandatory(kind)[0], kind)
        return given

    return make


def line_maker(kind: Any, paths: Sequence[FieldPath]) -> Callable[[Sequence[Any], int], Any]:
    """Return what makes a line of its values, after which stands the document's currency.

    It takes the line's ordinal too, its number where no other is given. Raises IncompleteError.
    """
    ways = [(path.steps, at) for at, path in enumerate(paths)]
    arguments = _arguments(kind, ways, {"number": ""}, -1)

    def make(values: Sequence[Any], ordinal: int) -> Any:
        given = arguments(values)
        given["number"] = given.get("number") or str(ordinal)
        return kind(**given)

    return make


def _arguments(
    kind: Any, ways: list[Way], constants: dict[str, Any], currency: int | None
) -> Callable[[Sequence[Any]], dict[str, Any]]:
    groups = _by(ways, lambda way: way[0][0].attribute)
    leaves = [(name, group[0][1]) for name, group in groups if _is_cell(kind, name)]
    makers = [
        (name, _attribute(kind, name, group, currency))
        for name, group in groups
        if not _is_cell(kind, name)
    ]
    needed = [(name, hints(kind)[name]) for name in mandatory(kind) if name not in constants]

    def make(values: Sequence[Any]) -> dict[str, Any]:
        given = {name: value for name, at in leaves if (value := values[at]) is not None}
        for name, maker in makers:
            if value := maker(values):
                given[name] = value
        if not given:
            return given
        for name, hint in needed:
            if name not in given:
                given[name] = _stand_in(name, hint, kind)
        return {**constants, **given} if constants else given

    return make


def _is_cell(kind: Any, attribute: str) -> bool:
    """Whether a value of the attribute is what a cell says, as it is."""
    inner, is_tuple = plain_type(hints(kind)[attribute])
    return not is_tuple and is_leaf(inner) and inner is not Money


def _stand_in(name: str, hint: Any, kind: Any) -> Any:
    """Return what a missing mandatory part is: nothing, or one that is all defaults."""
    if is_nullable(hint):
        return None
    inner, is_tuple = plain_type(hint)
    if is_tuple or is_leaf(inner) or mandatory(inner):
        raise IncompleteError(name, kind)
    return inner()


def _attribute(kind: Any, attribute: str, ways: list[Way], currency: int | None) -> Maker:
    inner, is_tuple = plain_type(hints(kind)[attribute])
    if not is_tuple:
        return _one(inner, [(steps[1:], at) for steps, at in ways], {}, currency)
    makers = [
        _one(inner, [(steps[1:], at) for steps, at in group], dict(key[1]), currency)
        for key, group in _by(ways, lambda way: (way[0][0].key, way[0][0].constants))
    ]
    if len(makers) == 1:
        only = makers[0]

        def make_one(values: Sequence[Any]) -> Any:
            value = only(values)
            return () if value is None else (value,)

        return make_one
    return lambda values: tuple([value for maker in makers if (value := maker(values)) is not None])


def _one(inner: Any, ways: list[Way], constants: dict[str, Any], currency: int | None) -> Maker:
    if inner is Money:
        return _amount(ways, currency)
    if inner is Moment:
        return _date(ways[0][1], constants["kind"])
    if inner is Identifier and len(ways) == 1 and constants:
        return _identifier(ways[0][1], constants["scheme"])
    if is_leaf(inner):
        at = ways[0][1]
        return lambda values: values[at]
    arguments = _arguments(inner, ways, constants, currency)

    def make(values: Sequence[Any]) -> Any:
        given = arguments(values)
        return inner(**given) if given else None

    return make


def _identifier(at: int, scheme: str) -> Maker:
    return lambda values: None if values[at] is None else Identifier(scheme, values[at])


def _amount(ways: list[Way], currency: int | None) -> Maker:
    amount = next((at for steps, at in ways if not steps), None)
    own = next((at for steps, at in ways if steps), None)
    currencies = [at for at in (own, currency) if at is not None]

    def make(values: Sequence[Any]) -> Money | None:
        value = None if amount is None else values[amount]
        if value is None:
            return None
        return Money(value, next((values[at] for at in currencies if values[at]), ""))

    return make


def _date(at: int, kind: str) -> Maker:
    def make(values: Sequence[Any]) -> Moment | None:
        value = values[at]
        return None if value is None else Moment(kind, *value)

    return make


def _by(ways: list[Way], key: Callable[[Way], Any]) -> list[tuple[Any, list[Way]]]:
    """Group by key, groups in the order in which they first come."""
    order = list(dict.fromkeys(key(way) for way in ways))
    ranked = sorted(ways, key=lambda way: order.index(key(way)))
    return [(found, list(group)) for found, group in groupby(ranked, key)]
