"""What only a whole message shows: a count that is wrong, a line that belongs to nothing."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from edi.messages.checking import Good
from edi.syntax.faults import Fault, Level, Position, Severity


class Remark(NamedTuple):
    """Something wrong in a good segment. `code` is from AK403, or AK304 where `element` is 0."""

    segment: Good
    segment_id: str
    element: int
    code: str
    sentence: str
    data_element: str = ""
    loop: str = ""
    severity: Severity = Severity.ERROR


def at_most(most: int, remarks: Iterable[Remark]) -> list[Remark]:
    """Return the first remarks, with an error among them when there is one at all."""
    found: list[Remark] = []
    has_error = False
    for remark in remarks:
        is_error = remark.severity is Severity.ERROR
        if len(found) < most:
            found.append(remark)
        elif is_error and not has_error:
            found[-1] = remark
            break
        has_error = has_error or is_error
    return found


def located(remarks: Iterable[Remark], locate: Callable[[int], Position]) -> list[Fault]:
    """Turn remarks into faults at the places of their segments."""
    return [
        Fault(
            Level.ELEMENT if remark.element else Level.SEGMENT,
            remark.code,
            locate(remark.segment.start()),
            remark.sentence,
            remark.segment_id,
            remark.element,
            data_element=remark.data_element,
            loop=remark.loop,
            value=(remark.segment[remark.element] or "")[:99] if remark.element else "",
            severity=remark.severity,
        )
        for remark in remarks
    ]
