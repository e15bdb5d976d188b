"""`DespatchAdvice` to 856."""

from collections.abc import Iterator, Sequence
from datetime import time

from msgspec.structs import replace

from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.canonical.measures import Measure, Moment
from edi.canonical.terms import Transport
from edi.messages.guides import Guide
from edi.messages.x12 import codes, terms_writing, writing
from edi.messages.x12.despatch import KINDS
from edi.messages.x12.order_writing import purpose_code
from edi.messages.x12.packing import Packing
from edi.messages.x12.units import unit_code
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_LEVELS = {kind: level for level, kind in KINDS.items()} | {"unit": "Q"}
_SSCC_DIGITS = 18
_PACKAGE_CODE = 3


def write_despatch_advice(
    advice: DespatchAdvice,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 856 for a despatch advice, for a group of kind SH.

    Packages stand in their order, or around their orders (see `Packing`). HLs are numbered
    from 1, so the ids of packages do not travel, only who stands in whom. A time that is not known
    is midnight, which BSN04 must say. Raises NotWritableError as `write_order` does, also for
    packages that stand in each other or in none there is.
    """
    style = Style(version, delimiters, guide)
    numbered = _numbered(advice)
    packing = Packing(numbered)
    levels = [_shipment(numbered)]
    for level in packing.levels():
        match level.content:
            case OrderReference() as order:
                content = _order(order)
            case HandlingUnit() as unit:
                content = _unit(unit)
            case line:
                content = _item(line)
        levels.append([("HL", level.id, level.parent, _level_code(level.content)), *content])
    body = [*_heading(numbered), *(segment for level in levels for segment in level)]
    body.append(("CTT", str(len(levels))))
    return writing.checked_message("856", control_number, body, numbered, style)


def _level_code(content: OrderReference | HandlingUnit | DespatchLine) -> str:
    if isinstance(content, HandlingUnit):
        return _LEVELS.get(content.kind, "Q")
    return "O" if isinstance(content, OrderReference) else "I"


def _numbered(advice: DespatchAdvice) -> DespatchAdvice:
    """Return the advice with packages numbered from 1, as a reader numbers them."""
    new = {unit.id: str(at) for at, unit in enumerate(advice.units, 1)}
    known = set(new) | {""}
    strays = [unit.parent for unit in advice.units if unit.parent not in known]
    strays += [line.unit_id for line in advice.lines if line.unit_id not in known]
    if strays or len(new) < len(advice.units):
        sentence = "A package is named that is not there, or two have one id. Correct the packages."
        raise writing.unsayable(sentence, "HL", 2, "".join(strays[:1]))
    units = tuple(
        replace(unit, id=new[unit.id], parent=new.get(unit.parent, "")) for unit in advice.units
    )
    lines = tuple(replace(line, unit_id=new.get(line.unit_id, "")) for line in advice.lines)
    return replace(advice, units=units, lines=lines)


def _heading(advice: DespatchAdvice) -> Iterator[WrittenSegment]:
    yield (
        "BSN",
        purpose_code(advice.purpose, advice.purpose_code, "BSN"),
        advice.number,
        writing.day(advice.issued),
        writing.clock(advice.time or time(0)),
    )
    yield from _dates(advice.dates)


def _dates(given: Sequence[Moment]) -> Iterator[WrittenSegment]:
    for moment in given:
        known = codes.DESPATCH_DATES if codes.DESPATCH_DATES.code(moment.kind) else codes.DATE_KINDS
        yield from writing.moments([moment], known)


def _shipment(advice: DespatchAdvice) -> list[WrittenSegment]:
    transport = advice.transport or Transport()
    return [
        ("HL", "1", "", "S"),
        *_measures(advice.measures),
        *terms_writing.carrier(advice.transport),
        *([("TD3", "", "", transport.vehicle)] if transport.vehicle else []),
        *([("REF", "CN", transport.tracking)] if transport.tracking else []),
        *writing.references(advice.references),
        *writing.contacts(advice.contacts),
        *terms_writing.delivery(advice.delivery_terms),
        *writing.parties(advice.parties),
    ]


def _order(order: OrderReference) -> list[WrittenSegment]:
    issued = writing.day(order.issued) if order.issued else ""
    return [
        ("PRF", order.number, order.release, "", issued),
        *writing.references(order.references),
        *writing.parties(order.parties),
    ]


def _unit(unit: HandlingUnit) -> list[WrittenSegment]:
    plain = [each for each in unit.references if not _mark_code(each.kind)]
    marks = [(_mark_code(each.kind), each.value) for each in unit.references]
    package = _package_code(unit.package)
    packed: list[WrittenSegment] = [("TD1", package, str(unit.count))] if package else []
    return [
        *_sizes(unit.measures),
        *packed,
        *_weights(unit.measures),
        *writing.references(plain),
        *([("MAN", "GM", _marked(unit.sscc))] if unit.sscc else []),
        *(("MAN", code, value) for code, value in marks if code),
    ]


def _marked(sscc: str) -> str:
    return f"00{sscc}" if len(sscc) == _SSCC_DIGITS else sscc


def _mark_code(kind: str) -> str:
    """Return MAN01 for a reference that is a mark on the package."""
    return "CP" if kind == "tracking" else kind[7:] if kind.startswith("x12:88/") else ""


def _package_code(package: str) -> str:
    """Return TD101: packages of Recommendation 21 that X12 knows have three letters."""
    code = codes.PACKAGES.code(package)
    return code if len(code) >= _PACKAGE_CODE else ""


def _measures(given: Sequence[Measure]) -> list[WrittenSegment]:
    counts: list[WrittenSegment] = [
        (
            "TD1",
            _package_code((each.unit.code if each.unit else "").removeprefix("X")),
            str(each.value),
        )
        for each in given
        if each.kind == "packages" and each.value == each.value.to_integral_value()
    ]
    return [*_sizes(given), *(each for each in counts if each[1]), *_weights(given)]


def _sizes(given: Sequence[Measure]) -> Iterator[WrittenSegment]:
    """Write what a TD1 cannot hold as MEA."""
    for each in given:
        code = codes.MEASURES.code(each.kind)
        if code and code not in {"G", "N"} and "/" not in code:
            unit = writing.unit(each.unit, "MEA", 4)
            yield ("MEA", "PD", code, writing.number(each.value), unit)


def _weights(given: Sequence[Measure]) -> Iterator[WrittenSegment]:
    for each in given:
        value, unit = writing.number(each.value), each.unit
        code = codes.MEASURES.code(each.kind)
        own = each.kind[8:] if each.kind.startswith("x12:187/") else ""
        if not unit or not unit_code(unit):
            continue
        if each.kind == "volume":
            yield ("TD1", *[""] * 8, value, writing.unit(unit, "TD1", 10))
        elif code in {"G", "N"} or own:
            yield ("TD1", *[""] * 5, own or code, value, writing.unit(unit, "TD1", 8))


def _item(line: DespatchLine) -> list[WrittenSegment]:
    ordered = writing.number(line.ordered)
    unit = writing.unit(line.unit, "SN1", 3)
    products = writing.products(line.products, 15)
    shipped = writing.number(line.quantity)
    number = ("SN1", line.number, shipped, unit, "", ordered, unit if ordered else "")
    return [
        *([("LIN", line.order_line, *products)] if products else []),
        number,
        *writing.descriptions(line.descriptions),
        *writing.references(line.references),
        *_batch_numbers(line.batches),
        *_dates(line.dates),
        *_batch_dates(line.batches),
    ]


def _batch_numbers(batches: Sequence[Batch]) -> Iterator[WrittenSegment]:
    yield from (("REF", "LT", lot) for lot in dict.fromkeys(b.lot for b in batches) if lot)
    yield from (("REF", "SE", batch.serial) for batch in batches if batch.serial)


def _batch_dates(batches: Sequence[Batch]) -> Iterator[WrittenSegment]:
    """Write the dates that all batches share; X12 has no place for dates of one of them."""
    best_before, produced = {b.best_before for b in batches}, {b.produced for b in batches}
    for code, days in (("036", best_before), ("405", produced)):
        on = days.pop() if len(days) == 1 else None
        if on:
            yield ("DTM", code, writing.day(on))
