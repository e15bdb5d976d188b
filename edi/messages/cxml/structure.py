"""A parsed tree to elements, checked against the tables: order, number, attributes, types."""

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from edi.messages.cxml import wording
from edi.messages.cxml.nodes import Element, Value, When
from edi.messages.cxml.tables import Attribute, Shape, shapes
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.xml import parsing, values
from edi.syntax.xml.positions import locate

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CURRENCY = re.compile(r"[A-Z]{3}")
_INTEGER = re.compile(r"[0-9]{1,18}", re.ASCII)
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_SHOWN = 99
_MAY_BE_BLANK = {  # sums that some programs send without an amount
    "NetAmount", "GrossAmount", "DueAmount", "DepositAmount", "TotalCharges", "TotalAllowances",
    "TotalAmountWithoutTax", "ShippingAmount", "SpecialHandlingAmount",
}  # fmt: skip


class Finding(NamedTuple):
    """Something wrong, before it is known where in the bytes that is."""

    level: Level
    code: str
    path: str
    sentence: str
    value: str = ""
    severity: Severity = Severity.ERROR


class TooManyFindingsError(Exception):
    """There is so much wrong that reading on helps nobody."""


class Structure:
    """Checks one document; `findings` tell what is wrong, at most `most` of it."""

    def __init__(self, most: int) -> None:
        self.findings: list[Finding] = []
        self._most = most

    def document(self, root: parsing.Element) -> Element:
        """Return the root with all below it. Raises TooManyFindingsError."""
        return self._element(root, shapes()["cXML"], None, 1)

    def note(self, finding: Finding) -> None:
        self.findings.append(finding)
        if len(self.findings) >= self._most:
            raise TooManyFindingsError

    def _element(
        self, given: parsing.Element, shape: Shape, parent: Element | None, index: int
    ) -> Element:
        element = Element(shape, parent, index)
        if shape.is_secret:
            return element
        self._attributes(given, element)
        if shape.is_open:
            return element
        self._children(given, element)
        if shape.text:
            self._text(given, element)
        return element

    def _children(self, given: parsing.Element, element: Element) -> None:
        shape, last, place = element.shape, "", 0
        children: dict[str, list[Element]] = {}
        if len(given):
            element.children = children
        for child in given:
            name = str(child.tag)
            known = shape.children.get(name)
            inner = shapes().get(name)
            if known is None or inner is None:
                self._unknown(element, name)
                continue
            several = children.setdefault(name, [])
            several.append(self._element(child, inner, element, len(several) + 1))
            if len(several) > known.most:
                sentence = wording.too_many(name, shape.name)
                self._note("cxml-too-many", several[-1].path(), sentence)
            if known.place < place:
                sentence = wording.misplaced(name, shape.name, last)
                self._warn("cxml-misplaced", several[-1].path(), sentence)
            else:
                last, place = name, known.place
        if not shape.text:
            self._stray_text(given, element)
        for name in shape.needed:
            if name not in children:
                path = f"{element.path()}/{name}"
                self._note("cxml-missing", path, wording.missing(name, shape.name))

    def _stray_text(self, given: parsing.Element, element: Element) -> None:
        for text in (given.text, *[child.tail for child in given]):
            if text and not text.isspace():
                element.add_other("text()")
                sentence = wording.stray_text(element.name, text.strip())
                self._warn("cxml-stray-text", element.path(), sentence)
                return

    def _unknown(self, element: Element, name: str) -> None:
        plain = name.rpartition("}")[2]
        element.add_other(plain)
        if element.shape.is_mixed:
            return  # an attachment of comments, a short name of a description: fine, not carried
        if element.shape.text:
            self._note("cxml-nested", element.path(), wording.nested(element.name))
        else:
            sentence = wording.unknown(plain, element.name)
            self._warn("cxml-unknown", f"{element.path()}/{plain}", sentence)

    def _text(self, given: parsing.Element, element: Element) -> None:
        parts = [given.text or "", *[child.tail or "" for child in given]]
        text = "".join(parts).strip()
        kind = element.shape.text
        value = _READERS[kind](text)
        if value is not None:
            element.content = value
        elif not text and element.parent and element.parent.name in _MAY_BE_BLANK:
            self._warn("cxml-blank", element.path(), wording.blank(element.parent.name))
        else:
            sentence = wording.value(element.name, kind, text)
            self._note("cxml-value", element.path(), sentence, text, Level.ELEMENT)

    def _attributes(self, given: parsing.Element, element: Element) -> None:
        known = element.shape.attributes
        values: dict[str, Value] = {}
        for name, text in given.items():
            plain = "lang" if name == _LANG else str(name)
            attribute = known.get(plain)
            if attribute:
                value = self._attribute(element, attribute, str(text).strip())
                if value not in {None, ""}:
                    values[attribute.name] = value
            elif plain != "lang" and not element.shape.is_open:
                sentence = wording.unknown_attribute(plain, element.name)
                self._warn("cxml-unknown-attribute", element.path(), sentence)
        if values:
            element.attributes = values
        for name in element.shape.required:
            if name not in given.attrib:
                path = f"{element.path()}/@{name}"
                sentence = wording.missing_attribute(name, element.name)
                self._note("cxml-missing-attribute", path, sentence, level=Level.ELEMENT)

    def _attribute(self, element: Element, attribute: Attribute, text: str) -> Value | None:
        value: Value | None
        if attribute.codes:
            value = text if text in attribute.codes else None
        else:
            value = _READERS[attribute.type](text)
        if value is None:
            self._bad_attribute(element, attribute, text)
        return value

    def _bad_attribute(self, element: Element, attribute: Attribute, text: str) -> None:
        path = f"{element.path()}/@{attribute.name}"
        place = f"{attribute.name} of {element.name}"
        if attribute.codes:
            sentence = wording.code(place, attribute.codes, text)
            self._note("cxml-code", path, sentence, text, Level.ELEMENT)
        else:
            sentence = wording.value(place, attribute.type, text)
            self._note("cxml-value", path, sentence, text, Level.ELEMENT)

    def _note(
        self, code: str, path: str, sentence: str, value: str = "", level: Level = Level.SEGMENT
    ) -> None:
        self.note(Finding(level, code, path, sentence, value))

    def _warn(self, code: str, path: str, sentence: str) -> None:
        self.note(Finding(Level.SEGMENT, code, path, sentence, severity=Severity.WARNING))


