"""RECADV: what came in taken, and the draft turned into a receiving advice."""

from decimal import Decimal

from edi.canonical.despatch import OrderReference
from edi.canonical.measures import Unit
from edi.canonical.receiving import (
    Discrepancy,
    ReceiptLine,
    ReceivedPart,
    ReceivedUnit,
    ReceivingAdvice,
)
from edi.messages.edifact import audits, codes, despatch, discrepancies
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.despatch import LOT, SERIAL, SSCC, UnitDraft
from edi.messages.edifact.documents import issued, purpose
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.line_taking import lin
from edi.messages.edifact.parts import LinePart, Referred, without
from edi.messages.edifact.rules import Remark, Take
from edi.messages.edifact.taking import TAKERS as SHARED

RECEIVED, ACCEPTED, DESPATCHED, ORDERED = "48", "194", "12", "21"  # 6063
_DELIVERED, _SPLIT = "46", "11"
RECEIPT = "50"  # 2005
ADVISED = "AAK"  # 1153
_KINDS_OF_ID = {SSCC: "sscc", "AW": "sscc", LOT: "lot", SERIAL: "serial"}  # 7405


class ReceivedUnitDraft(UnitDraft):
    """A CPS or one of its PAC with what followed it so far."""

    __slots__ = ("discrepancies",)

    def __init__(self, unit_id: str, parent: str) -> None:
        super().__init__(unit_id, parent)
        self.discrepancies: list[Discrepancy] = []


class PartDraft:
    """A PCI of a line, or an identity number of its own, with what followed it."""

    __slots__ = ("discrepancies", "ids", "quantity")

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.quantity: Decimal | None = None
        self.discrepancies: list[Discrepancy] = []


class ReceiptDraft(Draft):
    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.units: list[ReceivedUnitDraft] = []
        self.packages = 0  # of the CPS that is open
        self.unit_of: list[ReceivedUnitDraft | None] = []  # by line
        self.discrepancies: list[list[Discrepancy]] = []  # by line
        self.parts: list[list[PartDraft]] = []  # by line
        self.opened = PartDraft()


def _cps(draft: ReceiptDraft, unit_id: str, parent: str | None) -> None:
    draft.units.append(ReceivedUnitDraft(unit_id.rstrip(), (parent or "").rstrip()))
    draft.packages = 0
    draft.part = draft.head


def _pac(draft: ReceiptDraft, *values: str | None) -> None:
    """Open a package; those after the first of a CPS become units of their own."""
    draft.packages += 1
    if draft.packages > 1:
        first = draft.units[-draft.packages + 1]
        draft.units.append(ReceivedUnitDraft(f"{first.id}.{draft.packages}", first.parent))
    despatch.TAKERS["CPS/PAC"](draft, *values)


def _discrepancy(draft: ReceiptDraft, into: list[Discrepancy], *values: str | None) -> None:
    if not any(values):
        return
    found, is_whole = discrepancies.read(*values)
    into.append(found)
    if not is_whole:
        draft.left.add("QVR 4221")


def _pac_qvr(draft: ReceiptDraft, *values: str | None) -> None:
    _discrepancy(draft, draft.units[-1].discrepancies, *values)


def _lin(draft: ReceiptDraft, *values: str | None) -> Remark | None:
    said = lin(draft, *values)
    draft.unit_of.append(draft.units[-max(draft.packages, 1)] if draft.units else None)
    draft.discrepancies.append([])
    draft.parts.append([])
    return said


def _lin_qvr(draft: ReceiptDraft, *values: str | None) -> None:
    _discrepancy(draft, draft.discrepancies[-1], *values)


def _lin_gin(draft: ReceiptDraft, kind: str, *values: str | None) -> Remark | None:
    """Take the numbers of a line: each is a part of its own."""
    for value in _identities(draft, kind, values):
        part = PartDraft()
        part.ids[_KINDS_OF_ID[kind]] = value
        draft.parts[-1].append(part)
    return audits.package(kind, *values)


def _pci(draft: ReceiptDraft, _marking: str | None) -> None:
    draft.opened = PartDraft()
    draft.parts[-1].append(draft.opened)


def _pci_qty(draft: ReceiptDraft, kind: str, value: str, unit: str | None) -> Remark | None:
    said = audits.quantity(kind, value, unit)
    if kind not in {RECEIVED, _DELIVERED, _SPLIT}:
        draft.left.add(f"CPS/LIN/PCI/QTY+{kind}")
    elif said is None:
        draft.opened.quantity = decimal(value)
    if unit:
        draft.left.add("CPS/LIN/PCI/QTY 6411")
    return said


def _pci_qvr(draft: ReceiptDraft, *values: str | None) -> None:
    _discrepancy(draft, draft.opened.discrepancies, *values)


def _pci_gin(draft: ReceiptDraft, kind: str, *values: str | None) -> Remark | None:
    """Take numbers into the part that is open; more of a kind are parts of their own."""
    part = draft.opened
    for value in _identities(draft, kind, values):
        if _KINDS_OF_ID[kind] in part.ids:
            part = PartDraft()
            draft.parts[-1].append(part)
        part.ids[_KINDS_OF_ID[kind]] = value
    return audits.package(kind, *values)


def _identities(draft: ReceiptDraft, kind: str, values: tuple[str | None, ...]) -> list[str]:
    if kind not in _KINDS_OF_ID:
        draft.left.add(f"CPS/LIN/GIN+{kind}")
        return []
    if any(values[1::2]):
        draft.left.add(f"CPS/LIN/GIN+{kind} ranges")
    return [value.rstrip() for value in values[::2] if value and value.strip()]


