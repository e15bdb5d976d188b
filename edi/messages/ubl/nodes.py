"""A UBL document in memory: aggregates as groups, basic components as leaves with typed values."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple, Union

from edi.messages.ubl.tables import Aggregate

Value = str | Decimal | date | time | bool
Item = Union["Leaf", "Group"]


class Leaf:
    """A basic component: `value` is of its data type, `attributes` those given, or None.

    `taken` says that its value went into the canonical document.
    """

    __slots__ = ("attributes", "taken", "value")

    def __init__(self, value: Value, attributes: dict[str, str] | None) -> None:
        self.value = value
        self.attributes = attributes
        self.taken = False


class Group:
    """An aggregate: `items` holds a child, or where the table allows several a list, by its name.

    `index` counts equal names under one parent from 1 and is 0 where only one may stand.
    """

    __slots__ = ("index", "items", "name", "parent", "table")

    def __init__(self, name: str, table: Aggregate, parent: "Group | None", index: int) -> None:
        self.name = name
        self.table = table
        self.parent = parent
        self.index = index
        self.items: dict[str, Item | list[Item]] = {}

    def all(self, key: str) -> list[Item]:
        """Return the children of a name, in order."""
        found = self.items.get(key)
        if found is None:
            return []
        return found if type(found) is list else [found]  # type: ignore[list-item]

    def groups(self, key: str) -> "list[Group]":
        return self.all(key)  # type: ignore[return-value]

    def group(self, key: str, *more: str) -> "Group | None":
        """Return the first aggregate on a path, or None."""
        found = self.items.get(key)
        if type(found) is list:
            found = found[0] if found else None
        if more and found is not None:
            return found.group(*more)  # type: ignore[union-attr]
        return found  # type: ignore[return-value]

    def leaf(self, key: str, *more: str) -> Leaf | None:
        """Return the first basic component on a path, or None."""
        return self.group(key, *more)  # type: ignore[return-value]

    def value(self, key: str, *more: str) -> Value | None:
        """Return the value of the first basic component on a path, or None."""
        found = self.items.get(key)
        if type(found) is Leaf and not more:
            return found.value
        leaf = self.leaf(key, *more)
        return None if leaf is None else leaf.value

    def text(self, key: str, *more: str) -> str:
        """Return the text of a basic component of a textual type; empty if there is none."""
        value = self.value(key, *more)
        return value if type(value) is str else ""

    def number(self, key: str, *more: str) -> Decimal | None:
        value = self.value(key, *more)
        return value if type(value) is Decimal else None

    def path(self, *keys: str) -> str:
        """Return where this stands, or a descendant of it, as in `/Invoice/cac:Party[2]/cbc:ID`."""
        own = self.name + (f"[{self.index}]" if self.index else "")
        here = f"{self.parent.path()}/{own}" if self.parent else f"/{own}"
        return here + self._down(keys)

    def _down(self, keys: tuple[str, ...]) -> str:
        names = ""
        group: Group | None = self
        for key in keys:
            child = group.table.by_key.get(key) if group else None
            names += f"/{child.name if child else key}"
            group = group.group(key) if group and child and child.is_aggregate else None
        return names

    def select(self, keys: tuple[str, ...]) -> "list[Group]":
        """Return all aggregates on a path."""
        here = [self]
        for key in keys:
            here = [found for each in here for found in each.groups(key)]
        return here

    def leaves(self) -> Iterator["Placed"]:
        """Yield all basic components below, each aggregate's own before those of its children."""
        stack = [self]
        while stack:
            group = stack.pop()
            inner: list[Group] = []
            for key, held in group.items.items():
                if type(held) is Leaf:
                    yield Placed(group, key, 0, held)
                elif type(held) is Group:
                    inner.append(held)
                else:
                    for at, item in enumerate(held, 1):  # type: ignore[arg-type]
                        if type(item) is Leaf:
                            yield Placed(group, key, at, item)
                        else:
                            inner.append(item)  # type: ignore[arg-type]
            stack += reversed(inner)


def in_price(group: Group | None) -> bool:
    """Say whether an aggregate is a price or part of one."""
    return group is not None and (group.table.name == "Price" or in_price(group.parent))


class Placed(NamedTuple):
    """A leaf with its place."""

    group: Group
    key: str
    ordinal: int  # among several, from 1; 0 where only one may stand
    leaf: Leaf

    def attribute(self, name: str) -> str:
        return (self.leaf.attributes or {}).get(name, "")

    def path(self) -> str:
        return self.group.path(self.key) + (f"[{self.ordinal}]" if self.ordinal else "")
