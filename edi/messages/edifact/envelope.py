"""Faults of envelopes: UNB/UNZ, UNG/UNE, UNH/UNT, with the codes of DE 0085."""

from edi.messages.edifact.results import GroupHeader, MessageType
from edi.syntax.edifact.blocks import Control
from edi.syntax.edifact.header import Address, interchange_fault, value
from edi.syntax.faults import Fault, Level, Position, Severity

_AGAIN = "and send it again."
_MOST_DIGITS = 10
_PARTS = len(MessageType._fields)


def position(control: Control, in_message: int = 0) -> Position:
    return Position(control.offset, control.ordinal, in_message)


def group_header(control: Control) -> GroupHeader:
    parts = control.elements
    return GroupHeader(
        kind=value(parts, 1),
        sender=Address(value(parts, 2), value(parts, 2, 2)),
        recipient=Address(value(parts, 3), value(parts, 3, 2)),
        control_number=value(parts, 5),
        agency=value(parts, 6),
        version=":".join(value(parts, 7, at) for at in (1, 2)),
        position=position(control),
    )


def message_type(control: Control) -> MessageType:
    elements = control.elements
    given = [part.strip() for part in elements[2][:_PARTS]] if len(elements) > 2 else []  # noqa: PLR2004
    return MessageType(*given, *[""] * (_PARTS - len(given)))


def check_message_header(number: str, at: Position, seen: set[str]) -> list[Fault]:
    if not number:
        sentence = f"The reference of the message (UNH01) is missing. Add it {_AGAIN}"
        return [message_fault("13", at, sentence, "UNH", 1, "0062")]
    if number in seen:
        sentence = (
            f"The message reference {number[:20]} (UNH01) was used before. Give every message its "
            f"own reference {_AGAIN}"
        )
        return [message_fault("26", at, sentence, "UNH", 1, "0062", number)]
    return []


def unsupported_message(kind: MessageType, at: Position) -> Fault:
    sentence = (
        f"Messages of type {kind.message[:20] or '(none)'} (UNH02-1) are not ones we read. Agree "
        "with us on the messages to exchange before sending them."
    )
    code = "14" if kind.message else "13"
    return message_fault(code, at, sentence, "UNH", 2, "0065", kind.message, component=1)


def unsupported_version(kind: MessageType, at: Position) -> Fault:
    said = f"{kind.version}.{kind.release}"[:20]
    sentence = (
        f"The version {said} of {kind.message} (UNH02-2 and 3) is not one we read. Use D.96A or "
        f"D.01B, or ask us to add it, {_AGAIN}"
    )
    return message_fault("14", at, sentence, "UNH", 2, "0054", said, component=3)


def other_version(kind: MessageType, nearest: str, at: Position) -> Fault:
    said = f"{kind.version}.{kind.release}"
    sentence = (
        f"The version {said} of {kind.message} (UNH02) has no table of its own here; it was read "
        f"by that of {nearest[0]}.{nearest[1:]}, the nearest. Use D.96A or D.01B to be sure."
    )
    return message_fault(
        "14", at, sentence, "UNH", 2, "0054", said, component=3, severity=Severity.WARNING
    )