def receiving_advice(draft: ReceiptDraft) -> ReceivingAdvice:
    """Return the receiving advice; only for a message without faults."""
    head = draft.head
    day, time = issued(draft)
    known, code = purpose(draft)
    came = head.take_date(RECEIPT)
    advised = draft.take_reference(ADVISED, is_dated=True) or Referred("", "", "")
    orders = []
    while (reference := draft.take_reference("ON", is_dated=True)) is not None:
        orders.append(OrderReference(reference.value, reference.day))
    return ReceivingAdvice(
        number=draft.number,
        issued=day,
        time=time,
        purpose=known,
        purpose_code=code,
        received=came.day if came else None,
        received_time=came.time if came else None,
        despatch_advice=advised.value,
        despatched=advised.day,
        orders=tuple(orders),
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(),
        notes=head.notes,
        units=_units(draft),
        lines=tuple([_line(draft, at) for at in range(len(draft.lines))]),
        delivery_terms=draft.delivery,
        transport=draft.transport,
    )


def _units(draft: ReceiptDraft) -> tuple[ReceivedUnit, ...]:
    known = {unit.id for unit in draft.units if unit.is_unit}
    found = []
    for unit in draft.units:
        if not unit.is_unit:
            continue
        for at, sscc in enumerate(unit.ssccs or [""]):
            found.append(
                ReceivedUnit(
                    id=f"{unit.id}.{at + 1}" if at else unit.id,
                    parent=unit.parent if unit.parent in known else "",
                    kind=unit.kind,
                    package=unit.package,
                    count=unit.count if len(unit.ssccs) <= 1 else 1,
                    sscc=sscc,
                    discrepancies=() if at else tuple(unit.discrepancies),
                )
            )
    return tuple(found)


def _line(draft: ReceiptDraft, at: int) -> ReceiptLine:
    line: LinePart = draft.lines[at]
    code = _unit_of(line)
    ordered = line.take_reference("ON") or Referred("", "", "")
    advised = line.take_reference(ADVISED) or Referred("", "", "")
    unit = draft.unit_of[at]
    draft.leave_of_line(line, ordered, advised)
    return ReceiptLine(
        number=line.number,
        received=_quantity(line, code, RECEIVED, _DELIVERED),
        accepted=_quantity(line, code, ACCEPTED),
        unit=_unit(code),
        despatched=_quantity(line, code, DESPATCHED),
        ordered=_quantity(line, code, ORDERED),
        discrepancies=tuple(draft.discrepancies[at]),
        products=line.products,
        descriptions=line.descriptions,
        order_number=ordered.value,
        order_line=ordered.line,
        despatch_advice=advised.value,
        despatch_line=advised.line,
        unit_id=unit.id if unit and unit.is_unit else "",
        parts=tuple([_part(part) for part in draft.parts[at] if part.ids or _says_much(part)]),
        dates=line.moments(),
        references=line.reference_list(),
        notes=line.notes,
    )


def _says_much(part: PartDraft) -> bool:
    return part.quantity is not None or bool(part.discrepancies)


def _part(part: PartDraft) -> ReceivedPart:
    ids = part.ids.get
    return ReceivedPart(
        ids("sscc", ""), ids("lot", ""), ids("serial", ""), part.quantity, tuple(part.discrepancies)
    )


def _unit_of(line: LinePart) -> str | None:
    """Return the unit of the line's quantities: that of what came, if it is said."""
    units = {kind: unit for kind, _, unit in reversed(line.quantities)}
    kinds = (RECEIVED, _DELIVERED, ACCEPTED, DESPATCHED, ORDERED)
    return next((units[kind] for kind in kinds if kind in units), None)


def _quantity(line: LinePart, unit: str | None, *kinds: str) -> Decimal | None:
    """Take out the first quantity of these kinds in the line's unit; another one is left."""
    for kind in kinds:
        for at, (found, value, code) in enumerate(line.quantities):
            if found == kind and (code or None) == (unit or None):
                line.quantities = without(line.quantities, at)
                return decimal(value)
    return None


def _unit(code: str | None) -> Unit | None:
    return codes.unit(code) if code else None


_HEADING = (
    "BGM", "DTM", "FTX", "RFF", "RFF/DTM", "NAD", "NAD/RFF", "NAD/CTA", "NAD/CTA/COM", "TDT",
    "TOD", "TOD/LOC", "CNT",
)  # fmt: skip
_IN_LINES = ("PIA", "IMD", "QTY", "DTM", "FTX", "RFF", "RFF/DTM")
TAKERS: dict[str, Take] = {
    **{path: SHARED[path] for path in _HEADING},
    **{f"CPS/LIN/{path}": SHARED[f"LIN/{path}"] for path in _IN_LINES},
    "CPS": _cps,
    "CPS/PAC": _pac,
    "CPS/PAC/QVR": _pac_qvr,
    "CPS/PAC/PCI": despatch.TAKERS["CPS/PAC/PCI"],
    "CPS/PAC/PCI/GIN": despatch.TAKERS["CPS/PAC/PCI/GIN"],
    "CPS/LIN": _lin,
    "CPS/LIN/QVR": _lin_qvr,
    "CPS/LIN/GIN": _lin_gin,
    "CPS/LIN/PCI": _pci,
    "CPS/LIN/PCI/QTY": _pci_qty,
    "CPS/LIN/PCI/QVR": _pci_qvr,
    "CPS/LIN/PCI/GIN": _pci_gin,
}
