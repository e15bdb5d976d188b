"""Faults of envelopes: ISA/IEA, GS/GE, ST/SE, with the codes of TA105, AK905 and AK502."""

from msgspec.structs import replace

from edi.messages.diagnosis import diagnose
from edi.messages.patterns import segment_pattern
from edi.messages.x12.catalogue import segments
from edi.messages.x12.results import GroupHeader
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.x12.blocks import Control
from edi.syntax.x12.delimiters import Delimiters

_AGAIN = "and send it again."
_GS06 = 6
_GS_CHECKED_ELSEWHERE = {1, 8}


def position(control: Control, in_message: int = 0) -> Position:
    return Position(control.offset, control.ordinal, in_message)


def group_header(control: Control) -> GroupHeader:
    return GroupHeader(
        functional_code=value(control, 1),
        sender=value(control, 2),
        receiver=value(control, 3),
        date=value(control, 4),
        time=value(control, 5),
        control_number=value(control, 6),
        agency=value(control, 7),
        version=value(control, 8),
        position=position(control),
    )


def value(control: Control, element: int) -> str:
    """Return an element of a control segment, empty when it is not there."""
    return control.elements[element].strip() if element < len(control.elements) else ""


def interchange_fault(
    code: str,
    at: Position,
    sentence: str,
    *,
    segment: str = "",
    element: int = 0,
    found: str = "",
    severity: Severity = Severity.ERROR,
) -> Fault:
    return Fault(
        Level.INTERCHANGE, code, at, sentence, segment, element, value=found[:99], severity=severity
    )


def check_group_header(control: Control, delimiters: Delimiters) -> list[Fault]:
    """Check a GS: its control number refuses the group, other elements are only noted."""
    segment = segments("004010")["GS"]
    text = delimiters.element.join(control.elements)
    if segment_pattern(segment, delimiters).match(text):
        return []
    return [
        replace(fault, level=Level.GROUP, code="6")
        if fault.element == _GS06
        else replace(fault, level=Level.INTERCHANGE, code="024", severity=Severity.WARNING)
        for fault in diagnose(segment, text, delimiters, position(control), "")
        if fault.element not in _GS_CHECKED_ELSEWHERE
    ]


def unsupported_group(header: GroupHeader, *, known_code: bool) -> Fault:
    if known_code:
        sentence = (
            f"Version {header.version[:20] or '(none)'} (GS08) is not one we read. Use 004010 or "
            f"005010, or ask us to add it, {_AGAIN}"
        )
        return Fault(
            Level.GROUP, "2", header.position, sentence, "GS", 8, value=header.version[:99]
        )
    sentence = (
        f"Groups of kind {header.functional_code[:20] or '(none)'} (GS01) are not ones we read. "
        "Agree with us on the messages to exchange before sending them."
    )
    code = header.functional_code[:99]
    return Fault(Level.GROUP, "1", header.position, sentence, "GS", 1, value=code)


def unsupported_message(message: str, group: str, at: Position, *, known: bool) -> Fault:
    if known:
        sentence = (
            f"A message {message[:20]} (ST01) does not belong in a group of kind {group[:20]} "
            f"(GS01). Put it in a group of its own kind {_AGAIN}"
        )
        return Fault(
            Level.MESSAGE, "6", at, sentence, "ST", 1, data_element="143", value=message[:99]
        )
    sentence = (
        f"Messages of type {message[:20] or '(none)'} (ST01) are not ones we read. Agree with us "
        "on the messages to exchange before sending them."
    )
    code = "1" if message else "6"
    return Fault(Level.MESSAGE, code, at, sentence, "ST", 1, data_element="143", value=message[:99])


def check_message_number(number: str, at: Position, seen: set[str]) -> list[Fault]:
    if not 4 <= len(number) <= 9:  # noqa: PLR2004
        sentence = (
            f"The control number of the message (ST02) is “{number[:20]}”; it must have 4 to 9 "
            f"characters. Correct it {_AGAIN}"
        )
        return [_message_fault("7", at, sentence, "ST", 2, "329", number)]
    if number in seen:
        sentence = (
            f"The control number {number[:20]} (ST02) was used before in the same group. Give "
            f"every message its own number {_AGAIN}"
        )
        return [_message_fault("23", at, sentence, "ST", 2, "329", number)]
    return []