def check_message_trailer(control: Control, number: str, count: int) -> list[Fault]:
    """Compare a UNT with the UNH's reference and the segments counted, UNH and UNT included."""
    stated, closing = value(control.elements, 1), value(control.elements, 2)
    if closing == number and _is_count(stated, count):
        return []
    at, faults = position(control, count), []
    if not _is_count(stated, count):
        sentence = (
            f"The message says it has {stated[:20] or 'no'} segments (UNT01), but {count} came. "
            f"Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(message_fault("29", at, sentence, "UNT", 1, "0074", stated))
    if closing != number:
        sentence = (
            f"The message starts with reference {number[:20]} (UNH01) and ends with "
            f"{closing[:20] or 'none'} (UNT02). Make them equal {_AGAIN}"
        )
        faults.append(message_fault("28", at, sentence, "UNT", 2, "0062", closing))
    return faults


def missing_message_trailer(number: str, at: Position) -> Fault:
    sentence = (
        f"The message {number[:20]} has no trailer (UNT). Check whether it was cut off {_AGAIN}"
    )
    return message_fault("13", at, sentence, "UNT")


def oversized_message(number: str, at: Position) -> Fault:
    sentence = (
        f"The message {number[:20]} is larger than we read. Split it into several, or ask us to "
        f"raise the limit, {_AGAIN}"
    )
    return message_fault("18", at, sentence, "UNH")


def check_group(
    header: GroupHeader, trailer: Control | None, end: Position, received: int, kinds: set[str]
) -> list[Fault]:
    """Check a group as a whole once it is over."""
    number = header.control_number
    if trailer is None:
        sentence = (
            f"The group {number[:20]} has no trailer (UNE). Check whether it was cut off {_AGAIN}"
        )
        return [_group_fault("13", end, sentence, "UNE")]
    at, faults = position(trailer), []
    stated, closing = value(trailer.elements, 1), value(trailer.elements, 2)
    if not _is_count(stated, received):
        sentence = (
            f"The group says it has {stated[:20] or 'no'} messages (UNE01), but {received} came. "
            f"Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(_group_fault("29", at, sentence, "UNE", 1, stated))
    if closing != number:
        sentence = (
            f"The group starts with reference {number[:20]} (UNG05) and ends with "
            f"{closing[:20] or 'none'} (UNE02). Make them equal {_AGAIN}"
        )
        faults.append(_group_fault("28", at, sentence, "UNE", 2, closing))
    if len(kinds) > 1:
        sentence = (
            f"The group {number[:20]} has messages of several types. Put each type in a group of "
            f"its own {_AGAIN}"
        )
        faults.append(_group_fault("31", header.position, sentence, "UNG", 1))
    if not received:
        sentence = f"The group {number[:20]} has no messages. Check whether some were lost {_AGAIN}"
        faults.append(_group_fault("32", header.position, sentence, "UNG"))
    return faults


def repeated_group(header: GroupHeader) -> Fault:
    sentence = (
        f"The group reference {header.control_number[:20]} (UNG05) was used before in the same "
        f"interchange. Give every group its own reference {_AGAIN}"
    )
    return _group_fault("26", header.position, sentence, "UNG", 5, header.control_number)


def check_interchange_trailer(control: Control, number: str, counted: int) -> list[Fault]:
    at, faults = position(control), []
    stated, closing = value(control.elements, 1), value(control.elements, 2)
    if not _is_count(stated, counted):
        sentence = (
            f"The interchange says it has {stated[:20] or 'no'} messages or groups (UNZ01), but "
            f"{counted} came. Check whether something was lost, correct the count {_AGAIN}"
        )
        faults.append(interchange_fault("29", at, sentence, segment="UNZ", element=1, found=stated))
    if closing != number:
        sentence = (
            f"The interchange starts with reference {number[:20]} (UNB05) and ends with "
            f"{closing[:20] or 'none'} (UNZ02). Make them equal {_AGAIN}"
        )
        faults.append(
            interchange_fault("28", at, sentence, segment="UNZ", element=2, found=closing)
        )
    return faults


def missing_interchange_trailer(number: str, at: Position) -> Fault:
    sentence = (
        f"The interchange {number[:20]} has no trailer (UNZ): it ends too early. Check whether the "
        f"transmission was cut off {_AGAIN}"
    )
    return interchange_fault("13", at, sentence, segment="UNZ")


def empty_interchange(number: str, at: Position) -> Fault:
    sentence = (
        f"The interchange {number[:20]} has no messages. Check whether some were lost {_AGAIN}"
    )
    return interchange_fault("32", at, sentence, segment="UNB")


def mixed(at: Position) -> Fault:
    sentence = (
        f"The interchange has messages both in groups and outside. Put all in groups {_AGAIN}"
    )
    return interchange_fault("30", at, sentence, segment="UNH")


def stray(tag: str, at: Position, where: str) -> Fault:
    shown = "".join(c if c.isprintable() else "·" for c in tag[:10])
    sentence = f"The segment {shown} cannot stand {where}. Remove it {_AGAIN}"
    return interchange_fault("33", at, sentence, segment=shown[:3])


def too_many(what: str, at: Position) -> Fault:
    sentence = f"There are more {what} than we read in one go. Split the file {_AGAIN}"
    return interchange_fault("18", at, sentence)


def _is_count(stated: str, counted: int) -> bool:
    return (
        stated.isascii()
        and stated.isdigit()
        and len(stated) <= _MOST_DIGITS
        and int(stated) == counted
    )


def message_fault(  # noqa: PLR0913 - as many as a fault has
    code: str,
    at: Position,
    sentence: str,
    segment: str,
    element: int = 0,
    number: str = "",
    found: str = "",
    *,
    component: int = 0,
    severity: Severity = Severity.ERROR,
) -> Fault:
    return Fault(
        Level.MESSAGE,
        code,
        at,
        sentence,
        segment,
        element,
        component,
        data_element=number,
        value=found[:99],
        severity=severity,
    )


def _group_fault(
    code: str, at: Position, sentence: str, segment: str, element: int = 0, found: str = ""
) -> Fault:
    return Fault(Level.GROUP, code, at, sentence, segment, element, value=found[:99])
