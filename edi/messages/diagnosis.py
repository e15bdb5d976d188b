"""Says what is wrong with a segment that its pattern refused, element by element."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from edi.messages import wording
from edi.messages.patterns import data_pattern, element_pattern
from edi.messages.tables import Composite, Condition, DataElement, Element, Segment
from edi.record import Record
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import Delimiters

Fits = Callable[[str], re.Match[str] | None]
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_DECIMAL = re.compile(r"-?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_FOREIGN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOT_A_DIGIT = re.compile(r"\D", re.ASCII)
_SHOWN = 99
# AK403
MISSING, CONDITIONAL_MISSING, TOO_MANY, TOO_SHORT, TOO_LONG = "1", "2", "3", "4", "5"
BAD_CHARACTER, BAD_CODE, BAD_DATE, BAD_TIME, EXCLUDED = "6", "7", "8", "9", "10"
TOO_MANY_REPETITIONS, TOO_MANY_COMPONENTS = "12", "13"


class Spot(Record):
    """The place being looked at; faults found there are made from it."""

    segment: Segment
    position: Position
    loop: str
    element: int
    name: str
    data_element: str
    component: int = 0
    repetition: int = 0

    @property
    def label(self) -> str:
        label = f"{self.segment.id}{self.element:02}"
        return f"{label}-{self.component}" if self.component else label

    def fault(self, code: str, sentence: str, value: str = "") -> Fault:
        return Fault(
            Level.ELEMENT,
            code,
            self.position,
            sentence,
            self.segment.id,
            self.element,
            self.component,
            self.repetition,
            self.data_element,
            self.loop,
            value[:_SHOWN],
        )


def diagnose(
    segment: Segment,
    text: str,
    delimiters: Delimiters,
    position: Position,
    loop: str,
    fits: Sequence[Fits | None] = (),
) -> list[Fault]:
    """Return the faults of one segment, from left to right; `text` has no terminator.

    `fits` are what `values_that_fit` returns for the segment: most of its values have no fault.
    """
    values = text.split(delimiters.element)[1:]

    def spot(at: int) -> Spot:
        element = segment.elements[at - 1]
        return Spot(segment, position, loop, at, element.name, _number(element))

    faults: list[Fault] = []
    parts = zip_longest(segment.elements, values, fits)
    for at, (element, value, is_good) in enumerate(parts, 1):
        if value and is_good and is_good(value):
            continue
        if element and (value or element.is_mandatory):
            faults += _element(spot(at), element, value or "", delimiters)
    wanting: dict[tuple[int, str], Fault] = {}
    present = {at for at, value in enumerate(values, 1) if value}
    for condition in segment.conditions:
        for fault in _condition(condition, spot, present):
            wanting.setdefault((fault.element, fault.code), fault)
    faults += wanting.values()
    if len(values) > len(segment.elements):
        faults.append(_surplus(segment, position, loop, values))
    return faults


def values_that_fit(segment: Segment, delimiters: Delimiters) -> tuple[Fits | None, ...]:
    """Return what matches the good values of each element; None where its parts are looked at."""
    return tuple(
        None
        if isinstance(element.data, Composite)
        else re.compile(element_pattern(element, delimiters), re.ASCII).fullmatch
        for element in segment.elements
    )


def _number(element: Element) -> str:
    return "" if isinstance(element.data, Composite) else element.number


def _surplus(segment: Segment, position: Position, loop: str, values: list[str]) -> Fault:
    at = len(segment.elements)
    spot = Spot(segment, position, loop, at + 1, "", "")
    return spot.fault(TOO_MANY, wording.surplus(spot.label, segment, len(values)), values[at])


def _element(spot: Spot, element: Element, value: str, delimiters: Delimiters) -> Iterator[Fault]:
    if not value:
        if element.is_mandatory:
            yield spot.fault(MISSING, wording.missing(spot.label, spot.name))
        return
    repeats = element.repeats > 1 and delimiters.repetition
    turns = value.split(delimiters.repetition) if repeats else [value]
    if len(turns) > element.repeats:
        yield spot.fault(TOO_MANY_REPETITIONS, wording.repeated(spot.label, spot.name), value)
    for turn in turns:
        yield from _value(spot, element, turn, delimiters)


def _value(spot: Spot, element: Element, value: str, delimiters: Delimiters) -> Iterator[Fault]:
    if isinstance(element.data, Composite):
        yield from _composite(spot, element.data, value, delimiters)
    elif delimiters.component in value:
        code = TOO_MANY_COMPONENTS if delimiters.repetition else TOO_MANY
        yield spot.fault(code, wording.components(spot.label, spot.name), value)
    elif delimiters.repetition and delimiters.repetition in value:
        yield spot.fault(TOO_MANY_REPETITIONS, wording.repeated(spot.label, spot.name), value)
    else:
        yield from _data(spot, element.data, value, delimiters, is_mandatory=element.is_mandatory)


def _composite(spot: Spot, data: Composite, value: str, delimiters: Delimiters) -> Iterator[Fault]:
    values = value.split(delimiters.component)
    for at, component in enumerate(data.components, 1):
        inner = Spot(
            spot.segment, spot.position, spot.loop, spot.element, component.name,
            component.number, at, spot.repetition,
        )  # fmt: skip
        given = values[at - 1] if at <= len(values) else ""
        yield from _element(inner, component, given, delimiters)
    if len(values) > len(data.components):
        code = TOO_MANY_COMPONENTS if delimiters.repetition else TOO_MANY
        yield spot.fault(code, wording.components(spot.label, spot.name), value)


def _data(
    spot: Spot, data: DataElement, value: str, delimiters: Delimiters, *, is_mandatory: bool
) -> Iterator[Fault]:
    code = _code(data, value, delimiters, is_mandatory=is_mandatory)
    if code == MISSING:
        yield spot.fault(MISSING, wording.missing(spot.label, spot.name))
    elif code:
        yield spot.fault(code, wording.value(code, spot.label, data, value), value)


def _code(data: DataElement, value: str, delimiters: Delimiters, *, is_mandatory: bool) -> str:
    """Return what AK403 calls the fault of a value; empty when there is none."""
    if data_pattern(data, delimiters).fullmatch(value):
        return ""
    if not value.strip(" "):
        return MISSING if is_mandatory else BAD_CHARACTER
    is_number = data.type in {"N0", "N2", "R"}
    if _FOREIGN.search(value) or (is_number and not _number_pattern(data).fullmatch(value)):
        return BAD_CHARACTER
    length = len(_NOT_A_DIGIT.sub("", value)) if is_number else len(value)
    if length < data.shortest:
        return TOO_SHORT
    if length > data.longest:
        return TOO_LONG
    return {"DT": BAD_DATE, "TM": BAD_TIME}.get(data.type, BAD_CODE)


def _number_pattern(data: DataElement) -> re.Pattern[str]:
    return _DECIMAL if data.type == "R" else _INTEGER


def _condition(
    condition: Condition, spot_of: Callable[[int], Spot], present: set[int]
) -> Iterator[Fault]:
    given = present.intersection(condition.positions)
    first, *others = condition.positions
    absent = [at for at in condition.positions if at not in given]
    wanting: list[int] = []
    match condition.kind:
        case "P" if given:
            wanting = absent
        case "C" if first in given:
            wanting = absent
        case "R" if not given:
            wanting = [first]
        case "L" if given == {first}:
            wanting = others[:1]
        case "E" if len(given) > 1:
            yield _excluded(condition, spot_of, sorted(given))
    for at in wanting:
        spot = spot_of(at)
        rest = [spot_of(n) for n in condition.positions if n != at]
        together = [(other.label, other.name) for other in rest]
        sentence = wording.conditional(condition.kind, spot.label, spot.name, together)
        yield spot.fault(CONDITIONAL_MISSING, sentence)


def _excluded(condition: Condition, spot_of: Callable[[int], Spot], given: list[int]) -> Fault:
    spot, other = spot_of(given[1]), spot_of(given[0])
    together = [(other.label, other.name)]
    return spot.fault(
        EXCLUDED, wording.conditional(condition.kind, spot.label, spot.name, together)
    )
