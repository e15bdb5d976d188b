"""In which order the HLs of an 856 are written: who stands in whom, and which order is whose."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from edi.canonical.despatch import DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.messages.x12 import writing

_SHIPMENT = "1"


@dataclass(frozen=True, slots=True)
class Level:
    """An HL to be written; `parent` is the HL01 of the one it stands in."""

    id: str
    parent: str
    content: OrderReference | HandlingUnit | DespatchLine


class Packing:
    """Places orders, packages and lines as a reader will find them again, in their own order.

    A package with goods of one order stands in that order, with those of several in the shipment,
    and then the orders stand in it. So they do too where a package comes before the goods of the
    orders that are named before its own, as it would bring its order before them.
    """

    def __init__(self, advice: DespatchAdvice) -> None:
        self._advice = advice
        self._units = {unit.id: unit for unit in advice.units}
        self._written: dict[str, str] = {}  # package: HL01
        self._orders_in: dict[tuple[str, str], str] = {}  # HL01 around, order number: HL01
        self._met: set[str] = set()  # orders that have an HL
        self._busy = {line.order_number for line in advice.lines}
        numbers = [order.number for order in advice.orders]
        self._places = {number: at for at, number in reversed(list(enumerate(numbers)))}
        self._told = self._due = 0  # before these, all idle orders, and all others, have an HL
        self._content = self._orders_of_packages()
        self._count = 1

    def levels(self) -> Iterator[Level]:
        """Yield the HLs after that of the shipment."""
        pending = deque(self._advice.units)
        for line in self._advice.lines:
            while line.unit_id and line.unit_id not in self._written:
                yield from self._unit(pending.popleft(), line.order_number)
            parent = self._written.get(line.unit_id, _SHIPMENT)
            if line.order_number and self._content.get(line.unit_id) is None:
                yield from self._order(line.order_number, parent)
                parent = self._orders_in[parent, line.order_number]
            yield self._next(parent, line)
        for unit in pending:
            yield from self._unit(unit, "")
        yield from self._idle_orders(len(self._advice.orders))

    def _unit(self, unit: HandlingUnit, at_hand: str) -> Iterator[Level]:
        """Write a package, and before it those around it; `at_hand` is the next line's order."""
        if unit.id in self._written:
            return
        if unit.parent and unit.parent not in self._written:
            yield from self._unit(self._units[unit.parent], at_hand)
        parent = self._written.get(unit.parent, _SHIPMENT)
        order = self._content.get(unit.id)
        if order and self._content.get(unit.parent) is None:
            if order != at_hand and self._is_early(order):
                self._content[unit.id] = None
            else:
                yield from self._order(order, parent)
                parent = self._orders_in[parent, order]
        level = self._next(parent, unit)
        self._written[unit.id] = level.id
        yield level

    def _order(self, number: str, parent: str) -> Iterator[Level]:
        if (parent, number) in self._orders_in:
            return
        known = None
        if number in self._places:
            yield from self._idle_orders(self._places[number])
            known = self._advice.orders[self._places[number]]
        content = known if known and number not in self._met else _bare(known, number)
        level = self._next(parent, content)
        self._orders_in[parent, number] = level.id
        self._met.add(number)
        yield level

    def _is_early(self, number: str) -> bool:
        """Whether an order that is named before this one still waits for its goods."""
        orders = self._advice.orders
        while self._due < len(orders) and (
            orders[self._due].number in self._met or orders[self._due].number not in self._busy
        ):
            self._due += 1
        return number not in self._met and self._due < self._places.get(number, len(orders))

    def _idle_orders(self, until: int) -> Iterator[Level]:
        """Write the orders before this one that nothing in the shipment belongs to."""
        for order in self._advice.orders[self._told : until]:
            if order.number not in self._busy and order.number not in self._met:
                level = self._next(_SHIPMENT, order)
                self._orders_in[_SHIPMENT, order.number] = level.id
                self._met.add(order.number)
                yield level
        self._told = max(self._told, until)

    def _next(self, parent: str, content: OrderReference | HandlingUnit | DespatchLine) -> Level:
        self._count += 1
        return Level(str(self._count), parent, content)

    def _orders_of_packages(self) -> dict[str, str | None]:
        """Return the one order whose goods a package holds; None for several, absent for none."""
        found: dict[str, str | None] = {}
        for line in self._advice.lines:
            at, way = line.unit_id, set[str]()
            while at:
                if at in way:
                    sentence = "A package stands in itself. Correct the packages."
                    raise writing.unsayable(sentence, "HL", 2, at)
                way.add(at)
                same = found.get(at, line.order_number) == line.order_number
                found[at] = line.order_number if same else None
                at = self._units[at].parent
        return found


def _bare(known: OrderReference | None, number: str) -> OrderReference:
    """Return the order without what it said where it stood first."""
    return OrderReference(number, known.issued, known.release) if known else OrderReference(number)
