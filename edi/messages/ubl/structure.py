"""From elements to groups: order, number, type and attributes of all, by the tables.

Parts that are good are read in one go (see `outlines`). Any other is gone through aggregate by
aggregate: where the names of its children, taken together, are a shape that was found good before,
only their values are looked at.
"""

from collections.abc import Callable
from typing import cast

from edi.messages.ubl import wording
from edi.messages.ubl.findings import Finding, Findings
from edi.messages.ubl.nodes import Group, Item, Leaf, Placed
from edi.messages.ubl.outlines import Part, read_part
from edi.messages.ubl.plain import PlainLines
from edi.messages.ubl.seen import Seen, wish
from edi.messages.ubl.steps import BLANK, Step, read_leaf, step_of
from edi.messages.ubl.tables import PREFIXES, Aggregate, Child, aggregates
from edi.syntax.faults import Level
from edi.syntax.xml.parsing import Element, split_name
from edi.syntax.xml.positions import name_of

_MOST_SHAPES, _LONGEST_SHAPE = 500, 200
_DEEPEST = 60
_MOST_CHILDREN = 100_000
_OPEN = Aggregate("open", ())
_NONE: frozenset[str] = frozenset()


_Plan = tuple[Step | None, ...]  # None for a child that is skipped
_SHAPES: dict[str, dict[tuple[str, ...], _Plan]] = {}


class Structure:
    """Reads the elements of one document into groups, noting what is wrong.

    Its methods raise TooManyFindingsError when more is wrong than is worth saying. `doubt` is
    called once, before anything that is not good or not looked into.
    """

    def __init__(
        self, findings: Findings, longest_text: int, doubt: Callable[[], None] | None = None
    ) -> None:
        self._findings = findings
        self._longest = longest_text
        self._doubt = doubt
        self.elements = 0
        self.texts = 0  # values that are sure to be one text each
        self.seen = Seen()
        self.parts: list[Part] = []
        self.plain: PlainLines | None = None
        self.heading = None  # nor was it read from a mould

    def document(self, root: Element, group: Group) -> None:
        """Read a document into its group, without the lines that are there already."""
        self.elements += 1
        self._fill(group, root, 1, frozenset(group.items))

    def document_of(self, root: Element, group: Group, lines: PlainLines) -> None:
        """Read a document into its group, whose lines were cut out of it before."""
        self.heading_of(root, group, lines.key)
        child = group.table.by_key[lines.key]
        place = Group(child.name, aggregates()[child.type], group, 0)
        group.items[lines.key] = [place] * len(lines)
        self.elements += lines.elements
        self.plain = lines
        lines.see(self.seen)

    def heading_of(self, root: Element, group: Group, key: str) -> None:
        """Read a document into its group, but for its lines, which are called `key`."""
        self.elements += 1
        self._fill(group, root, 1, frozenset({key}))

    def line(self, element: Element, child: Child, parent: Group, index: int) -> Group:
        """Read one line of a large document by itself, whose `index` counts from 1."""
        group = Group(child.name, aggregates()[child.type], parent, index)
        self._part(group, element, 2)
        return group

    def _part(self, group: Group, element: Element, depth: int) -> None:
        """Fill a part of a document, by its outline where it is good."""
        part = read_part(element, group, self.seen, self._longest)
        if part is None:
            self._be_in_doubt()
            self._fill(group, element, depth, _NONE)
            return
        self.elements += len(part.outline.places)
        self.texts += part.texts
        if part.is_line:
            self.parts.append(part)

    def _be_in_doubt(self) -> None:
        doubt, self._doubt = self._doubt, None
        if doubt:
            doubt()

    def _fill(self, group: Group, element: Element, depth: int, ready: frozenset[str]) -> None:
        if len(element) > _MOST_CHILDREN:
            self._be_in_doubt()
            sentence = wording.crowded(group.name, _MOST_CHILDREN)
            self._findings.note(Finding(Level.SEGMENT, "ubl-crowded", group.path(), sentence))
            return
        children = element[:]  # type: ignore[index] # twice as fast as list(element)
        tags = tuple([child.tag for child in children])
        shapes = _SHAPES.get(group.table.name)
        plan = shapes.get(tags) if shapes else None
        if plan is None:
            self._be_in_doubt()
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

    def _one_of(self, group: Group, element: Element, step: Step, depth: int) -> None:
        """Read a child of which several may stand."""
        held = cast("list[Item]", group.items.setdefault(step.key, []))
        read = self._group if step.is_aggregate else self._leaf
        item = read(group, element, step, len(held) + 1, depth)
        if item is not None:
            held.append(item)

    def _group(self, parent: Group, element: Element, step: Step, index: int, depth: int) -> Group:
        group = Group(step.child.name, step.table or _OPEN, parent, index)
        if step.table is None:
            self._be_in_doubt()
            self.elements += sum(1 for _ in element.iter("*")) - 1
            return group
        if depth == 1:
            self._part(group, element, 2)
        else:
            self._fill(group, element, depth + 1, _NONE)
        if step.is_category:
            self.seen.categories.append(group)
        for name in element.keys():  # noqa: SIM118 - an element is no mapping
            self._be_in_doubt()
            sentence = wording.attribute_unknown(group.name, str(name))
            self._findings.note(
                Finding(Level.SEGMENT, "ubl-unknown-attribute", group.path(), sentence)
            )
        return group

    def _leaf(
        self, group: Group, element: Element, step: Step, index: int, _depth: int
    ) -> Leaf | None:
        leaf = None if len(element) else read_leaf(element, step, self._longest)
        if leaf is None:
            self._be_in_doubt()
            leaf = self._diagnosed(group, element, step, index)
            if leaf is None:
                return None
        self.texts += bool(step.read or leaf.value)
        wanted = "" if step.read else wish(step.key, group.name, group.table.name)
        self.seen.note(Placed(group, step.key, index, leaf), wanted)
        return leaf

    def _diagnosed(self, group: Group, element: Element, step: Step, index: int) -> Leaf | None:
        """Say what is wrong with a basic component; return it if it is only long and may be."""
        given = cast("dict[str, str]", dict(element.items()))
        text = (element.text or "").strip(BLANK)
        if not self._is_sound(group, element, step, given, index):
            return None
        if step.read is None:
            return Leaf(text, given or None)
        self._refuse(group, step, text, index)
        return None

    def _refuse(self, group: Group, step: Step, text: str, index: int) -> None:
        sentence = wording.value(step.child.name, step.child.type, text)
        path = _path(group, step.child, index)
        self._findings.note(Finding(Level.ELEMENT, "ubl-value", path, sentence, text))

    def _is_sound(
        self, group: Group, element: Element, step: Step, given: dict[str, str], index: int
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

    def _step(self, tag: str) -> Step | None:
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
        return step_of(child)

    def _unknown(self, tag: str) -> None:
        name = name_of(*split_name(tag), PREFIXES)
        sentence = wording.unknown(name, self._group.name)
        path = f"{self._group.path()}/{name}"
        self._findings.note(Finding(Level.SEGMENT, "ubl-unknown", path, sentence))

    def _note(self, child: Child, count: int, code: str, sentence: str) -> None:
        level = Level.SEGMENT if child.is_aggregate else Level.ELEMENT
        path = _path(self._group, child, count if count > 1 else 0)
        self._findings.note(Finding(level, code, path, sentence))


def _path(group: Group, child: Child, index: int) -> str:
    return f"{group.path()}/{child.name}" + (f"[{index}]" if index else "")


_TOO_DEEP = (
    f"The elements are nested more than {_DEEPEST} deep, which no business document is. "
    "Check the program that wrote it."
)
