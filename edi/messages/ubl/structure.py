"""From elements to groups: order, number, type and attributes of all, by the tables.

The good case is one look-up: the names of an aggregate's children, taken together, are a shape
that was found good before. Only a new shape is gone through child by child.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from edi.messages.ubl import wording
from edi.messages.ubl.findings import Finding, Findings
from edi.messages.ubl.nodes import Group, Item, Leaf, Placed, Value
from edi.messages.ubl.seen import CATEGORY, COUNTRY, Seen
from edi.messages.ubl.tables import PREFIXES, Aggregate, Child, aggregates, attributes
from edi.syntax.faults import Level
from edi.syntax.xml import values
from edi.syntax.xml.parsing import Element, split_name
from edi.syntax.xml.positions import name_of

_PLAIN_DATE = len("2026-11-21")
_BLANK = " \t\r\n"
_DATED = frozenset({"Date", "Time"})
_ZONE = re.compile(r"(?:Z|(?<=[0-9]{2})[+-][0-9]{2}:[0-9]{2})$")
_READERS: dict[str, Callable[[str], Value | None]] = {
    **dict.fromkeys(
        ["Amount", "Measure", "Numeric", "Percent", "Quantity", "Rate"], values.read_decimal
    ),
    "Date": values.read_date,
    "Time": values.read_time,
    "Indicator": values.read_boolean,
}
_MOST_SHAPES, _LONGEST_SHAPE = 500, 200
_DEEPEST = 60
_MOST_CHILDREN = 100_000
_OPEN = Aggregate("open", ())
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
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


_Plan = tuple[_Step | None, ...]  # None for a child that is skipped
_SHAPES: dict[str, dict[tuple[str, ...], _Plan]] = {}
_STEPS: dict[Child, _Step] = {}


class Structure:
    """Reads the elements of one document into groups, noting what is wrong.

    Its methods raise TooManyFindingsError when more is wrong than is worth saying.
    """

    def __init__(self, findings: Findings, longest_text: int) -> None:
        self._findings = findings
        self._longest = longest_text
        self.elements = 0
        self.seen = Seen()

    def document(self, root: Element, group: Group) -> None:
        """Read a document into its group, without the lines that are there already."""
        self.elements += 1
        self._fill(group, root, 1, frozenset(group.items))

    def line(self, element: Element, child: Child, parent: Group, index: int) -> Group:
        """Read one line of a large document by itself, whose `index` counts from 1."""
        group = Group(child.name, aggregates()[child.type], parent, index)
        self._fill(group, element, 2, _NONE)
        return group

    def _fill(self, group: Group, element: Element, depth: int, ready: frozenset[str]) -> None:
        if len(element) > _MOST_CHILDREN:
            sentence = wording.crowded(group.name, _MOST_CHILDREN)
            self._findings.note(Finding(Level.SEGMENT, "ubl-crowded", group.path(), sentence))
            return
        children = element[:]  # type: ignore[index] # twice as fast as list(element)
        tags = tuple([child.tag for child in children])
        shapes = _SHAPES.get(group.table.name)
        plan = shapes.get(tags) if shapes else None
        if plan is None:
            plan = _Shape(group, self._findings).plan(tags)
        self.elements += len(children)
        if depth > _DEEPEST:
            self._findings.note(Finding(Level.SEGMENT, "ubl-too-deep", group.path(), _TOO_DEEP))
            return
        items = group.items
        for child, step in zip(children, plan, strict=True):
            if step is None or step.key in ready:
                continue
            if step.several:
                self._one_of(group, child, step, depth)
                continue
            read = self._group if step.is_aggregate else self._leaf
            item = read(group, child, step, 0, depth)
            if item is not None:
                items[step.key] = item
        if not items:
            self.seen.has_empty_aggregate = True

    def _one_of(self, group: Group, element: Element, step: _Step, depth: int) -> None:
        """Read a child of which several may stand."""
        held = cast("list[Item]", group.items.setdefault(step.key, []))
        read = self._group if step.is_aggregate else self._leaf
        item = read(group, element, step, len(held) + 1, depth)
        if item is not None:
            held.append(item)

    def _group(self, parent: Group, element: Element, step: _Step, index: int, depth: int) -> Group:
        group = Group(step.child.name, step.table or _OPEN, parent, index)
        if step.table is None:
            self.elements += sum(1 for _ in element.iter("*")) - 1
            return group
        self._fill(group, element, depth + 1, _NONE)
        if step.is_category:
            self.seen.categories.append(group)
        for name in element.keys():  # noqa: SIM118 - an element is no mapping
            sentence = wording.attribute_unknown(group.name, str(name))
            self._findings.note(
                Finding(Level.SEGMENT, "ubl-unknown-attribute", group.path(), sentence)
            )
        return group

    def _leaf(
        self, group: Group, element: Element, step: _Step, index: int, _depth: int
    ) -> Leaf | None:
        text = element.text
        text = text.strip(_BLANK) if text else ""
        items = element.items()
        given: dict[str, str] | None = None
        is_good = not step.required
        if items:
            given = cast("dict[str, str]", dict(items))
            is_good = _are_good(given, step)
        if (not is_good or len(text) > self._longest or len(element)) and not self._is_sound(
            group, element, step, given or {}, index
        ):
            return None
        read = step.read
        if read is None:
            leaf = Leaf(text, given)
            if given or not text or step.key == COUNTRY:
                self.seen.text(Placed(group, step.key, index, leaf))
            return leaf
        value = read(text)
        if value is None:
            self._refuse(group, step, text, index)
            return None
        if step.child.type in _DATED:
            given = _zone(text)
        leaf = Leaf(value, given)
        if given:
            self.seen.value(Placed(group, step.key, index, leaf))
        return leaf

    def _refuse(self, group: Group, step: _Step, text: str, index: int) -> None:
        sentence = wording.value(step.child.name, step.child.type, text)
        path = _path(group, step.child, index)
        self._findings.note(Finding(Level.ELEMENT, "ubl-value", path, sentence, text))

    def _is_sound(
        self, group: Group, element: Element, step: _Step, given: dict[str, str], index: int
    ) -> bool:
        name = step.child.name
        found: list[tuple[str, str]] = []
        if len(element):
            found.append(("ubl-nested", wording.nested(name)))
        if len(element.text or "") > self._longest and step.child.type != "BinaryObject":
            found.append(("ubl-too-long", wording.too_long(name, self._longest)))
        if step.required and not given.get(step.required):
            sentence = wording.attribute_missing(name, step.required)
            found.append(("ubl-missing-attribute", sentence))
        found += [
            ("ubl-unknown-attribute", wording.attribute_unknown(name, attribute))
            for attribute in given
            if attribute not in step.allowed
        ]
        for code, sentence in found:
            path = _path(group, step.child, index)
            self._findings.note(Finding(Level.ELEMENT, code, path, sentence))
        return not found


class _Shape:
    """The names of one aggregate's children, gone through one by one."""

    def __init__(self, group: Group, findings: Findings) -> None:
        self._group = group
        self._findings = findings
        self._table = group.table
        self._counts: dict[int, int] = {}
        self._furthest = -1

    def plan(self, tags: tuple[str, ...]) -> _Plan:
        """Note what is wrong with a shape; keep it when nothing is."""
        before = len(self._findings)
        plan = tuple([self._step(tag) for tag in tags])
        for at, child in enumerate(self._table.children):
            if child.least and at not in self._counts:
                sentence = wording.missing(child.name, self._group.name)
                self._note(child, 0, "ubl-missing", sentence)
        if len(self._findings) == before and len(tags) <= _LONGEST_SHAPE:
            shapes = _SHAPES.setdefault(self._table.name, {})
            if len(shapes) < _MOST_SHAPES:
                shapes[tags] = plan
        return plan

    def _step(self, tag: str) -> _Step | None:
        at = self._table.by_tag.get(tag)
        if at is None:
            self._unknown(tag)
            return None
        child = self._table.children[at]
        count = self._counts[at] = self._counts.get(at, 0) + 1
        if at < self._furthest:
            last = self._table.children[self._furthest].name
            sentence = wording.misplaced(child.name, self._group.name, last)
            self._note(child, count, "ubl-misplaced", sentence)
        if count > child.most:
            sentence = wording.too_many(child.name, self._group.name)
            self._note(child, count, "ubl-too-many", sentence)
            return None
        self._furthest = max(self._furthest, at)
        return _step(child)

    def _unknown(self, tag: str) -> None:
        name = name_of(*split_name(tag), PREFIXES)
        sentence = wording.unknown(name, self._group.name)
        path = f"{self._group.path()}/{name}"
        self._findings.note(Finding(Level.SEGMENT, "ubl-unknown", path, sentence))

    def _note(self, child: Child, count: int, code: str, sentence: str) -> None:
        level = Level.SEGMENT if child.is_aggregate else Level.ELEMENT
        path = _path(self._group, child, count if count > 1 else 0)
        self._findings.note(Finding(level, code, path, sentence))


def _are_good(given: dict[str, str], step: _Step) -> bool:
    required = step.required
    if required and not given.get(required):
        return False
    return (len(given) == 1 and required in given) or given.keys() <= step.allowed


def _zone(text: str) -> dict[str, str] | None:
    """Return the time zone of a date or time as if it were an attribute; None has none of them."""
    if len(text) == _PLAIN_DATE:
        return None
    zone = _ZONE.search(text)
    return {"zone": zone[0]} if zone else None


def _path(group: Group, child: Child, index: int) -> str:
    return f"{group.path()}/{child.name}" + (f"[{index}]" if index else "")


def _step(child: Child) -> _Step:
    step = _STEPS.get(child)
    if step is None:
        looked_into = child.is_aggregate and child.type != "open"
        allowed, required = attributes().get(child.type, (frozenset(), ""))
        step = _STEPS[child] = _Step(
            child,
            child.key,
            child.most > 1,
            child.is_aggregate,
            aggregates()[child.type] if looked_into else None,
            _READERS.get(child.type),
            required,
            allowed,
            child.type == CATEGORY,
        )
    return step


_TOO_DEEP = (
    f"The elements are nested more than {_DEEPEST} deep, which no business document is. "
    "Check the program that wrote it."
)
