"""Moulds of lines, and what rules ask of lines without looking at their groups."""

from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from edi.messages.ubl.moulds import EMPTY, NONE, Mould, NotPlainError, Texts, check_skeleton
from edi.messages.ubl.nodes import Group, Item, Leaf, in_price
from edi.messages.ubl.outlines import Part, Place, read_part
from edi.messages.ubl.seen import Seen
from edi.messages.ubl.tables import CAC, CBC, aggregates, document
from edi.syntax.xml.limits import LIMITS
from edi.syntax.xml.parsing import Source, XmlRefusedError, parse_unchecked
from edi.syntax.xml.prolog import read_prolog

DOCUMENTS = {"OrderLine": "Order", "InvoiceLine": "Invoice", "CreditNoteLine": "CreditNote"}
_PREFIXES = {"cac": CAC, "cbc": CBC}
_PROLOG = read_prolog(b"<lines/>", LIMITS)


class LineSaid(NamedTuple):
    """What rules on sums and categories ask of a line; a text that is missing is empty."""

    number: str
    amount: Decimal | None
    category: str
    rate: Decimal | None
    scheme: str
    has_category: bool


class LineMould(Mould):
    """Lines of one skeleton.

    `currencies`, `sums` and `categories` are where values of interest are: currencies by their
    number among attributes, amounts that are no prices and what tax categories say by that among
    texts.
    """

    def __init__(self, key: str, skeleton: str, line: str) -> None:
        """Cast a mould from the first line of it; NotPlainError if that is not good."""
        check_skeleton(skeleton)
        part = _parsed(key, line)
        super().__init__(skeleton, part.groups[0])
        self.part = part._replace(said=self._said)
        for place in part.outline.places:
            self._check(place)
        amounts = [(at, slot) for at, slot in enumerate(self.slots) if _is_amount(slot.attributes)]
        self.currencies = [slot.attributes["currencyID"] for _, slot in amounts]
        self.sums = [
            at
            for at, (placed, _) in amounts
            if isinstance(placed.leaf.value, Decimal) and not in_price(placed.group)
        ]
        self.has_category, self.pick = self._asked(part.groups[key == "OrderLine"])
        plain = {id(slot.placed.leaf) for slot in self.slots if not slot.attributes}
        self.categories = [
            (group, *self._within(group, plain))
            for group in [part.groups[at] for at in part.outline.categories]
        ]
        self._getters = {
            at: getter if is_all else _nothing_to_compare
            for at, (_, getter, is_all) in zip(
                part.outline.categories, self.categories, strict=True
            )
        }

    def _check(self, place: Place) -> None:
        """Refuse what rules ask of whole documents, and a category whose kind is a value's."""
        step, at, _, table, wanted = place
        inside = self.part.groups[at].table.name
        if wanted or (table and step.is_category and inside == "AllowanceCharge"):
            raise NotPlainError

    def _asked(self, line: Group) -> tuple[bool, Callable[[Texts], tuple[Any, ...]]]:
        """Return whether a line has a tax category, and what picks the texts of LineSaid."""
        category = line.group("Item", "ClassifiedTaxCategory")
        places = [(line.leaf("ID"), EMPTY), (line.leaf("LineExtensionAmount"), NONE)]
        if category:
            places += [(category.leaf("ID"), EMPTY), (category.leaf("Percent"), NONE)]
            places.append((category.leaf("TaxScheme", "ID"), EMPTY))
        else:
            places += [(None, EMPTY), (None, NONE), (None, EMPTY)]
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


def _is_amount(attributes: dict[str, int]) -> bool:
    return "currencyID" in attributes


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
