"""Values out of groups: what is taken is marked, so that what was left is known afterwards."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from edi.canonical.measures import Measure, Moment, Money, Unit
from edi.messages.ubl import codes
from edi.messages.ubl.nodes import Group, Leaf


def text(group: Group | None, key: str, *more: str) -> str:
    if group is None:
        return ""
    leaf: object = group.leaf(key, *more) if more else group.items.get(key)
    if leaf is None:
        return ""
    if type(leaf) is list:
        leaf = leaf[0] if leaf else None
    if type(leaf) is not Leaf:
        return ""
    leaf.taken = True
    value = leaf.value
    return value if type(value) is str else ""


def texts(group: Group | None, key: str) -> tuple[str, ...]:
    """Take all texts of a name, empty ones excepted."""
    if group is None or key not in group.items:
        return ()
    found = []
    for item in group.all(key):
        if type(item) is Leaf and type(item.value) is str:
            item.taken = True
            if item.value:
                found.append(item.value)
    return tuple(found)


def number(group: Group | None, key: str, *more: str) -> Decimal | None:
    leaf = take(group, key, *more)
    return leaf.value if leaf is not None and type(leaf.value) is Decimal else None


def day(group: Group | None, key: str, *more: str) -> date | None:
    leaf = take(group, key, *more)
    return leaf.value if leaf is not None and type(leaf.value) is date else None


def clock(group: Group | None, key: str, *more: str) -> time | None:
    leaf = take(group, key, *more)
    return leaf.value if leaf is not None and type(leaf.value) is time else None


def truth(group: Group | None, key: str, *more: str) -> bool | None:
    leaf = take(group, key, *more)
    return leaf.value if leaf is not None and type(leaf.value) is bool else None


def money(group: Group | None, key: str, *more: str) -> Money | None:
    leaf = take(group, key, *more)
    if leaf is None or type(leaf.value) is not Decimal:
        return None
    given = leaf.attributes
    return Money(leaf.value, given.pop("currencyID", "") if given else "")


def quantity(group: Group | None, key: str, *more: str) -> tuple[Decimal | None, Unit | None]:
    leaf = take(group, key, *more)
    if leaf is None or type(leaf.value) is not Decimal:
        return None, None
    code = leaf.attributes.pop("unitCode", "") if leaf.attributes else ""
    return leaf.value, _unit(code) if code else None


def measure(group: Group | None, kind: str, key: str, *more: str) -> Iterator[Measure]:
    value, unit = quantity(group, key, *more)
    if value is not None:
        yield Measure(kind, value, unit)


def moment(group: Group | None, kind: str, day_key: str, time_key: str = "") -> tuple[Moment, ...]:
    if group is None or day_key not in group.items:
        return ()
    on = day(group, day_key)
    return (Moment(kind, on, clock(group, time_key) if time_key else None),) if on else ()


def take(group: Group | None, key: str, *more: str) -> Leaf | None:
    """Take the first basic component on a path."""
    if group is None:
        return None
    leaf: object = group.leaf(key, *more) if more else group.items.get(key)
    if type(leaf) is list:
        leaf = leaf[0] if leaf else None
    if type(leaf) is not Leaf:
        return None
    leaf.taken = True
    return leaf


def attribute(leaf: Leaf, name: str) -> str:
    """Take an attribute; what is not taken counts as not carried."""
    return leaf.attributes.pop(name, "") if leaf.attributes else ""


def not_carried(root: Group, of_lines: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the paths, without positions, of what nobody took; the groups are used up by it.

    `of_lines` are those of lines that have no groups; lines are the last of a document.
    """
    found: dict[str, None] = {}
    _collect(root, found)
    found.update(dict.fromkeys(of_lines))
    return tuple(found)


def _collect(group: Group, found: dict[str, None]) -> None:
    for key, held in group.items.items():
        for item in held if type(held) is list else (held,):
            if type(item) is Leaf:
                if not item.taken or item.attributes:
                    _leave(item, f"{path_of(group)}{group.table.by_key[key].name}", found)
                continue
            if item.items:  # type: ignore[union-attr] # what is no leaf is a group
                _collect(item, found)  # type: ignore[arg-type]
            elif item.table.name == "open":  # type: ignore[union-attr] # it was not looked into
                found[path_of(item)[:-1]] = None  # type: ignore[arg-type]
            item.parent = None  # type: ignore[union-attr] # so that memory is free at once


def path_of(group: Group) -> str:
    """Return how a group is come to from the document, without positions."""
    return f"{path_of(group.parent)}{group.name}/" if group.parent else ""


def _leave(leaf: Leaf, name: str, found: dict[str, None]) -> None:
    if not leaf.taken:
        found[name] = None
    for each in leaf.attributes or ():
        found[f"{name}/@{each}"] = None


@lru_cache(maxsize=512)
def _unit(code: str) -> Unit:
    return codes.unit(code)
