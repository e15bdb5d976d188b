"""What a partner's system answers about our files: receipt and syntax, never business."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted with errors"
    PARTIALLY_ACCEPTED = "partially accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ElementNote:
    """What is wrong with an element (X12 AK4); `code` as in AK403."""

    element: int
    component: int
    data_element: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """What is wrong with a segment (X12 AK3); `position` counts the message header as 1."""

    segment_id: str
    position: int
    loop: str
    code: str
    elements: tuple[ElementNote, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageAcknowledgement:
    message: str  # ST01 of ours
    control_number: str  # ST02 of ours
    verdict: Verdict
    codes: tuple[str, ...] = ()  # X12 AK502-06
    notes: tuple[SegmentNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A functional acknowledgement of one group of ours; an accepted group may list no messages."""

    group: str  # GS01 of ours
    control_number: str  # GS06 of ours
    verdict: Verdict
    included: int
    received: int
    accepted: int
    codes: tuple[str, ...] = ()  # X12 AK905-09
    messages: tuple[MessageAcknowledgement, ...] = ()
