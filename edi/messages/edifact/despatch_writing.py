"""`DespatchAdvice` to DESADV."""

from itertools import groupby

from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, HandlingUnit
from edi.canonical.measures import Measure
from edi.messages.edifact import codes, moments, sections
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage, number
from edi.messages.edifact.despatch import LEVEL_CODES, LOT, SERIAL, SSCC
from edi.messages.edifact.writing import purpose_code

_BATCH = "10"  # 4233
_PACKAGE = "33E"


def write_despatch_advice(
    advice: DespatchAdvice, reference: str, *, style: Style = D96A
) -> WrittenMessage:
    """Return the DESADV for a despatch advice; `reference` is UNH0062.

    Raises NotWritableError naming segment and element when a value does not fit; nothing is cut.
    """
    to = Composer("DESADV", style)
    function = purpose_code(advice.purpose, advice.purpose_code)
    to.add("BGM", "1001", "351", "1004", advice.number, "1225", function)
    sections.date(to, "137", moments.write(advice.issued, advice.time))
    sections.dates(to, advice.dates, codes.DESPATCH_DATE_KINDS)
    measures(to, advice.measures, "AAE")
    for order in advice.orders:
        sections.reference(to, "ON", order.number)
        if order.issued:
            sections.date(to, "171", moments.write(order.issued))
    sections.references(to, advice.references)
    sections.parties(to, advice.parties)
    sections.delivery_terms(to, advice.delivery_terms)
    sections.transport(to, advice.transport)
    _packing(to, advice)
    to.add("CNT", "6069", "2", "6066", str(len(advice.lines)))
    return to.finish(reference, advice)


def measures(to: Composer, given: tuple[Measure, ...], purpose: str) -> None:
    for measure in given:
        kind = codes.MEASURES.code(measure.kind)
        unit = codes.unit_code(measure.unit) if measure.unit else ""
        if kind and unit:
            to.add(
                "MEA", "6311", purpose, "6313", kind, "6411", unit, "6314", number(measure.value)
            )


def _packing(to: Composer, advice: DespatchAdvice) -> None:
    """Write each unit once, in order, with its lines; lines without a unit in one of their own."""
    lines = {
        unit_id: list(found)
        for unit_id, found in groupby(
            sorted(advice.lines, key=lambda line: line.unit_id), key=lambda line: line.unit_id
        )
    }
    known = {unit.id for unit in advice.units}
    loose = [line for unit_id, found in lines.items() if unit_id not in known for line in found]
    loose_first = bool(advice.lines) and advice.lines[0].unit_id not in known
    if loose_first:
        _loose(to, loose, known)
    for unit in advice.units:
        _unit(to, unit)
        for line in lines.get(unit.id, ()):
            _line(to, line)
    if loose and not loose_first:
        _loose(to, loose, known)


def _loose(to: Composer, lines: list[DespatchLine], known: set[str]) -> None:
    free = next(str(at) for at in range(1, len(known) + 2) if str(at) not in known)
    to.add("CPS", "7164", free)
    for line in lines:
        _line(to, line)


def _unit(to: Composer, unit: HandlingUnit) -> None:
    to.add("CPS", "7164", unit.id, "7166", unit.parent)
    package = "" if ":" in unit.package else unit.package
    level = "" if package else LEVEL_CODES.get(unit.kind, "")
    package = package or codes.own(unit.package)
    to.add("PAC", "7224", str(unit.count), "7075", level, "7065", package)
    measures(to, unit.measures, "PD")
    if unit.sscc:
        to.add("PCI", "4233", _PACKAGE)
        to.add("GIN", "7405", SSCC, "7402", unit.sscc)


def _line(to: Composer, line: DespatchLine) -> None:
    sections.products(to, line.number, "", line.products)
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, "12", line.quantity, line.unit)
    sections.quantity(to, "21", line.ordered, line.unit)
    sections.quantity(to, "83", line.outstanding, line.unit)
    sections.dates(to, line.dates, codes.DESPATCH_DATE_KINDS)
    sections.notes(to, line.notes)
    sections.reference(to, "ON", line.order_number, line.order_line)
    sections.references(to, line.references)
    for batch in line.batches:
        _batch(to, batch)
    reason = line.outstanding_reason
    if reason.startswith("edifact:"):
        to.add("QVR", "4221", reason.removeprefix("edifact:"))


def _batch(to: Composer, batch: Batch) -> None:
    to.add("PCI", "4233", _BATCH)
    if batch.best_before:
        sections.date(to, "361", moments.write(batch.best_before))
    if batch.produced:
        sections.date(to, "94", moments.write(batch.produced))
    sections.quantity(to, "12", batch.quantity, None)
    if batch.lot:
        to.add("GIN", "7405", LOT, "7402", batch.lot)
    if batch.serial:
        to.add("GIN", "7405", SERIAL, "7402", batch.serial)
