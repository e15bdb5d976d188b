"""Says what is wrong with a segment that its pattern refused, element by element (DE 0085)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edi.messages import wording
from edi.messages.edifact.patterns import data_pattern
from edi.messages.tables import Composite, DataElement, Element, Segment
from edi.syntax.edifact.release import plain
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Level, Position

BAD_VALUE, MISSING, NOT_HERE, TOO_MANY_PARTS = "12", "13", "15", "16"
BAD_DECIMAL, BAD_CHARACTER, REPEATED, GROUP_REPEATED = "19", "21", "35", "36"
BAD_TYPE, NO_DIGIT, TOO_LONG, TOO_SHORT = "37", "38", "39", "40"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMERIC = re.compile(r"[-0-9.,]+", re.ASCII)
_NOT_A_DIGIT = re.compile(r"\D", re.ASCII)
_SHOWN = 99
_X12_CODES = {TOO_SHORT: "4", TOO_LONG: "5", BAD_CHARACTER: "6"}  # what `wording` goes by


@dataclass(frozen=True, slots=True)
class Spot:
    """The place being looked at; faults found there are made from it."""

    segment: Segment
    position: Position
    loop: str
    element: int
    name: str
    data_element: str = ""
    component: int = 0

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
            0,
            self.data_element,
            self.loop,
            plain(value)[:_SHOWN],
        )


def trimmed(text: str, marks: Separators) -> str:
    """Take out separators that separate nothing: at the end of the segment and of composites."""
    elements = [each.rstrip(marks.component) for each in text.split(marks.element)]
    return marks.element.join(elements).rstrip(marks.element)


def diagnose(
    segment: Segment, text: str, marks: Separators, position: Position, loop: str
) -> list[Fault]:
    """Return the faults of one segment, from left to right; `text` is held and trimmed."""
    values = text.split(marks.element)[1:]
    faults: list[Fault] = []
    for at, element in enumerate(segment.elements, 1):
        spot = Spot(segment, position, loop, at, element.name)
        faults += _element(spot, element, values[at - 1] if at <= len(values) else "", marks)
    if len(values) > len(segment.elements):
        at = len(segment.elements) + 1
        spot = Spot(segment, position, loop, at, "")
        sentence = wording.surplus(spot.label, segment, len(values))
        faults.append(spot.fault(TOO_MANY_PARTS, sentence, values[at - 1]))
    return faults


def _element(spot: Spot, element: Element, value: str, marks: Separators) -> Iterator[Fault]:
    if isinstance(element.data, DataElement):
        spot = replace(spot, data_element=element.number)
        if marks.component in value:
            sentence = wording.components(spot.label, spot.name)
            yield spot.fault(TOO_MANY_PARTS, sentence, value)
        else:
            yield from _data(spot, element, element.data, value, marks)
    elif value:
        yield from _composite(spot, element.data, value, marks)
    elif element.is_mandatory:
        yield spot.fault(MISSING, wording.missing(spot.label, spot.name))


def _composite(spot: Spot, data: Composite, value: str, marks: Separators) -> Iterator[Fault]:
    values = value.split(marks.component)
    for at, component in enumerate(data.components, 1):
        inner = replace(spot, name=component.name, data_element=component.number, component=at)
        given = values[at - 1] if at <= len(values) else ""
        if isinstance(component.data, DataElement):
            yield from _data(inner, component, component.data, given, marks)
    if len(values) > len(data.components):
        yield spot.fault(TOO_MANY_PARTS, wording.components(spot.label, spot.name), value)


def _data(
    spot: Spot, element: Element, data: DataElement, value: str, marks: Separators
) -> Iterator[Fault]:
    if not value.strip(" ") and element.is_mandatory:
        yield spot.fault(MISSING, wording.missing(spot.label, spot.name))
    elif value and not data_pattern(data, marks).fullmatch(value):
        code = _code(data, value)
        yield spot.fault(code, _sentence(code, spot, data, plain(value)), value)


def _code(data: DataElement, value: str) -> str:
    """Return what DE 0085 calls the fault of a value."""
    if _CONTROL.search(value):
        return BAD_CHARACTER
    is_number = data.type == "R"
    if is_number and not _NUMERIC.fullmatch(value):
        return BAD_TYPE
    length = len(_NOT_A_DIGIT.sub("", value)) if is_number else len(value)
    if length > data.longest:
        return TOO_LONG
    if length < data.shortest:
        return TOO_SHORT
    if not is_number:
        return BAD_VALUE
    return NO_DIGIT if value.lstrip("-")[:1] in {".", ","} else BAD_DECIMAL


def _sentence(code: str, spot: Spot, data: DataElement, value: str) -> str:
    if code in _X12_CODES:
        return wording.value(_X12_CODES[code], spot.label, data, value)
    if code == BAD_VALUE:
        return wording.value("7", spot.label, data, value)
    return wording.value("6", spot.label, data, value)
