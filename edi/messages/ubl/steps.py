"""What to do with each child of an aggregate, made ready from the tables once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from edi.messages.ubl.nodes import Leaf, Value
from edi.messages.ubl.seen import CATEGORY
from edi.messages.ubl.tables import Aggregate, Child, aggregates, attributes
from edi.syntax.xml import values
from edi.syntax.xml.parsing import Element

BLANK = " \t\r\n"
DATED = frozenset({"Date", "Time"})
_PLAIN_DATE = len("2026-11-21")
_ZONE = re.compile(r"(?:Z|(?<=[0-9]{2})[+-][0-9]{2}:[0-9]{2})$")
_READERS: dict[str, Callable[[str], Value | None]] = {
    **dict.fromkeys(
        ["Amount", "Measure", "Numeric", "Percent", "Quantity", "Rate"], values.read_decimal
    ),
    "Date": values.read_date,
    "Time": values.read_time,
    "Indicator": values.read_boolean,
}


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What to do with one child of an aggregate."""

    child: Child
    key: str
    several: bool
    is_aggregate: bool
    table: Aggregate | None  # of an aggregate that is looked into
    read: Callable[[str], Value | None] | None
    required: str
    allowed: frozenset[str]
    is_category: bool
    is_dated: bool


_STEPS: dict[Child, Step] = {}


def step_of(child: Child) -> Step:
    step = _STEPS.get(child)
    if step is None:
        looked_into = child.is_aggregate and child.type != "open"
        allowed, required = attributes().get(child.type, (frozenset(), ""))
        step = _STEPS[child] = Step(
            child,
            child.key,
            child.most > 1,
            child.is_aggregate,
            aggregates()[child.type] if looked_into else None,
            _READERS.get(child.type),
            required,
            allowed,
            child.type == CATEGORY,
            child.type in DATED,
        )
    return step


def read_leaf(element: Element, step: Step, longest: int) -> Leaf | None:
    """Read a basic component; None if its value or an attribute is not good, or it is too long.

    Whether it has children of its own is not looked at.
    """
    text = element.text
    text = text.strip(BLANK) if text else ""
    items = element.items()
    given: dict[str, str] | None = None
    if items:
        given = cast("dict[str, str]", dict(items))
        if not _are_good(given, step):
            return None
    elif step.required:
        return None
    if len(text) > longest:
        return None
    if step.read is None:
        return Leaf(text, given)
    value = step.read(text)
    if value is None:
        return None
    return Leaf(value, zone(text) if step.is_dated else given)


def _are_good(given: dict[str, str], step: Step) -> bool:
    required = step.required
    if required and not given.get(required):
        return False
    return (len(given) == 1 and required in given) or given.keys() <= step.allowed


def zone(text: str) -> dict[str, str] | None:
    """Return the time zone of a date or time as if it were an attribute; None has none of them."""
    if len(text) == _PLAIN_DATE:
        return None
    found = _ZONE.search(text)
    return {"zone": found[0]} if found else None