def check_message_trailer(control: Control, number: str, count: int) -> list[Fault]:
    """Compare an SE with the ST's number and the segments counted, ST and SE included."""
    stated, closing = value(control, 1), value(control, 2)
    if closing == number and _is_count(stated, count):
        return []
    at, faults = position(control, count), []
    if not _is_count(stated, count):
        sentence = (
            f"The message says it has {stated[:20] or 'no'} segments (SE01), but {count} came. "
            f"Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(_message_fault("4", at, sentence, "SE", 1, "96", stated))
    if closing != number:
        sentence = (
            f"The message starts with control number {number[:20]} (ST02) and ends with "
            f"{closing[:20] or 'none'} (SE02). Make them equal {_AGAIN}"
        )
        faults.append(_message_fault("3", at, sentence, "SE", 2, "329", closing))
    return faults


def missing_message_trailer(number: str, at: Position) -> Fault:
    sentence = (
        f"The message {number[:20]} has no trailer (SE). Check whether it was cut off {_AGAIN}"
    )
    return _message_fault("2", at, sentence, "SE")


def oversized_message(number: str, at: Position) -> Fault:
    sentence = (
        f"The message {number[:20]} is larger than we read. Split it into several, or ask us to "
        f"raise the limit, {_AGAIN}"
    )
    return _message_fault("5", at, sentence, "ST")


def check_group_trailer(control: Control, header: GroupHeader, received: int) -> list[Fault]:
    at, faults = position(control), []
    stated, closing = value(control, 1), value(control, 2)
    if not _is_count(stated, received):
        sentence = (
            f"The group says it has {stated[:20] or 'no'} messages (GE01), but {received} came. "
            f"Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(_group_fault("5", at, sentence, 1, stated))
    if closing != header.control_number:
        sentence = (
            f"The group starts with control number {header.control_number[:20]} (GS06) and ends "
            f"with {closing[:20] or 'none'} (GE02). Make them equal {_AGAIN}"
        )
        same = closing.isdigit() and closing.lstrip("0") == header.control_number.lstrip("0")
        severity = Severity.WARNING if same else Severity.ERROR
        faults.append(_group_fault("4", at, sentence, 2, closing, severity))
    return faults


def missing_group_trailer(header: GroupHeader, at: Position) -> Fault:
    sentence = (
        f"The group {header.control_number[:20]} has no trailer (GE). Check whether it was cut off "
        f"{_AGAIN}"
    )
    return _group_fault("3", at, sentence, 0, "")


def repeated_group(header: GroupHeader) -> Fault:
    sentence = (
        f"The control number {header.control_number[:20]} (GS06) was used before in the same "
        f"interchange. Give every group its own number {_AGAIN}"
    )
    number = header.control_number
    return Fault(
        Level.GROUP, "19", header.position, sentence, "GS", 6, data_element="28", value=number[:99]
    )


def check_interchange_trailer(control: Control, number: str, groups: int) -> list[Fault]:
    at, faults = position(control), []
    stated, closing = value(control, 1), value(control, 2)
    if not _is_count(stated, groups):
        sentence = (
            f"The interchange says it has {stated[:20] or 'no'} groups (IEA01), but {groups} came. "
            f"Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(
            interchange_fault("021", at, sentence, segment="IEA", element=1, found=stated)
        )
    if closing != number:
        same = closing.isdigit() and closing.lstrip("0") == number.lstrip("0")
        sentence = (
            f"The interchange starts with control number {number} (ISA13) and ends with "
            f"{closing[:20] or 'none'} (IEA02). Make them equal {_AGAIN}"
        )
        severity = Severity.WARNING if same else Severity.ERROR
        faults.append(
            interchange_fault(
                "001", at, sentence, segment="IEA", element=2, found=closing, severity=severity
            )
        )
    return faults


def missing_interchange_trailer(number: str, at: Position) -> Fault:
    sentence = (
        f"The interchange {number} has no trailer (IEA): it ends too early. Check whether the "
        f"transmission was cut off {_AGAIN}"
    )
    return interchange_fault("023", at, sentence, segment="IEA")


def stray(segment_id: str, at: Position, where: str) -> Fault:
    sentence = f"The segment {segment_id[:10]} cannot stand {where}. Remove it {_AGAIN}"
    return interchange_fault("022", at, sentence, segment=segment_id[:3])


def too_many(what: str, at: Position) -> Fault:
    sentence = f"There are more {what} than we read in one go. Split the file {_AGAIN}"
    return interchange_fault("024", at, sentence)


def _is_count(stated: str, counted: int) -> bool:
    return stated.isascii() and stated.isdigit() and len(stated) <= 10 and int(stated) == counted  # noqa: PLR2004


def _message_fault(
    code: str,
    at: Position,
    sentence: str,
    segment: str,
    element: int = 0,
    number: str = "",
    found: str = "",
) -> Fault:
    return Fault(
        Level.MESSAGE, code, at, sentence, segment, element, data_element=number, value=found[:99]
    )


def _group_fault(
    code: str,
    at: Position,
    sentence: str,
    element: int,
    found: str,
    severity: Severity = Severity.ERROR,
) -> Fault:
    return Fault(
        Level.GROUP, code, at, sentence, "GE", element, value=found[:99], severity=severity
    )
