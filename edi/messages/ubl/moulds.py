"""Moulds: what texts have in common that are the same but for their values.

The first text of a mould is parsed and held against the tables as any other. Later ones have the
same elements in the same places, so their values are poured into the groups of the first when
somebody asks for them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from edi.messages.ubl.nodes import Group, Leaf, Placed, Value
from edi.messages.ubl.steps import step_of, zone
from edi.messages.ubl.taking import path_of

SLOT = "\0"  # stands for a value; no XML has it
_CONTROL = r"\x00-\x1f\ufffe\uffff"
_ATTRIBUTE = re.compile(rf'="([^\s"<>{_CONTROL}][^"<>{_CONTROL}]*)"')
_TEXT = re.compile(rf">([^\s<>{_CONTROL}][^<>{_CONTROL}]*)(?<! )<")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos);)?")
_NAME = r"[A-Za-z_][A-Za-z0-9_.:-]*"
_START = rf'<(?:{_NAME})((?: {_NAME}="{SLOT}")*)>'
_SKELETON = re.compile(rf"(?:[ \t\r\n]*(?:{_START}(?:{SLOT}</{_NAME}>)?|</{_NAME}>))*[ \t\r\n]*")
_STARTS = re.compile(rf"{_START}({SLOT})?")
_NAMES = re.compile(rf" ({_NAME})=")

# The values of a text in the order of the document, then an empty text and None.
Texts = list[Any]
EMPTY, NONE = -2, -1  # where those two are


class NotPlainError(Exception):
    """A document is to be read element by element."""


class Apart(NamedTuple):
    """A text taken apart: what is left of it without its values, those, and its attributes'."""

    skeleton: str
    texts: list[str]
    attributes: list[str]


def take_apart(text: str) -> Apart:
    pieces = _ATTRIBUTE.split(text)
    attributes = pieces[1::2]
    pieces = _TEXT.split(f'="{SLOT}"'.join(pieces[::2]))
    texts = pieces[1::2]
    if "&" in text:
        attributes = [_REFERENCE.sub(_referred, each) for each in attributes]
        texts = [_REFERENCE.sub(_referred, each) for each in texts]
    return Apart(f">{SLOT}<".join(pieces[::2]), texts, attributes)


def _referred(match: re.Match[str]) -> str:
    if match[1] is None:
        raise NotPlainError
    return _ENTITIES[match[1]]


def check_skeleton(skeleton: str) -> None:
    """Check that a skeleton is nothing but tags; NotPlainError if not."""
    if not _SKELETON.fullmatch(skeleton):
        raise NotPlainError


class Slot(NamedTuple):
    """Where a value goes, and its attributes by their number among those of the text."""

    placed: Placed
    attributes: dict[str, int]


class Mould:
    """Texts of one skeleton: their text with a slot for each value."""

    def __init__(self, skeleton: str, group: Group) -> None:
        """Cast a mould around the good group of a text; NotPlainError if not all fits a slot."""
        starts = [(_NAMES.findall(given), slot) for given, slot in _STARTS.findall(skeleton)]
        named = [names for names, slot in starts if slot]
        values = list(_values(group))
        if len(values) != len(named) or any(names for names, slot in starts if not slot):
            raise NotPlainError
        self.group = group
        self.slots: list[Slot] = []
        self._readers: list[tuple[int, Callable[[str], Value | None]]] = []
        self._attributes = 0
        for placed, names in zip(values, named, strict=True):
            self._add_slot(placed, names)
        self._leaves = [slot.placed.leaf for slot in self.slots]
        self._paths = [_path(slot.placed) for slot in self.slots]
        self._with_one = [
            (slot.placed.leaf, *next(iter(slot.attributes.items())))
            for slot in self.slots
            if len(slot.attributes) == 1
        ]
        self._with_more = [
            (slot.placed.leaf, slot.attributes) for slot in self.slots if len(slot.attributes) > 1
        ]
        self._texts: Texts = []

    def _add_slot(self, placed: Placed, names: list[str]) -> None:
        if names != list(placed.leaf.attributes or ()):
            raise NotPlainError
        step = step_of(placed.group.table.by_key[placed.key])
        if step.read:
            read = _without_zone(step.read) if step.is_dated else step.read
            self._readers.append((len(self.slots), read))
        numbers = {name: self._attributes + at for at, name in enumerate(names)}
        self._attributes += len(names)
        self.slots.append(Slot(placed, numbers))

    def read(self, texts: list[str]) -> Texts:
        """Return the values of a text; NotPlainError where one is not good."""
        found: Texts = [*texts, "", None]
        for at, read in self._readers:
            value = read(texts[at])
            if value is None:
                raise NotPlainError
            found[at] = value
        return found

    def pour(self, texts: Texts, attributes: list[str]) -> None:
        """Make the groups of the mould those of a text, nothing of which is taken yet."""
        self._texts = texts
        leaf: Leaf
        for leaf, leaf.value in zip(self._leaves, texts, strict=False):
            leaf.taken = False
        for leaf, name, at in self._with_one:
            leaf.attributes = {name: attributes[at]}
        for leaf, names in self._with_more:
            leaf.attributes = {name: attributes[at] for name, at in names.items()}

    def left(self, found: dict[str, None]) -> None:
        """Note the paths of what nobody took since values were poured."""
        for leaf, path in zip(self._leaves, self._paths, strict=True):
            if not leaf.taken:
                found[path] = None
            if leaf.attributes:
                found.update((f"{path}/@{name}", None) for name in leaf.attributes)


def _values(group: Group) -> Iterator[Placed]:
    """Yield all basic components below, in the order of the document."""
    for key, held in group.items.items():
        several = isinstance(held, list)
        for at, item in enumerate(held if isinstance(held, list) else [held], int(several)):
            if isinstance(item, Leaf):
                yield Placed(group, key, at, item)
            else:
                yield from _values(item)


def _path(placed: Placed) -> str:
    return path_of(placed.group) + placed.group.table.by_key[placed.key].name


def _without_zone(read: Callable[[str], Value | None]) -> Callable[[str], Value | None]:
    return lambda text: None if zone(text) else read(text)
