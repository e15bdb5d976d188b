"""DESADV: the packing sequence taken, and the draft turned into a despatch advice."""

from decimal import Decimal
from typing import TYPE_CHECKING

from edi.canonical.despatch import (
    Batch,
    DespatchAdvice,
    DespatchLine,
    HandlingUnit,
    OrderReference,
)
from edi.canonical.measures import Measure, Unit
from edi.messages.edifact import audits, codes, moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.documents import issued, purpose
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.line_taking import lin
from edi.messages.edifact.parts import LinePart, Referred
from edi.messages.edifact.rules import Remark, Take
from edi.messages.edifact.taking import TAKERS as SHARED

if TYPE_CHECKING:
    import datetime as dt

PALLETS = frozenset({"PX", "200", "201", "202", "203", "08", "09"})  # 7065
CARTONS = frozenset({"CT", "BX", "CS"})
_LEVELS = {"3": "pallet", "2": "carton", "1": "unit"}  # 7075
LEVEL_CODES = {kind: code for code, kind in _LEVELS.items()}
LOT, SERIAL, SSCC = "BX", "BN", "BJ"  # 7405


class UnitDraft:
    """A CPS with what followed it so far; it is a unit once a package is named."""

    __slots__ = ("count", "id", "is_unit", "kind", "measures", "package", "parent", "ssccs")

    def __init__(self, unit_id: str, parent: str) -> None:
        self.id = unit_id
        self.parent = parent
        self.is_unit = False
        self.kind = "unit"
        self.package = ""
        self.count = 1
        self.ssccs: list[str] = []
        self.measures: list[Measure] = []


class BatchDraft:
    """A PCI of a line with what followed it."""

    __slots__ = ("best_before", "lot", "produced", "quantity", "serial")

    def __init__(self) -> None:
        self.lot = self.serial = ""
        self.quantity: Decimal | None = None
        self.best_before: dt.date | None = None
        self.produced: dt.date | None = None


class DespatchDraft(Draft):
    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.measures: list[Measure] = []
        self.units: list[UnitDraft] = []
        self.unit_of: list[UnitDraft | None] = []  # by line
        self.batches: list[list[BatchDraft]] = []  # by line


def package_kind(package: str, level: str | None) -> str:
    """Say what a package is: by its code, else by its level."""
    if package in PALLETS:
        return "pallet"
    if package in CARTONS:
        return "carton"
    return "unit" if package else _LEVELS.get(level or "", "unit")


def _cps(draft: DespatchDraft, unit_id: str, parent: str | None) -> None:
    draft.units.append(UnitDraft(unit_id.rstrip(), (parent or "").rstrip()))
    draft.part = draft.head


def _pac(draft: DespatchDraft, count: str | None, level: str | None, package: str | None) -> None:
    unit = draft.units[-1]
    if unit.is_unit:
        draft.left.add("CPS/PAC")
        return
    unit.is_unit = True
    unit.package = package or ""
    unit.kind = package_kind(unit.package, level)
    number = decimal(count) if count else Decimal(1)
    unit.count = int(number) if number == int(number) else 1
    if level and (package or level not in _LEVELS):
        draft.left.add("CPS/PAC 7075")


_MEASURED = {"AAE", "PD", "WT"}  # 6311: measures, physical dimensions, weights


def _measure(kind: str | None, unit: str, value: str | None) -> Measure | None:
    number = (value or "").replace(",", ".", 1)
    try:
        amount = Decimal(number)
    except ArithmeticError:
        return None
    return Measure(codes.MEASURES.name(kind or ""), amount, codes.unit(unit))


def _mea(
    draft: DespatchDraft, use: str, kind: str | None, unit: str | None, value: str | None
) -> None:
    if use not in _MEASURED:
        draft.left.add("MEA 6311")
    found = _measure(kind, unit or "", value) if unit else None
    if found is None or not found.value.is_finite():
        draft.left.add("MEA")
    else:
        draft.measures.append(found)


def _pac_mea(
    draft: DespatchDraft, use: str, kind: str | None, unit: str | None, value: str | None
) -> None:
    if use not in _MEASURED:
        draft.left.add("CPS/PAC/MEA 6311")
    found = _measure(kind, unit or "", value) if unit else None
    if found is None or not found.value.is_finite():
        draft.left.add("CPS/PAC/MEA")
    else:
        draft.units[-1].measures.append(found)


def _pci(_draft: DespatchDraft, _marking: str) -> None:
    """Only what follows says something."""


def _gin(draft: DespatchDraft, kind: str, *values: str | None) -> Remark | None:
    if kind not in {SSCC, "AW"}:
        draft.left.add(f"CPS/PAC/PCI/GIN+{kind}")
        return None
    given = [value.rstrip() for value in values if value]
    if any(values[1::2]):
        draft.left.add(f"CPS/PAC/PCI/GIN+{kind} ranges")
    draft.units[-1].ssccs += given
    return audits.package(kind, *values)


def _lin(draft: DespatchDraft, *values: str | None) -> Remark | None:
    said = lin(draft, *values)
    draft.unit_of.append(draft.units[-1] if draft.units else None)
    draft.batches.append([])
    return said


