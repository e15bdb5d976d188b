"""Moulds: what lines have in common that are the same but for their values.

The first line of a mould is parsed and held against the tables as any other part. Later ones have
the same elements in the same places, so their values are poured into the groups of the first when
somebody asks for them.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from edi.messages.ubl.nodes import Group, Item, Leaf, Value, in_price
from edi.messages.ubl.outlines import Part, Place, read_part
from edi.messages.ubl.seen import Seen
from edi.messages.ubl.steps import zone
from edi.messages.ubl.tables import CAC, CBC, aggregates, document
from edi.messages.ubl.taking import path_of
from edi.syntax.xml.limits import LIMITS
from edi.syntax.xml.parsing import Source, XmlRefusedError, parse_unchecked
from edi.syntax.xml.prolog import read_prolog

DOCUMENTS = {"OrderLine": "Order", "InvoiceLine": "Invoice", "CreditNoteLine": "CreditNote"}
SLOT = "\0"  # stands for a value; no XML has it
_PREFIXES = {"cac": CAC, "cbc": CBC}
_NAME = r"[A-Za-z_][A-Za-z0-9_.:-]*"
_START = rf'<(?:{_NAME})((?: {_NAME}="{SLOT}")*)>'
_SKELETON = re.compile(rf"(?:[ \t\r\n]*(?:{_START}(?:{SLOT}</{_NAME}>)?|</{_NAME}>))*[ \t\r\n]*")
_STARTS = re.compile(rf"{_START}({SLOT})?")
_NAMES = re.compile(rf" ({_NAME})=")
_PROLOG = read_prolog(b"<lines/>", LIMITS)
_EMPTY, _NONE = -2, -1  # what stands behind the texts of a line

# The values of a line in the order of the document, then an empty text and None.
Texts = list[Any]


class NotPlainError(Exception):
    """A document is to be read element by element."""


class LineSaid(NamedTuple):
    """What rules on sums and categories ask of a line; a text that is missing is empty."""

    number: str
    amount: Decimal | None
    category: str
    rate: Decimal | None
    scheme: str
    has_category: bool


class Mould:
    """Lines of one skeleton: their text with a slot for each value.

    `currencies`, `sums` and `categories` are where values of interest are: currencies by their
    number among attributes, amounts that are no prices and what tax categories say by that among
    texts.
    """

    def __init__(self, key: str, skeleton: str, line: str) -> None:
        """Cast a mould from the first line of it; NotPlainError if that is not good."""
        if not _SKELETON.fullmatch(skeleton):
            raise NotPlainError
        self.part = _parsed(key, line)._replace(said=self._said)
        self.currencies: list[int] = []
        self.sums: list[int] = []
        self._readers: list[tuple[int, Callable[[str], Value | None]]] = []
        self._leaves: list[Leaf] = []
        self._with_attributes: list[tuple[Leaf, list[tuple[str, int]]]] = []
        self._paths: list[str] = []
        self._attributes = 0
        starts = _STARTS.findall(skeleton)[1:]
        for (given, slot), place in zip(starts, self.part.outline.places, strict=True):
            self._place(_NAMES.findall(given), place, has_text=bool(slot))
        self.has_category, self.pick = self._asked(self.part.groups[key == "OrderLine"])
        plain = {id(leaf) for leaf in self._leaves if not leaf.attributes}
        self.categories = [
            (group, *self._within(group, plain))
            for group in [self.part.groups[at] for at in self.part.outline.categories]
        ]
        self._texts: Texts = []
        self._getters = {
            at: getter if is_all else _nothing_to_compare
            for at, (_, getter, is_all) in zip(
                self.part.outline.categories, self.categories, strict=True
            )
        }

    def _place(self, names: list[str], place: Place, *, has_text: bool) -> None:
        step, at, index, table, wanted = place
        group = self.part.groups[at]
        if table:
            if names or has_text or (step.is_category and group.table.name == "AllowanceCharge"):
                raise NotPlainError
            return
        leaf = group.all(step.key)[max(index - 1, 0)]
        if not isinstance(leaf, Leaf) or names != list(leaf.attributes or ()):
            raise NotPlainError
        if wanted or not has_text:
            raise NotPlainError
        number = len(self._leaves)
        self._leaves.append(leaf)
        self._paths.append(path_of(group) + step.child.name)
        if step.read:
            self._readers.append((number, _without_zone(step.read) if step.is_dated else step.read))
        if names:
            numbers = [(name, self._attributes + n) for n, name in enumerate(names)]
            self._attributes += len(names)
            self._with_attributes.append((leaf, numbers))
            self.currencies += [n for name, n in numbers if name == "currencyID"]
        if "currencyID" in names and isinstance(leaf.value, Decimal) and not in_price(group):
            self.sums.append(number)

    def _asked(self, line: Group) -> tuple[bool, Callable[[Texts], tuple[Any, ...]]]:
        """Return whether a line has a tax category, and what picks the texts of LineSaid."""
        category = line.group("Item", "ClassifiedTaxCategory")
        places = [(line.leaf("ID"), _EMPTY), (line.leaf("LineExtensionAmount"), _NONE)]
        if category:
            places += [(category.leaf("ID"), _EMPTY), (category.leaf("Percent"), _NONE)]
            places.append((category.leaf("TaxScheme", "ID"), _EMPTY))
        else:
            places += [(None, _EMPTY), (None, _NONE), (None, _EMPTY)]
        return category is not None, itemgetter(*[self._number(*each) for each in places])

    def _number(self, leaf: Leaf | None, missing: int) -> int:
        """Return which text of a line is that of a leaf."""
        return self._leaves.index(leaf) if leaf else missing

    def _within(self, category: Group, plain: set[int]) -> tuple[Callable[[Texts], object], bool]:
        """Return what picks the texts of a category, and whether that is all it says."""
        inside = {id(placed.leaf) for placed in category.leaves()}
        numbers = [at for at, leaf in enumerate(self._leaves) if id(leaf) in inside]
        return itemgetter(*numbers), inside <= plain

    def _said(self, category: int) -> object:
        return self._getters[category](self._texts)

    def read(self, texts: list[str]) -> Texts:
        """Return the values of a line; NotPlainError where one is not good."""
        found: Texts = [*texts, "", None]
        for at, read in self._readers:
            value = read(texts[at])
            if value is None:
                raise NotPlainError
            found[at] = value
        return found

    def pour(self, texts: Texts, attributes: list[str]) -> None:
        """Make the groups of the mould those of a line."""
        self._texts = texts
        leaf: Leaf
        for leaf, leaf.value in zip(self._leaves, texts, strict=False):  # noqa: B007 - it is set
            pass
        for leaf, names in self._with_attributes:
            leaf.attributes = {name: attributes[at] for name, at in names}

    def left(self, found: dict[str, None]) -> None:
        """Note the paths of what nobody took since values were poured."""
        for leaf, path in zip(self._leaves, self._paths, strict=True):
            if leaf.taken:
                leaf.taken = False
            else:
                found[path] = None
            if leaf.attributes:
                found.update((f"{path}/@{name}", None) for name in leaf.attributes)


def _parsed(key: str, line: str) -> Part:
    """Parse a line by itself and hold it against the tables; NotPlainError if it is not good."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    utf8 = f"<lines{spaces}>{line}</lines>".encode()
    try:
        root = parse_unchecked(Source(utf8, _PROLOG))
    except XmlRefusedError:
        raise NotPlainError from None
    name = DOCUMENTS[key]
    child = document(name).by_key[key]
    if len(root) != 1 or root[0].tag != child.tag:
        raise NotPlainError
    group = Group(child.name, aggregates()[child.type], Group(name, document(name), None, 0), 0)
    part = read_part(root[0], group, Seen(), len(line))
    if part is None or part.outline.has_empty_aggregate or not part.texts:
        raise NotPlainError
    return part


def _nothing_to_compare(_texts: Texts) -> object:
    return object()


def _without_zone(read: Callable[[str], Value | None]) -> Callable[[str], Value | None]:
    return lambda text: None if zone(text) else read(text)


def copied(group: Group, parent: Group | None) -> Group:
    copied = Group(group.name, group.table, parent, group.index)
    for key, held in group.items.items():
        if isinstance(held, list):
            copied.items[key] = [_item_copied(each, copied) for each in held]
        else:
            copied.items[key] = _item_copied(held, copied)
    return copied


def _item_copied(item: Item, parent: Group) -> Item:
    return Leaf(item.value, item.attributes) if isinstance(item, Leaf) else copied(item, parent)
