"""Parts of a document by their outline: all of their elements in one go.

An outline is the names of all elements below one, in the order of the document, and how many
children each aggregate has. The lines of an order are many and their outlines few, so each outline
is held against the tables once. A part that is not good in every respect is left to `structure`,
which goes through it element by element and says what is wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from edi.messages.ubl.nodes import Group, Leaf, Placed
from edi.messages.ubl.seen import Seen, wish
from edi.messages.ubl.steps import Step, read_leaf, step_of
from edi.messages.ubl.tables import Aggregate
from edi.syntax.xml.parsing import Element

LINE_KEYS = ("OrderLine", "DespatchLine", "InvoiceLine", "CreditNoteLine")
_LONGEST = 200  # elements of a part; longer ones are rarely alike
_DEEPEST = 30
MOST_OUTLINES = 500  # that are kept

# The step of an element, which aggregate of the part it stands in, its ordinal there (as in
# `Group.index`), the table of an aggregate, and what rules want of a text.
Place = tuple[Step, int, int, Aggregate | None, str]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Where the elements of a part belong, and the `sizes` of its aggregates, itself included."""

    places: tuple[Place, ...]
    sizes: tuple[tuple[int, int], ...]  # by the number of an element, the part itself being 0
    has_empty_aggregate: bool
    categories: tuple[int, ...]  # which aggregates are categories of taxes


class Part(NamedTuple):
    """A part that was read: its aggregates in the order of the document, itself first.

    `said` returns all that one of its tax categories says, by its number, as one value to compare.
    """

    outline: Outline
    groups: list[Group]
    texts: int  # values that are not empty; 0 where one is
    said: Callable[[int], object] | None = None

    @property
    def is_line(self) -> bool:
        return self.groups[0].table.name in LINE_KEYS


_OUTLINES: dict[tuple[str, ...], Outline] = {}


def read_part(element: Element, group: Group, seen: Seen, longest: int) -> Part | None:
    """Fill a group with all that is below its element; None, and it is left empty, if not good."""
    elements = list(islice(element.iter(), _LONGEST + 2))
    outline = _outline(elements, group)
    if outline is None:
        return None
    found = Seen(has_empty_aggregate=outline.has_empty_aggregate)
    groups = [group]
    children = iter(elements)
    next(children)
    for child, (step, at, index, table, wanted) in zip(children, outline.places, strict=True):
        parent = groups[at]
        item: Group | Leaf | None
        if table:
            item = None if child.keys() else Group(step.child.name, table, parent, index)
            groups.append(item)  # type: ignore[arg-type] # None ends it
        else:
            item = read_leaf(child, step, longest)
            if item and (wanted or item.attributes or not item.value):
                found.note(Placed(parent, step.key, index, item), wanted)
        if item is None:
            group.items.clear()
            return None
        if not index:
            parent.items[step.key] = item
        elif index == 1:
            parent.items[step.key] = [item]
        else:
            parent.items[step.key].append(item)  # type: ignore[union-attr]
    found.categories += [groups[at] for at in outline.categories]
    seen.add(found)
    texts = 0 if found.has_empty_value else len(elements) - len(groups)
    return Part(outline, groups, texts)


def _outline(elements: Sequence[Element], group: Group) -> Outline | None:
    """Return the outline of a part; None where it is too long, or not as the tables have it."""
    if len(elements) > _LONGEST:
        return None
    names = (group.table.name, *[element.tag for element in elements])
    outline = _OUTLINES.get(names)
    if outline is None:
        return _drawn(elements, group)
    for at, size in outline.sizes:
        if len(elements[at]) != size:
            return _drawn(elements, group)
    return outline


class _NoOutlineError(Exception):
    pass


def _drawn(elements: Sequence[Element], group: Group) -> Outline | None:
    """Draw an outline and keep it, under names that all outlines share."""
    pen = _Pen()
    try:
        places = tuple(pen.places(elements[0], group.table, 0, group.name, 0))
    except _NoOutlineError:
        return None
    if len(_OUTLINES) >= MOST_OUTLINES:
        _OUTLINES.clear()
    names = (group.table.name, elements[0].tag, *[step.child.tag for step, *_ in places])
    outline = _OUTLINES[names] = Outline(
        places, tuple(pen.sizes), pen.has_empty_aggregate, tuple(pen.categories)
    )
    return outline


class _Pen:
    """Draws one outline; its methods raise _NoOutlineError for what the tables do not have."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []
        self.categories: list[int] = []
        self.has_empty_aggregate = False
        self._elements = self._aggregates = 0

    def places(
        self, element: Element, table: Aggregate, own: int, name: str, depth: int
    ) -> Iterator[Place]:
        """Yield the places of all below an aggregate, which is the one numbered `own`."""
        self.sizes.append((self._elements, len(element)))
        self.has_empty_aggregate |= not len(element)
        counts: dict[str, int] = {}
        for child, step in zip(element, _steps(element, table, depth), strict=True):
            self._elements += 1
            counts[step.key] = counts.get(step.key, 0) + 1
            index = counts[step.key] if step.several else 0
            if step.table:
                self._aggregates += 1
                if step.is_category:
                    self.categories.append(self._aggregates)
                yield step, own, index, step.table, ""
                yield from self.places(
                    child, step.table, self._aggregates, step.child.name, depth + 1
                )
            elif step.is_aggregate or len(child):
                raise _NoOutlineError
            else:
                wanted = "" if step.read else wish(step.key, name, table.name)
                yield step, own, index, None, wanted


def _steps(element: Element, table: Aggregate, depth: int) -> list[Step]:
    """Return the steps of children that are all known, in order, and neither few nor many."""
    places = [table.by_tag.get(child.tag, -1) for child in element]
    if depth > _DEEPEST or -1 in places or places != sorted(places):
        raise _NoOutlineError
    for at, child in enumerate(table.children):
        if not child.least <= places.count(at) <= child.most:
            raise _NoOutlineError
    return [step_of(table.children[at]) for at in places]
