"""856 to `DespatchAdvice`.

An HL of level S is the shipment, O an order, T and P packages, I an item; other levels are taken
as packages, so any nesting reads: shipment-order-item, pallets over orders, cross-docking. Units
are numbered anew from 1 in the order of the message. SN101 is the line's number, LIN01 that of the
order's line. A check digit of an SSCC that is wrong is a warning: the goods are on their way.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.canonical.measures import Measure, Moment, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Contact, Reference
from edi.canonical.terms import Transport
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.headings import PARTY
from edi.messages.x12.parties import PartyDraft, contact, reference
from edi.messages.x12.remarks import Remark
from edi.messages.x12.shipments import Node, Tree, remarks_on
from edi.messages.x12.terms import Terms
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import clock, day, products

SHIPMENT, ORDER, ITEM = "S", "O", "I"
KINDS = {"T": "pallet", "P": "carton"}  # data element 735
_LOT, _SERIAL, _TRACKING = "LT", "SE", "CN"  # data element 128
_BEST_BEFORE, _PRODUCED = "036", "405"  # data element 374
SSCC_MARKS = frozenset({"GM", "AA"})  # data element 88
_SSCC_DIGITS, _APPLICATION_IDENTIFIER = 18, "00"


class DespatchDraft(Terms):
    """An 856 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.bsn: Good | None = None
        self.ctt: Good | None = None
        self.dates: list[Moment] = []
        self.nodes: list[Node] = []

    def begin(self, segment: Good) -> None:
        self.bsn = segment
        terms.note_spare(self.spare, "BSN", segment, range(1, 6))

    def dtm(self, segment: Good) -> None:
        self.dates += _moments(segment)

    def hl(self, segment: Good) -> None:
        self.nodes.append(Node(segment))

    def count(self, segment: Good) -> None:
        self.ctt = segment

    @property
    def node(self) -> Node:
        return self.nodes[-1]

    def advice(self) -> DespatchAdvice:
        """Return the advice; only for a message without faults, which has its BSN."""
        if self.bsn is None:
            raise AssertionError
        purpose, number, issued, at = self.bsn.group(1, 2, 3, 4)
        known = codes.PURPOSES.get(purpose, Purpose.OTHER)
        shipments = [node for node in self.nodes if node.level == SHIPMENT]
        tree = Tree(self.nodes)
        return DespatchAdvice(
            number=number.rstrip(),
            issued=day(issued),
            time=clock(at),
            purpose=known,
            purpose_code=f"x12:{purpose}" if known is Purpose.OTHER else "",
            orders=_orders(self.nodes),
            parties=tuple(party.party() for node in shipments for party in node.parties),
            contacts=tuple(each for node in shipments for each in node.contacts),
            references=tuple(each for node in shipments for each in node.references),
            dates=(*self.dates, *(each for node in shipments for each in node.dates)),
            measures=tuple(each for node in shipments for each in node.measures),
            units=tuple(_unit(node, tree) for node in tree.packages),
            lines=tuple(_line(node, tree, at) for at, node in enumerate(tree.items, 1)),
            delivery_terms=self.delivery_terms,
            transport=self.transport,
        )

    def remarks(self) -> Iterator[Remark]:
        return remarks_on(self.nodes, self.ctt)


def _moments(dtm: Good) -> list[Moment]:
    kind, on, at = dtm.group(1, 2, 3)
    name = codes.DESPATCH_DATES.name(kind)
    name = codes.DATE_KINDS.name(kind) if name.startswith("x12:") else name
    return [Moment(name, day(on), clock(at) if at else None)] if on else []


def _orders(nodes: list[Node]) -> tuple[OrderReference, ...]:
    """Return each order once, with the parties and numbers of its HLs."""
    found: dict[tuple[str, ...], OrderReference] = {}
    for node in nodes:
        if node.prf is None:
            continue
        number, release, _, issued = (text or "" for text in node.prf.group(1, 2, 3, 4))
        key = number.rstrip(), release.rstrip(), issued
        known = found.get(key) or OrderReference(key[0], day(issued) if issued else None, key[1])
        if node.level == ORDER:
            known = replace(
                known,
                parties=known.parties + tuple(party.party() for party in node.parties),
                references=known.references + tuple(node.references),
            )
        found[key] = known
    return tuple(found.values())


