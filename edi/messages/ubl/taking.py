"""Values out of groups: what is taken is marked, so that what was left is known afterwards."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from edi.canonical.assembly import assembler
from edi.canonical.measures import Measure, Moment, Money, Unit
from edi.messages.ubl import codes
from edi.messages.ubl.nodes import Group, Leaf, Value

_money = assembler(Money)


def text(group: Group | None, *keys: str) -> str:
    value = _value(group, keys)
    return value if type(value) is str else ""


def texts(group: Group | None, key: str) -> tuple[str, ...]:
    """Take all texts of a name, empty ones excepted."""
    found = []
    for item in group.all(key) if group else ():
        if type(item) is Leaf and type(item.value) is str:
            item.taken = True
            if item.value:
                found.append(item.value)
    return tuple(found)


def number(group: Group | None, *keys: str) -> Decimal | None:
    value = _value(group, keys)
    return value if type(value) is Decimal else None


def day(group: Group | None, *keys: str) -> date | None:
    value = _value(group, keys)
    return value if type(value) is date else None


def clock(group: Group | None, *keys: str) -> time | None:
    value = _value(group, keys)
    return value if type(value) is time else None


def truth(group: Group | None, *keys: str) -> bool | None:
    value = _value(group, keys)
    return value if type(value) is bool else None


def money(group: Group | None, *keys: str) -> Money | None:
    leaf = take(group, keys)
    if leaf is None or type(leaf.value) is not Decimal:
        return None
    return _money(leaf.value, attribute(leaf, "currencyID"))


def quantity(group: Group | None, *keys: str) -> tuple[Decimal | None, Unit | None]:
    leaf = take(group, keys)
    if leaf is None or type(leaf.value) is not Decimal:
        return None, None
    code = attribute(leaf, "unitCode")
    return leaf.value, _unit(code) if code else None


def measure(group: Group | None, kind: str, *keys: str) -> Iterator[Measure]:
    value, unit = quantity(group, *keys)
    if value is not None:
        yield Measure(kind, value, unit)


def moment(group: Group | None, kind: str, day_key: str, time_key: str = "") -> Iterator[Moment]:
    on = day(group, day_key)
    if on:
        yield Moment(kind, on, clock(group, time_key) if time_key else None)


def take(group: Group | None, keys: tuple[str, ...]) -> Leaf | None:
    """Take the first basic component on a path."""
    if group is None:
        return None
    if len(keys) == 1:
        found = group.items.get(keys[0])
        leaf = found[0] if type(found) is list and found else found
    else:
        leaf = group.leaf(*keys)
    if type(leaf) is not Leaf:
        return None
    leaf.taken = True
    return leaf


def attribute(leaf: Leaf, name: str) -> str:
    """Take an attribute; what is not taken counts as not carried."""
    return leaf.attributes.pop(name, "") if leaf.attributes else ""


def not_carried(root: Group) -> tuple[str, ...]:
    """Return the paths, without positions, of what nobody took."""
    found: dict[str, None] = {}
    _collect(root, "", found)
    return tuple(found)


def _collect(group: Group, path: str, found: dict[str, None]) -> None:
    for key, held in group.items.items():
        for item in held if type(held) is list else (held,):
            if type(item) is Leaf:
                if item.taken and not item.attributes:
                    continue
                name = f"{path}{group.table.by_key[key].name}"
                if not item.taken:
                    found[name] = None
                for each in item.attributes or ():
                    found[f"{name}/@{each}"] = None
            elif type(item) is Group:
                name = f"{path}{item.name}"
                if not item.items:
                    found[name] = None
                _collect(item, f"{name}/", found)


def _value(group: Group | None, keys: tuple[str, ...]) -> Value | None:
    leaf = take(group, keys)
    return None if leaf is None else leaf.value


@lru_cache(maxsize=512)
def _unit(code: str) -> Unit:
    return codes.unit(code)
