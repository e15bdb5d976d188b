"""`ReceivingAdvice` to RECADV."""

from edi.canonical.receiving import ReceiptLine, ReceivedPart, ReceivedUnit, ReceivingAdvice
from edi.messages.edifact import codes, discrepancy_writing, moments, sections
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage
from edi.messages.edifact.despatch import LEVEL_CODES, LOT, SERIAL, SSCC
from edi.messages.edifact.receiving import (
    ACCEPTED,
    ADVISED,
    DESPATCHED,
    ORDERED,
    RECEIPT,
    RECEIVED,
)
from edi.messages.edifact.writing import purpose_code

_KINDS = {"D96A": ("352", "9")}  # 1001, 3055: GS1 had a code when the directory had none
_KIND = ("632", "")
_BATCH, _PACKAGE = "10", "33E"  # 4233


def write_receiving_advice(
    advice: ReceivingAdvice, reference: str, *, style: Style = D96A
) -> WrittenMessage:
    """Return the RECADV for a receiving advice; `reference` is UNH0062.

    Raises NotWritableError naming segment and element when a value does not fit, and when there is
    no party: RECADV must have one. Nothing is cut.
    """
    to = Composer("RECADV", style)
    kind, agency = _KINDS.get(to.version, _KIND)
    function = purpose_code(advice.purpose, advice.purpose_code)
    to.add("BGM", "1001", kind, "3055", agency, "1004", advice.number, "1225", function)
    sections.date(to, "137", moments.write(advice.issued, advice.time))
    if advice.received:
        sections.date(to, RECEIPT, moments.write(advice.received, advice.received_time))
    sections.dates(to, advice.dates)
    sections.notes(to, advice.notes)
    _references(to, advice)
    sections.parties(to, advice.parties)
    sections.delivery_terms(to, advice.delivery_terms)
    sections.transport(to, advice.transport)
    _packing(to, advice)
    to.add("CNT", "6069", "2", "6066", str(len(advice.lines)))
    return to.finish(reference, advice)


def _references(to: Composer, advice: ReceivingAdvice) -> None:
    if advice.despatch_advice:
        sections.reference(to, ADVISED, advice.despatch_advice)
        if advice.despatched:
            sections.date(to, "171", moments.write(advice.despatched))
    for order in advice.orders:
        sections.reference(to, "ON", order.number)
        if order.issued:
            sections.date(to, "171", moments.write(order.issued))
    sections.references(to, advice.references)


def _packing(to: Composer, advice: ReceivingAdvice) -> None:
    """Write each unit once, in order, with its lines; lines without a unit in one of their own."""
    lines: dict[str, list[ReceiptLine]] = {unit.id: [] for unit in advice.units}
    loose: list[ReceiptLine] = []
    for line in advice.lines:
        lines.get(line.unit_id, loose).append(line)
    known = frozenset(lines)
    is_loose_first = bool(loose) and advice.lines[0] is loose[0]
    if is_loose_first:
        _loose(to, loose, known)
    for unit in advice.units:
        _unit(to, unit)
        for line in lines.pop(unit.id, ()):
            _line(to, line)
    if loose and not is_loose_first:
        _loose(to, loose, known)


def _loose(to: Composer, lines: list[ReceiptLine], known: frozenset[str]) -> None:
    free = next(str(at) for at in range(1, len(known) + 2) if str(at) not in known)
    to.add("CPS", "7164", free)
    for line in lines:
        _line(to, line)


def _unit(to: Composer, unit: ReceivedUnit) -> None:
    to.add("CPS", "7164", unit.id, "7166", unit.parent)
    package = "" if ":" in unit.package else unit.package
    level = "" if package else LEVEL_CODES.get(unit.kind, "")
    package = package or codes.own(unit.package)
    to.add("PAC", "7224", str(unit.count), "7075", level, "7065", package)
    for each in unit.discrepancies[:1]:
        discrepancy_writing.write(to, each)
    if unit.sscc:
        to.add("PCI", "4233", _PACKAGE)
        to.add("GIN", "7405", SSCC, "7402", unit.sscc)


def _line(to: Composer, line: ReceiptLine) -> None:
    sections.products(to, line.number, "", line.products)
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, RECEIVED, line.received, line.unit)
    sections.quantity(to, ACCEPTED, line.accepted, line.unit)
    sections.quantity(to, DESPATCHED, line.despatched, line.unit)
    sections.quantity(to, ORDERED, line.ordered, line.unit)
    for each in line.discrepancies:
        discrepancy_writing.write(to, each)
    sections.dates(to, line.dates)
    sections.notes(to, line.notes)
    sections.reference(to, "ON", line.order_number, line.order_line)
    sections.reference(to, ADVISED, line.despatch_advice, line.despatch_line)
    sections.references(to, line.references)
    for part in line.parts:
        _part(to, part)


def _part(to: Composer, part: ReceivedPart) -> None:
    to.add("PCI", "4233", _PACKAGE if part.sscc else _BATCH)
    sections.quantity(to, RECEIVED, part.quantity, None)
    for each in part.discrepancies[:1]:
        discrepancy_writing.write(to, each)
    kinds = ((SSCC, part.sscc), (LOT, part.lot), (SERIAL, part.serial))
    for kind, value in kinds:
        if value:
            to.add("GIN", "7405", kind, "7402", value)
