"""Moulds of lines, and what rules ask of lines without looking at their groups."""

from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter

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


# What rules on sums and categories ask of a line: its number, amount, and the code and rate of its
# tax category. A text that is missing is empty; the code is None where there is no category.
LineSaid = tuple[str, Decimal | None, str | None, Decimal | None]


class LineMould(Mould):
    """Lines of one skeleton.

    `currencies` and `sums` are where values of interest are: currencies by their number among
    attributes, amounts that are no prices by that among texts. `categories` are the aggregates of
    tax categories, the names of what is in each and what picks that from the texts. `elements` is
    how many elements a line has.
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
        self.pick = self._asked(part.groups[key == "OrderLine"])
        self.elements = len(part.outline.places) + 1
        numbers = part.outline.categories
        self.categories = [(part.groups[at], *self._within(part.groups[at])) for at in numbers]
        self._getters = {
            at: pick if self._is_bare(group) else _nothing_to_compare
            for at, (group, _, pick) in zip(numbers, self.categories, strict=True)
        }

    def _check(self, place: Place) -> None:
        """Refuse what rules ask of whole documents, and a category whose kind is a value's."""
        step, at, _, table, wanted = place
        inside = self.part.groups[at].table.name
        if wanted or (table and step.is_category and inside == "AllowanceCharge"):
            raise NotPlainError

    def _asked(self, line: Group) -> Callable[[Texts], LineSaid]:
        """Return what picks LineSaid from the texts of a line."""
        category = line.group("Item", "ClassifiedTaxCategory")
        places = [(line.leaf("ID"), EMPTY), (line.leaf("LineExtensionAmount"), NONE)]
        if category:
            places += [(category.leaf("ID"), EMPTY), (category.leaf("Percent"), NONE)]
        else:
            places += [(None, NONE), (None, NONE)]
        return itemgetter(*[self._number(*each) for each in places])

    def _number(self, leaf: Leaf | None, missing: int) -> int:
        """Return which text of a line is that of a leaf."""
        return self._leaves.index(leaf) if leaf else missing

    def _within(self, category: Group) -> tuple[object, Callable[[Texts], object]]:
        """Return the names of what is in a category, and what picks that from texts."""
        inside = list(category.leaves())
        names = category.name, *[(placed.group.name, placed.key) for placed in inside]
        return names, itemgetter(*[self._leaves.index(placed.leaf) for placed in inside])

    def _is_bare(self, category: Group) -> bool:
        """Say whether texts are all that a category says."""
        return not any(placed.leaf.attributes for placed in category.leaves())

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
