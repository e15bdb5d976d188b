"""Headings read from the text of a document, as its lines are (see `plain`).

What stands before and after the lines is much the same in all documents of a sender, so it has a
mould too: one for each start of the document, skeleton of what follows, and end of the document.
"""

import re
from collections.abc import Iterator
from threading import local

from edi.messages.ubl.findings import Findings, TooManyFindingsError
from edi.messages.ubl.moulds import Mould, NotPlainError, check_skeleton, take_apart
from edi.messages.ubl.nodes import Group, Placed
from edi.messages.ubl.outlines import Part
from edi.messages.ubl.plain import Cut, PlainLines, check_place
from edi.messages.ubl.seen import COUNTRY, Seen, wish
from edi.messages.ubl.structure import Structure
from edi.messages.ubl.tables import aggregates, document, namespace
from edi.syntax.xml.limits import XmlLimits
from edi.syntax.xml.parsing import XmlRefusedError, parse_unchecked, shape_check, split_name

# The start tag of the document and what stands before it: what names mean is said there. Values of
# attributes that hold a `>` make it end too early, and then the rest is no skeleton.
_START = re.compile(r"[^<]*(?:<\?[^<>]*>[^<]*)?<[^<>?]+>")
_MOST_MOULDS = 100  # that are kept
_MOST_MET = 1000  # kinds of headings that are remembered without a mould
_LONGEST = 20_000  # characters of a heading
_MOST_TAGS = 500  # of a heading; what values decide of larger ones would take long to find out


class HeadingMould(Mould):
    """Documents of one start, skeleton and end, without their lines.

    `groups` are its aggregates in the order of the document, itself first.
    """

    def __init__(self, skeleton: str, given: Cut, bounds: XmlLimits) -> None:
        """Cast a mould from the first heading of it; NotPlainError if that is not good."""
        if skeleton.count("<") > _MOST_TAGS:
            raise NotPlainError
        check_skeleton(skeleton + given.after)
        structure, group = _parsed(given, bounds)
        super().__init__(skeleton, group)
        self.groups = list(_aggregates(group))
        seen = structure.seen
        if seen.has_empty_value or seen.has_zoned_date or not all(g.items for g in self.groups):
            raise NotPlainError
        self._seen = seen
        self._countries = [slot.placed.leaf for slot in self.slots if _is_country(slot.placed)]
        self._elements = structure.elements
        line = group.table.by_key[given.key]
        self._line = Group(line.name, aggregates()[line.type], group, 0)
        self._key = given.key

    def stand_for(self, lines: PlainLines) -> None:
        """Give the document empty groups for its lines."""
        self.group.items[self._key] = [self._line] * len(lines)

    def seen(self) -> Seen:
        """Return what rules ask of whole documents, as far as the heading says it."""
        return Seen(
            amounts=[*self._seen.amounts],
            identifiers=[*self._seen.identifiers],
            countries={str(leaf.value) for leaf in self._countries},
            categories=[*self._seen.categories],
        )

    @property
    def elements(self) -> int:
        """How many elements there are, one line included."""
        return self._elements


class PlainDocument:
    """A document read from its text, good until this thread reads another one.

    Its names are those of `Structure`.
    """

    parts: tuple[Part, ...] = ()

    def __init__(self, heading: HeadingMould, lines: PlainLines) -> None:
        heading.stand_for(lines)
        self.group = heading.group
        self.heading = heading
        self.plain = lines
        self.elements = heading.elements + lines.elements
        self.seen = heading.seen()
        lines.see(self.seen)


def read_plain(given: Cut, lines: PlainLines, bounds: XmlLimits) -> PlainDocument | None:
    """Read a document whose lines are read; None where its heading is not usual."""
    start = _START.match(given.before)
    if start is None or len(given.before) + len(given.after) > _LONGEST:
        return None
    try:
        skeleton, texts, attributes = take_apart(given.before[start.end() :])
        mould = _known(start[0], skeleton, given, bounds)
        if mould is None:
            return None
        mould.pour(mould.read(texts), attributes)
    except NotPlainError:
        return None
    return PlainDocument(mould, lines)


def _known(start: str, skeleton: str, given: Cut, bounds: XmlLimits) -> HeadingMould | None:
    """Return the mould of a heading; None where it can have none, or is the first of its kind.

    Casting a mould takes as long as reading a heading element by element, so it is for those that
    come again.
    """
    moulds, met = _KEPT.moulds, _KEPT.met
    key = given.key, start, skeleton, given.after
    if key not in moulds:
        if hash(key) not in met:
            if len(met) >= _MOST_MET:
                met.clear()
            met.add(hash(key))
            return None
        if len(moulds) >= _MOST_MOULDS:
            moulds.clear()
        try:
            moulds[key] = HeadingMould(skeleton, given, bounds)
        except NotPlainError:
            moulds[key] = None
    return moulds[key]


def _parsed(given: Cut, bounds: XmlLimits) -> tuple[Structure, Group]:
    """Parse a heading and hold it against the tables; NotPlainError if it is not good."""
    source, name = given.heading, given.document
    group = Group(name, document(name), None, 0)
    structure = Structure(Findings(1), bounds.text)
    try:
        root = parse_unchecked(source, bounds)
        check_place(root, given.key)
        shape_check(source, bounds)(root)
        if split_name(root.tag) != (namespace(name), name):
            raise NotPlainError
        structure.heading_of(root, group, given.key)
    except (XmlRefusedError, TooManyFindingsError):
        raise NotPlainError from None
    return structure, group


def _aggregates(group: Group) -> Iterator[Group]:
    yield group
    for held in group.items.values():
        for item in held if isinstance(held, list) else [held]:
            if isinstance(item, Group):
                yield from _aggregates(item)


def _is_country(placed: Placed) -> bool:
    return wish(placed.key, placed.group.name, placed.group.table.name) == COUNTRY


class _Kept(local):
    """Moulds are poured into, so each thread has its own; None for a skeleton that has none."""

    def __init__(self) -> None:
        self.moulds: dict[tuple[str, ...], HeadingMould | None] = {}
        self.met: set[int] = set()


_KEPT = _Kept()