def _unit(node: Node, tree: Tree) -> HandlingUnit:
    sscc, marks = "", []
    for kind, mark in node.marks:
        if kind in SSCC_MARKS and not sscc:
            sscc = plain_sscc(mark)
        else:
            marks.append(Reference("tracking" if kind == "CP" else f"x12:88/{kind}", mark))
    return HandlingUnit(
        id=tree.number(node),
        parent=tree.package_around(node),
        kind=KINDS.get(node.level, "unit"),
        package=node.package,
        count=node.count,
        sscc=sscc,
        measures=tuple(node.measures),
        references=(*node.references, *marks),
    )


def plain_sscc(mark: str) -> str:
    """Return an SSCC without the application identifier (00) that may precede it."""
    has_identifier = len(mark) == _SSCC_DIGITS + 2 and mark.startswith(_APPLICATION_IDENTIFIER)
    return mark[2:] if has_identifier else mark


def _line(node: Node, tree: Tree, ordinal: int) -> DespatchLine:
    number, quantity, unit, ordered = node.sn1.group(1, 2, 3, 5) if node.sn1 else (None,) * 4
    order = tree.order_of(node)
    lots = tuple(each.value for each in node.references if each.kind == f"x12:{_LOT}")
    serials = tuple(each.value for each in node.references if each.kind == f"x12:{_SERIAL}")
    return DespatchLine(
        number=number or str(ordinal),
        quantity=Decimal(quantity) if quantity else Decimal(0),
        unit=UNITS[unit] if unit else None,
        order_number=order[1].rstrip() if order else "",
        order_line=(node.lin[0] or "") if node.lin else "",
        products=products(node.lin[1:]),
        descriptions=tuple(node.descriptions),
        ordered=Decimal(ordered) if ordered else None,
        unit_id=tree.package_around(node),
        batches=_batches(node, lots, serials),
        dates=tuple(each for each in node.dates if each.kind not in _BATCH_DATES),
        references=tuple(each for each in node.references if each.kind not in _BATCH_NUMBERS),
    )


def _batches(node: Node, lots: tuple[str, ...], serials: tuple[str, ...]) -> tuple[Batch, ...]:
    """Return a batch for each piece with a serial number, else for each lot."""
    on = {each.kind: each.date for each in node.dates}
    best_before, produced = on.get(f"x12:{_BEST_BEFORE}"), on.get(f"x12:{_PRODUCED}")
    lot = lots[0] if lots else ""
    if serials:
        return tuple(Batch(lot, one, None, best_before, produced) for one in serials)
    if not lots and (best_before or produced):
        lots = ("",)
    return tuple(Batch(one, "", None, best_before, produced) for one in lots)


_BATCH_NUMBERS = {f"x12:{_LOT}", f"x12:{_SERIAL}"}
_BATCH_DATES = {f"x12:{_BEST_BEFORE}", f"x12:{_PRODUCED}"}


def _only(level: str, path: str, take: Callable[[DespatchDraft, Good], None]) -> Take[Any]:
    """Hand on what stands in an HL of this level; elsewhere the document has no field for it."""

    def taken(draft: DespatchDraft, segment: Good) -> None:
        if draft.node.level == level:
            take(draft, segment)
        else:
            draft.spare.add(f"HL/{path}")

    return taken


def _lin(draft: DespatchDraft, segment: Good) -> None:
    draft.node.lin = segment.groups()[: segment.lastindex]


def _sn1(draft: DespatchDraft, segment: Good) -> None:
    draft.node.sn1 = segment
    terms.note_spare(draft.spare, "HL/SN1", segment, {1, 2, 3, 5, 6})


def _prf(draft: DespatchDraft, segment: Good) -> None:
    draft.node.prf = segment
    terms.note_spare(draft.spare, "HL/PRF", segment, {1, 2, 4})


def _pid(draft: DespatchDraft, segment: Good) -> None:
    if segment[5]:
        draft.node.keep("descriptions", segment[5].rstrip())


def _po4(draft: DespatchDraft, segment: Good) -> None:
    taken: set[int] = set()
    if draft.node.is_package:
        weight, weighed_in, volume, measured_in = segment.group(6, 7, 8, 9)
        draft.node.measure("gross-weight", weight, weighed_in)
        draft.node.measure("volume", volume, measured_in)
        taken = {6, 7, 8, 9}
    terms.note_spare(draft.spare, "HL/PO4", segment, taken)


def _mea(draft: DespatchDraft, segment: Good) -> None:
    kind, value, unit = segment.group(2, 3, 4)
    if kind and value and (draft.node.is_package or draft.node.level == SHIPMENT):
        name = "volume" if kind == "VOL" else codes.MEASURES.name(kind)
        draft.node.measure(name, value, unit[:2] if unit else None)
        terms.note_spare(draft.spare, "HL/MEA", segment, {1, 2, 3, 4})
    else:
        draft.spare.add("HL/MEA")


