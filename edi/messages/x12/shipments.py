"""The tree of HL segments of an 856: who stands in whom, and what is wrong with it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edi.canonical.measures import Measure, Moment
from edi.messages.checking import Good
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS
from edi.syntax.faults import Severity

if TYPE_CHECKING:
    from edi.canonical.parties import Contact, Reference
    from edi.messages.x12.parties import PartyDraft

_SHIPMENT, _ORDER, _ITEM = "S", "O", "I"
_SSCC_MARKS = {"GM": 2, "AA": 2}
_SSCC_DIGITS = (18, 20)
_ZEROS = ord("0") * (3 * 9 + 9)  # what eighteen zeros come to
_NONE_YET: list[Any] = []  # of most things a level has none, and there may be 100,000 levels
_MOST_REMARKS = 100  # on the marks of one package
_NO_UNIT = "7"  # AK403: not one of the values allowed here


class Node:
    """An HL with what followed it so far."""

    __slots__ = (
        "contacts", "count", "dates", "descriptions", "hl", "id", "level", "lin", "marks",
        "measures", "misread_marks", "package", "parent", "parties", "prf", "references", "sn1",
    )  # fmt: skip

    def __init__(self, hl: Good) -> None:
        self.hl = hl
        self.id: str = hl[1].strip()
        self.parent = (hl[2] or "").strip()
        self.level: str = hl[3]
        self.lin: tuple[str | None, ...] = ()  # its elements, as a match takes three times as much
        self.sn1: Good | None = None
        self.prf: Good | None = None
        self.misread_marks: list[Good] = _NONE_YET
        self.marks: list[tuple[str, str]] = _NONE_YET
        self.references: list[Reference] = _NONE_YET
        self.dates: list[Moment] = _NONE_YET
        self.parties: list[PartyDraft] = _NONE_YET
        self.contacts: list[Contact] = _NONE_YET
        self.measures: list[Measure] = _NONE_YET
        self.descriptions: list[str] = _NONE_YET
        self.package = ""
        self.count = 1

    def keep(self, what: str, thing: object) -> None:
        """Add to one of the lists; each is made when the first thing is put in it."""
        held = getattr(self, what)
        if held:
            held.append(thing)
        else:
            setattr(self, what, [thing])

    def mark(self, man: Good) -> None:
        """Keep the marks of a MAN, and the MAN itself when it has to be remarked on."""
        if len(self.misread_marks) < _MOST_REMARKS and wrong_marks(man):
            self.keep("misread_marks", man)
        for kind, mark in (man.group(1, 2), man.group(4, 5)):
            if kind and mark:
                self.keep("marks", (kind, mark.rstrip()))

    @property
    def is_package(self) -> bool:
        return self.level not in {_SHIPMENT, _ORDER, _ITEM}

    def measure(self, kind: str, value: str | None, unit: str | None) -> None:
        if value:
            unit_of = UNITS[unit] if unit else None
            self.keep("measures", Measure(kind, Decimal(value), unit_of))


class Tree:
    """Nodes without faults: packages and items, each with the order and the package around it."""

    def __init__(self, nodes: list[Node]) -> None:
        self.packages = [node for node in nodes if node.is_package]
        self.items = [node for node in nodes if node.level == _ITEM]
        self._numbers = {node.id: str(at) for at, node in enumerate(self.packages, 1)}
        self._nodes = {node.id: node for node in nodes}
        self._around: dict[str, tuple[Good | None, str]] = {}

    def number(self, node: Node) -> str:
        return self._numbers[node.id]

    def package_around(self, node: Node) -> str:
        """Return the number of the package a node stands in, empty for none."""
        above = self._nodes.get(node.parent)
        return self._context(above)[1] if above else ""

    def order_of(self, node: Node) -> Good | None:
        """Return the PRF that holds for a node: its own, or the nearest above it."""
        above = None if node.prf else self._nodes.get(node.parent)
        return self._context(above)[0] if above else node.prf

    def _context(self, node: Node) -> tuple[Good | None, str]:
        way: list[Node] = []
        at: Node | None = node
        while at and at.id not in self._around:
            way.append(at)
            at = self._nodes.get(at.parent)
        order, package = self._around[at.id] if at else (None, "")
        for each in reversed(way):
            order = each.prf or order
            package = self._numbers.get(each.id, package)
            self._around[each.id] = order, package
        return self._around[node.id]


def remarks_on(nodes: list[Node], ctt: Good | None) -> Iterator[Remark]:
    """Return what is wrong with the tree and its leaves, in the order of the message."""
    known = {node.id: node for node in reversed(nodes)}  # of two with one id the first is meant
    looped = _looped(nodes, known)
    for at, node in enumerate(nodes):
        if known[node.id] is not node:
            yield _repeated(node)
        elif node.parent and node.parent not in known:
            yield _orphan(node)
        elif node.id in looped:
            yield _cycle(node)
        elif at and not node.parent and node.level != _SHIPMENT:
            yield _rootless(node)
        yield from _of_item(node)
        yield from _of_marks(node)
    yield from _miscounted(nodes, ctt)


def _looped(nodes: list[Node], known: dict[str, Node]) -> set[str]:
    """Return the ids of nodes that stand in themselves, by whatever way round."""
    done: set[str] = set()
    looped: set[str] = set()
    for node in nodes:
        way: list[str] = []
        at: Node | None = node
        while at and at.id not in done:
            done.add(at.id)
            way.append(at.id)
            at = known.get(at.parent)
        if at and at.id in way:
            looped.update(way[way.index(at.id) :])
    return looped


def _repeated(node: Node) -> Remark:
    sentence = (
        f"The id {node.id} (HL01) is used by two levels of the shipment, so what belongs to it "
        "cannot be told. Give every HL an id of its own and send the message again."
    )
    return Remark(node.hl, "HL", 1, _NO_UNIT, sentence, "628", "HL")


def _orphan(node: Node) -> Remark:
    sentence = (
        f"The level {node.id} belongs to {node.parent} (HL02), which is not in the message. "
        "Add it or correct the id and send the message again."
    )
    return Remark(node.hl, "HL", 2, _NO_UNIT, sentence, "734", "HL")


def _cycle(node: Node) -> Remark:
    sentence = (
        f"The level {node.id} belongs to {node.parent} (HL02), and so in the end to itself. "
        "Correct the ids and send the message again."
    )
    return Remark(node.hl, "HL", 2, _NO_UNIT, sentence, "734", "HL")


def _rootless(node: Node) -> Remark:
    sentence = (
        f"The level {node.id} ({node.level}) names no level it belongs to (HL02). It was taken as "
        "standing directly in the shipment. Name the level next time."
    )
    return Remark(node.hl, "HL", 2, "2", sentence, "734", "HL", Severity.WARNING)


def _of_item(node: Node) -> Iterator[Remark]:
    if node.level == _ITEM and node.sn1 is None:
        sentence = (
            f"The item {node.id} has no shipped quantity (SN1); it was taken as 0. "
            "Say how many pieces are on their way."
        )
        yield Remark(node.hl, "HL", 0, "3", sentence, "", "HL", Severity.WARNING)


def _of_marks(node: Node) -> Iterator[Remark]:
    for man in node.misread_marks:
        for at in wrong_marks(man):
            sentence = (
                f"“{man[at][:40]}” (MAN{at:02}) is not a valid SSCC: it needs 18 digits with a "
                "right check digit. The package may not be found by its label. Check it."
            )
            yield Remark(man, "MAN", at, _NO_UNIT, sentence, "87", "HL", Severity.WARNING)


def wrong_marks(man: Good) -> list[int]:
    """Return the elements of a MAN that are given as an SSCC and are none."""
    return [
        at
        for at in (2, 5)
        if man[at - 1] in _SSCC_MARKS and man[at] and not is_sscc(man[at].strip())
    ]


def is_sscc(mark: str) -> bool:
    """Tell whether a mark is an SSCC, with or without its application identifier (GS1 3.3.2)."""
    if len(mark) not in _SSCC_DIGITS or not (mark.isascii() and mark.isdecimal()):
        return False
    digits = mark[2:] if len(mark) == max(_SSCC_DIGITS) else mark
    if digits is not mark and not mark.startswith("00"):
        return False
    values = digits.encode()
    return (3 * sum(values[-2::-2]) + sum(values[::-2]) - _ZEROS) % 10 == 0


def _miscounted(nodes: list[Node], ctt: Good | None) -> Iterator[Remark]:
    """Compare CTT01, which partners use for the number of HLs or of items."""
    items = sum(node.level == _ITEM for node in nodes)
    if ctt is None or int(ctt[1]) in {len(nodes), items}:
        return
    sentence = (
        f"The message says it has {int(ctt[1])} parts (CTT01), but {len(nodes)} levels with "
        f"{items} items came. Check whether some were lost, correct the count and send it again."
    )
    yield Remark(ctt, "CTT", 1, _NO_UNIT, sentence, "354")
