"""What a partner's system answers about our files: receipt and syntax, never business."""

from datetime import date
from enum import StrEnum

from edi.canonical.parties import Party, Reference
from edi.record import Record


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted with errors"
    PARTIALLY_ACCEPTED = "partially accepted"
    REJECTED = "rejected"


class ElementNote(Record):
    """What is wrong with an element (X12 AK4, IK4, EDIFACT UCD); `code` from that list."""

    element: int
    component: int
    data_element: str
    code: str
    value: str = ""


class SegmentNote(Record):
    """What is wrong with a segment (X12 AK3, IK3, EDIFACT UCS).

    `position` counts the message header as 1; it is 0 where a CONTRL names the trailer.
    """

    segment_id: str
    position: int
    loop: str
    code: str
    elements: tuple[ElementNote, ...] = ()


class MessageAcknowledgement(Record):
    """What is said of one message of ours (X12 AK2 to AK5, EDIFACT UCM)."""

    message: str  # ST01 or UNH02 of ours
    control_number: str  # ST02 or UNH01 of ours
    verdict: Verdict
    codes: tuple[str, ...] = ()  # X12 AK502-06, EDIFACT UCM04
    notes: tuple[SegmentNote, ...] = ()


class Acknowledgement(Record):
    """A functional acknowledgement of one group of ours; an accepted group may list no messages."""

    group: str  # GS01 of ours
    control_number: str  # GS06 of ours
    verdict: Verdict
    included: int
    received: int
    accepted: int
    codes: tuple[str, ...] = ()  # X12 AK905-09
    messages: tuple[MessageAcknowledgement, ...] = ()


class InterchangeAcknowledgement(Record):
    """What is said of an interchange of ours as a whole (X12 TA1, EDIFACT CONTRL).

    `sender` and `recipient` are those of our interchange. A CONTRL lists the messages it has
    something to say about; a TA1 has neither groups nor messages.
    """

    control_number: str  # ISA13 or UNB05 of ours
    verdict: Verdict
    codes: tuple[str, ...] = ()  # TA105, UCI05
    sender: str = ""
    recipient: str = ""
    segment_id: str = ""  # the service segment at fault (UCI06)
    groups: tuple[Acknowledgement, ...] = ()
    messages: tuple[MessageAcknowledgement, ...] = ()


class ApplicationNote(Record):
    """A remark of the business: `code` is the sender's with its list, `place` what it is about."""

    code: str
    text: str = ""
    place: str = ""
    is_error: bool = True


class ApplicationResponse(Record):
    """What a partner's business says of a document (EDIFACT APERAK, UBL, cXML Response).

    `document` is the number of the document it is about, `message` its type where that is said.
    """

    number: str
    issued: date | None
    verdict: Verdict
    document: str = ""
    message: str = ""
    notes: tuple[ApplicationNote, ...] = ()
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
