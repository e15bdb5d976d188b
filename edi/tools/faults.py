"""Faults as lines of text and as plain data."""

from dataclasses import dataclass
from typing import Any

from edi.messages.formats.syntaxes import SHEETS, Syntax
from edi.syntax.faults import Fault, Position, Severity
from edi.tools.screen import Screen, shown


@dataclass(slots=True)
class Tally:
    """What was counted in a file."""

    messages: int = 0
    errors: int = 0
    warnings: int = 0

    def add(self, faults: tuple[Fault, ...]) -> None:
        errors = sum(fault.severity is Severity.ERROR for fault in faults)
        self.errors += errors
        self.warnings += len(faults) - errors

    def said(self) -> str:
        """Return the counts in words: `2 errors and 1 warning in 3 messages`."""
        faults = [_count(self.errors, "error"), _count(self.warnings, "warning")]
        found = " and ".join(each for each in faults if not each.startswith("0")) or "no faults"
        return f"{found} in {_count(self.messages, 'message')}"


def fault_line(fault: Fault, syntax: Syntax, screen: Screen) -> str:
    """Return one fault with its mark, place, code and sentence."""
    return _told(fault, f", {location(fault.position, syntax)}", screen)


def writing_fault_line(fault: Fault, screen: Screen) -> str:
    """Return one fault of what was to be written, which stands nowhere yet."""
    return _told(fault, "", screen)


def _told(fault: Fault, where: str, screen: Screen) -> str:
    is_error = fault.severity is Severity.ERROR
    mark = screen.red("error") if is_error else screen.yellow("warning")
    place = screen.bold(shown(fault.place(), 120) or "file")
    return f"{mark} {place}{where} [{fault.code}]: {shown(fault.sentence, 2000)}"


def location(at: Position, syntax: Syntax) -> str:
    """Return where a fault stands, in the terms of its syntax."""
    if syntax in SHEETS:
        return f"row {at.segment}" if at.segment else "the sheet"
    if at.line:
        return f"line {at.line}" + (f", column {at.column}" if at.column else "")
    if at.in_message:
        return f"segment {at.in_message} of the message"
    return f"byte {at.offset}"


def plain_fault(fault: Fault) -> dict[str, Any]:
    """Return a fault as plain data, without what does not apply."""
    at = fault.position
    places = {
        "segment": fault.segment_id,
        "element": fault.element,
        "component": fault.component,
        "repetition": fault.repetition,
        "data_element": fault.data_element,
        "loop": fault.loop,
        "path": fault.path,
        "value": fault.value,
    }
    position = {
        "offset": at.offset,
        "segment": at.segment,
        "in_message": at.in_message,
        "line": at.line,
        "column": at.column,
    }
    return {
        "severity": fault.severity.value,
        "level": fault.level.value,
        "code": fault.code,
        "place": fault.place(),
        **{name: value for name, value in places.items() if value},
        "position": {name: value for name, value in position.items() if value or name == "offset"},
        "sentence": fault.sentence,
    }


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
