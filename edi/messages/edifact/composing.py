"""A message being written: values go where the version has their data elements.

A written message is run against its own table before it leaves: what EDIFACT cannot carry is
refused with segment and element, never cut. It is then read back, and what came back otherwise is
listed as left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.canonical.documents import Document
from edi.messages.comparing import left_out
from edi.messages.edifact.catalogue import CONTRL, segments
from edi.messages.edifact.diagnosis import NOT_HERE
from edi.messages.edifact.messages import check_only, checker, read_message
from edi.messages.edifact.patterns import flat
from edi.messages.tables import Composite
from edi.syntax.edifact.blocks import Body
from edi.syntax.edifact.charsets import lacks
from edi.syntax.edifact.release import held, released
from edi.syntax.edifact.separators import LEVEL_A, Separators
from edi.syntax.faults import Fault, Level, NotWritableError, Position, Severity

_MOST_FAULTS = 100
_AGENCY = "UN"
_FEW = {"UNOA", "UNOB"}  # levels that lack characters of ASCII


@dataclass(frozen=True, slots=True)
class Style:
    """How messages to a partner are written: directory, association code, character set.

    `version` is `D96A` or `D01B`, `association` such as `EAN008` (UNH 0057), `level` what UNB0001
    shall say.
    """

    version: str = "D96A"
    association: str = ""
    level: str = "UNOC"
    separators: Separators = LEVEL_A


D96A = Style()


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A message from UNH to UNT, segments without terminators, ready for `write_interchange`.

    `left_out` names the fields of the document that this message does not carry as they are, by
    path: `lines[2].charges[0].reason`.
    """

    message: str
    reference: str
    segments: tuple[str, ...]
    style: Style = D96A
    left_out: tuple[str, ...] = ()


class Composer:
    """Collects the segments of a message."""

    def __init__(self, message: str, style: Style) -> None:
        self.message = message
        self.style = style
        self._dictionary = segments(style.version)
        self._segments: list[str] = []
        self._elements: list[list[list[str]]] = []

    @property
    def version(self) -> str:
        return self.style.version

    def add(self, tag: str, *pairs: str | None) -> None:
        """Add a segment: data element numbers, in the order of the segment, each with its value.

        A number takes its next place; an empty value leaves that place empty.
        """
        segment = self._dictionary[tag]
        values = [[""] for _ in segment.elements]
        places = iter(flat(segment))
        for number, value in zip(pairs[::2], pairs[1::2], strict=True):
            for element, component, data, _ in places:
                if data.number == number:
                    parts = values[element - 1]
                    parts += [""] * (component - len(parts))
                    parts[max(component - 1, 0)] = value or ""
                    break
            else:
                if value:
                    raise unsayable(f"{tag} has no place for “{value}”.", tag, value)
        self._segments.append(self._joined(tag, values))
        self._elements.append([[tag], *values])

    def _joined(self, tag: str, values: list[list[str]]) -> str:
        marks = self.style.separators
        elements = []
        for parts in values:
            last = max((at for at, part in enumerate(parts, 1) if part), default=0)
            elements.append(marks.component.join([released(part, marks) for part in parts[:last]]))
        while elements and not elements[-1]:
            elements.pop()
        return marks.element.join([tag, *elements])

    def finish(self, reference: str, document: Document | None) -> WrittenMessage:
        """Check the message, put UNH and UNT around it, and say what of `document` it leaves out.

        Raises NotWritableError.
        """
        self._check()
        header = Composer(self.message, self.style)
        is_report = self.message == CONTRL
        version, release = ("D", "3") if is_report else (self.version[:1], self.version[1:])
        header.add(
            "UNH", "0062", reference, "0065", self.message, "0052", version, "0054", release,
            "0051", _AGENCY, "0057", self.style.association,
        )  # fmt: skip
        header._check_characters()
        header.add("UNT", "0074", str(len(self._segments) + 2), "0062", reference)
        first, last = header._segments
        left = () if document is None else self._left_out(document)
        every = (first, *self._segments, last)
        return WrittenMessage(self.message, reference, every, self.style, left)

    def _check(self) -> None:
        """Refuse what the table refuses; drop what it has no place for, which is then left out."""
        self._check_characters()
        errors = self._errors()
        while errors and all(fault.code == NOT_HERE for fault in errors):
            foreign = {fault.position.in_message for fault in errors}
            kept = [each for at, each in enumerate(self._segments, 2) if at not in foreign]
            self._segments = kept
            errors = self._errors()
        if errors:
            raise NotWritableError(errors)

    def _errors(self) -> list[Fault]:
        run = check_only(self.message, self.version, self.style.separators)
        if run is None:
            raise ValueError(f"no table for {self.message} in {self.version}")
        marks = self.style.separators
        kept = "".join([held(each, marks) + marks.terminator for each in self._segments])
        faults = run.check(kept, lambda: None, _written, _MOST_FAULTS).faults
        return [fault for fault in faults if fault.severity is Severity.ERROR]

    def _check_characters(self) -> None:
        marks, level = self.style.separators, self.style.level
        for ordinal, (text, elements) in enumerate(
            zip(self._segments, self._elements, strict=True), 2
        ):
            if text.isascii() and level not in _FEW and marks.release:
                continue
            for at, parts in enumerate(elements[1:], 1):
                for inner, part in enumerate(parts, 1):
                    bad = lacks(part, level)
                    if not bad and not marks.release:
                        bad = next((mark for mark in marks.all() if mark in part), "")
                    if bad:
                        component = inner if self._is_composite(elements[0][0], at) else 0
                        raise NotWritableError(
                            [_foreign(bad, part, level, elements[0][0], at, component, ordinal)]
                        )

    def _is_composite(self, tag: str, element: int) -> bool:
        return isinstance(self._dictionary[tag].elements[element - 1].data, Composite)

    def _left_out(self, document: Document) -> tuple[str, ...]:
        returned = self._read_back()
        if returned is None:
            return ()
        return left_out(document, returned)

    def _read_back(self) -> Document | None:
        marks = self.style.separators
        run = checker(self.message, self.version, marks)
        if run is None:
            return None
        text = "".join(segment + marks.terminator for segment in self._segments)
        body = Body(text, 2, len(self._segments), 0)
        reading = read_message(run, [body], Position(0), "", _MOST_FAULTS, is_decoded=True)
        return reading.document


def _written(ordinal: int) -> Position:
    return Position(0, in_message=ordinal)


def _foreign(
    bad: str, value: str, level: str, tag: str, element: int, component: int, ordinal: int
) -> Fault:
    sentence = (
        f"“{value[:40]}” has the character “{bad}”, which the agreed character set {level} lacks. "
        "Change the text, or agree on a larger character set such as UNOC or UNOW."
    )
    return Fault(
        Level.ELEMENT, "21", _written(ordinal), sentence, tag, element, component, value=value[:99]
    )


def unsayable(sentence: str, tag: str, value: str, element: int = 0) -> NotWritableError:
    """Return the refusal of a value that no element can hold."""
    fault = Fault(Level.ELEMENT, "12", Position(0), sentence, tag, element, value=value[:99])
    return NotWritableError([fault])


def number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"


def pieces(text: str, length: int) -> list[str]:
    """Cut a text where its place is full; it is put together again when read."""
    return [text[at : at + length] for at in range(0, len(text), length)]


def rows(values: Sequence[str], count: int) -> list[list[str]]:
    return [list(values[at : at + count]) for at in range(0, len(values), count)]