def _td1(draft: DespatchDraft, segment: Good) -> None:
    node = draft.node
    package, count, qualifier, weight, weighed_in, volume, measured_in = segment.group(
        1, 2, 6, 7, 8, 9, 10
    )
    if not node.is_package and node.level != SHIPMENT:
        draft.spare.add("HL/TD1")
        return
    name = codes.PACKAGES.name(package[:3]) if package else ""
    name = f"x12:{package}" if name.startswith("x12:") else name
    if node.is_package and package:
        node.package, node.count = name, int(count or 1)
    elif node.level == SHIPMENT and count:
        unit = Unit(name if ":" in name else f"X{name}") if name else None
        node.keep("measures", Measure("packages", Decimal(count), unit))
    kind = codes.MEASURES.name(qualifier) if qualifier else "gross-weight"
    kind = f"x12:187/{qualifier}" if kind.startswith("x12:") else kind
    node.measure(kind, weight, weighed_in)
    node.measure("volume", volume, measured_in)
    is_whole = not package or codes.PACKAGES.code(name) == package
    taken = {1, 2, 6, 7, 8, 9, 10} if is_whole or ":" in name else {2, 6, 7, 8, 9, 10}
    terms.note_spare(draft.spare, "HL/TD1", segment, taken)


def _td3(draft: DespatchDraft, segment: Good) -> None:
    if segment[3] and not (draft.transport and draft.transport.vehicle):
        known = draft.transport or Transport()
        draft.transport = replace(known, vehicle=segment[3].rstrip())
        terms.note_spare(draft.spare, "HL/TD3", segment, {3})
    else:
        draft.spare.add("HL/TD3")


def _ref(draft: DespatchDraft, segment: Good) -> None:
    node = draft.node
    is_free = not (draft.transport and draft.transport.tracking)
    if node.level == SHIPMENT and segment[1] == _TRACKING and segment[2] and is_free:
        known = draft.transport or Transport()
        draft.transport = replace(known, tracking=segment[2].rstrip())
    else:
        node.keep("references", reference(segment))


def _man(draft: DespatchDraft, segment: Good) -> None:
    if not draft.node.is_package:
        draft.spare.add("HL/MAN")
        return
    draft.node.mark(segment)
    terms.note_spare(draft.spare, "HL/MAN", segment, {1, 2, 4, 5})


def _dtm(draft: DespatchDraft, segment: Good) -> None:
    if draft.node.level in {SHIPMENT, ITEM}:
        for moment in _moments(segment):
            draft.node.keep("dates", moment)
    else:
        draft.spare.add("HL/DTM")


def _per(draft: DespatchDraft, segment: Good) -> None:
    found: Contact = contact(segment)
    draft.node.keep("contacts", found)


def _n1(draft: DespatchDraft, segment: Good) -> None:
    draft.node.keep("parties", PartyDraft(segment))
    if draft.node.level not in {SHIPMENT, ORDER}:
        draft.spare.add("HL/N1")


def _of_party(take: Take[PartyDraft]) -> Take[Any]:
    return lambda draft, segment: take(draft.node.parties[-1], segment)


TAKERS: dict[str, Take[Any]] = {
    "BSN": DespatchDraft.begin,
    "DTM": DespatchDraft.dtm,
    "HL": DespatchDraft.hl,
    "HL/LIN": _only(ITEM, "LIN", _lin),
    "HL/SN1": _only(ITEM, "SN1", _sn1),
    "HL/PRF": _prf,
    "HL/PID": _only(ITEM, "PID", _pid),
    "HL/PO4": _po4,
    "HL/MEA": _mea,
    "HL/TD1": _td1,
    "HL/TD5": _only(SHIPMENT, "TD5", DespatchDraft.td5),
    "HL/TD3": _only(SHIPMENT, "TD3", _td3),
    "HL/FOB": _only(SHIPMENT, "FOB", DespatchDraft.fob),
    "HL/REF": _ref,
    "HL/PER": _only(SHIPMENT, "PER", _per),
    "HL/MAN": _man,
    "HL/DTM": _dtm,
    "HL/N1": _n1,
    **{f"HL/N1/{name}": _of_party(take) for name, take in PARTY.items()},
    "CTT": DespatchDraft.count,
}