def _line_pci(draft: DespatchDraft, _marking: str) -> None:
    draft.batches[-1].append(BatchDraft())


def _line_pci_dtm(
    draft: DespatchDraft, kind: str, value: str | None, form: str | None
) -> Remark | None:
    said = moments.read(value, form) if value else None
    batch = draft.batches[-1][-1]
    if isinstance(said, moments.When) and kind in {"361", "36"} and not batch.best_before:
        batch.best_before = said.day
    elif isinstance(said, moments.When) and kind == "94" and not batch.produced:
        batch.produced = said.day
    else:
        draft.left.add(f"CPS/LIN/PCI/DTM+{kind}")
    return audits.date(kind, value, form)


def _line_pci_qty(draft: DespatchDraft, kind: str, value: str, unit: str | None) -> Remark | None:
    said = audits.quantity(kind, value, unit)
    if said is None:
        draft.batches[-1][-1].quantity = decimal(value)
    if unit:
        draft.left.add("CPS/LIN/PCI/QTY 6411")
    return said


def _line_pci_gin(draft: DespatchDraft, kind: str, *values: str | None) -> None:
    batch = draft.batches[-1][-1]
    first, *rest = [value.rstrip() for value in values if value]
    if kind == LOT and not batch.lot:
        batch.lot = first
    elif kind == SERIAL and not batch.serial:
        batch.serial = first
    else:
        rest = [first]
    if rest:
        draft.left.add(f"CPS/LIN/PCI/GIN+{kind}")


def despatch_advice(draft: DespatchDraft) -> DespatchAdvice:
    """Return the despatch advice; only for a message without faults."""
    head = draft.head
    day, time = issued(draft)
    known, code = purpose(draft)
    orders = []
    while (reference := draft.take_reference("ON", is_dated=True)) is not None:
        orders.append(OrderReference(reference.value, reference.day))
    return DespatchAdvice(
        number=draft.number,
        issued=day,
        time=time,
        purpose=known,
        purpose_code=code,
        orders=tuple(orders),
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(codes.DESPATCH_DATE_KINDS),
        notes=head.notes,
        measures=tuple(draft.measures),
        units=_units(draft),
        lines=tuple([_line(draft, at) for at in range(len(draft.lines))]),
        delivery_terms=draft.delivery,
        transport=draft.transport,
    )


def _units(draft: DespatchDraft) -> tuple[HandlingUnit, ...]:
    known = {unit.id for unit in draft.units if unit.is_unit}
    found = []
    for unit in draft.units:
        if not unit.is_unit:
            continue
        parent = unit.parent if unit.parent in known else ""
        count = unit.count if len(unit.ssccs) <= 1 else 1
        for at, sscc in enumerate(unit.ssccs or [""]):
            found.append(
                HandlingUnit(
                    id=f"{unit.id}.{at + 1}" if at else unit.id,
                    parent=parent,
                    kind=unit.kind,
                    package=unit.package,
                    count=count,
                    sscc=sscc,
                    measures=() if at else tuple(unit.measures),
                )
            )
    return tuple(found)


def _line(draft: DespatchDraft, at: int) -> DespatchLine:
    line: LinePart = draft.lines[at]
    shipped = line.take_quantity("12") or (Decimal(0), None)
    ordered, outstanding = line.take_quantity("21"), line.take_quantity("83")
    of = line.take_reference("ON") or Referred("", "", "")
    unit = draft.unit_of[at]
    draft.leave_of_line(line, of)
    return DespatchLine(
        number=line.number,
        quantity=shipped[0],
        unit=_unit(shipped[1]),
        order_number=of.value,
        order_line=of.line,
        products=line.products,
        descriptions=line.descriptions,
        ordered=ordered[0] if ordered else None,
        outstanding=outstanding[0] if outstanding else None,
        outstanding_reason=f"edifact:{line.variance}" if line.variance else "",
        unit_id=unit.id if unit and unit.is_unit else "",
        batches=tuple(
            Batch(batch.lot, batch.serial, batch.quantity, batch.best_before, batch.produced)
            for batch in draft.batches[at]
        ),
        dates=line.moments(codes.DESPATCH_DATE_KINDS),
        references=line.reference_list(),
        notes=line.notes,
    )


def _unit(code: str | None) -> Unit | None:
    return codes.unit(code) if code else None


_IN_LINE = {f"CPS/{path}": take for path, take in SHARED.items() if path.startswith("LIN/")}
TAKERS: dict[str, Take] = {
    **{path: take for path, take in SHARED.items() if not path.startswith("LIN")},
    **_IN_LINE,
    "MEA": _mea,
    "CPS": _cps,
    "CPS/PAC": _pac,
    "CPS/PAC/MEA": _pac_mea,
    "CPS/PAC/PCI": _pci,
    "CPS/PAC/PCI/GIN": _gin,
    "CPS/LIN": _lin,
    "CPS/LIN/PCI": _line_pci,
    "CPS/LIN/PCI/DTM": _line_pci_dtm,
    "CPS/LIN/PCI/QTY": _line_pci_qty,
    "CPS/LIN/PCI/GIN": _line_pci_gin,
}