def read_when(text: str) -> When | None:
    """Read a date, or date and time, of ISO 8601 as it is written: the zone is not applied."""
    date_text, mark, rest = text.partition("T")
    on = values.read_date(date_text)
    if on is None or not mark:
        return None if on is None else (on, None)
    zone = _ZONE.search(rest)
    clock = rest[: zone.start()] if zone and zone.end() == len(rest) else rest
    clock = f"{clock}:00" if clock.count(":") == 1 else clock
    at = values.read_time(clock)
    return None if at is None else (on, at.replace(microsecond=0))


def _currency(text: str) -> str | None:
    return text if _CURRENCY.fullmatch(text) else None


def _integer(text: str) -> str | None:
    return text if _INTEGER.fullmatch(text) else None


_READERS: dict[str, Callable[[str], Value | None]] = {
    "text": str,
    "decimal": values.read_decimal,
    "integer": _integer,
    "date": read_when,
    "currency": _currency,
}


def to_faults(findings: list[Finding], source: parsing.Source) -> tuple[Fault, ...]:
    """Place findings in the bytes, in the order of the document."""
    if not findings:
        return ()
    places = locate(source, {finding.path for finding in findings}, {})
    faults = [_fault(finding, places[finding.path]) for finding in findings]
    return tuple(sorted(faults, key=lambda fault: fault.position.offset))


def _fault(finding: Finding, position: Position) -> Fault:
    name = finding.path.rpartition("/")[2]
    return Fault(
        finding.level,
        finding.code,
        position,
        finding.sentence,
        name,
        value=finding.value[:_SHOWN],
        severity=finding.severity,
        path=finding.path,
    )


def moment_of(day: dt.date, time: dt.time | None) -> str:
    """Write a date, with its time as UTC where it has one."""
    return f"{day.isoformat()}T{time.isoformat('seconds')}+00:00" if time else day.isoformat()
