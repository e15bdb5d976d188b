"""An incoming 997 or 999 to `Acknowledgement`, a TA1 to `InterchangeAcknowledgement`."""

import re

from edi.canonical.acknowledgements import (
    Acknowledgement,
    ElementNote,
    InterchangeAcknowledgement,
    MessageAcknowledgement,
    SegmentNote,
    Verdict,
)
from edi.messages.checking import Good, Take
from edi.messages.results import Disposition
from edi.messages.x12.results import InterchangeNote
from edi.syntax.x12.header import InterchangeHeader

_NOT_A_DIGIT = re.compile(r"\D")
_FAULTLESS = "000"  # TA105
VERDICTS = {
    "A": Verdict.ACCEPTED,
    "E": Verdict.ACCEPTED_WITH_ERRORS,
    "P": Verdict.PARTIALLY_ACCEPTED,
}


class AcknowledgementDraft:
    """A 997 or 999 while its segments come in; a 999 has IK3 to IK5 for AK3 to AK5."""

    def __init__(self) -> None:
        self.ak1: Good | None = None
        self.ak9: Good | None = None
        self.message: Good | None = None
        self.segment: Good | None = None
        self.elements: list[ElementNote] = []
        self.notes: list[SegmentNote] = []
        self.messages: list[MessageAcknowledgement] = []

    def end_segment(self) -> None:
        if self.segment:
            segment_id, position, loop, code = self.segment.groups("")
            note = SegmentNote(segment_id, int(position), loop, code, tuple(self.elements))
            self.notes.append(note)
        self.segment, self.elements = None, []

    def acknowledgement(self) -> Acknowledgement:
        """Return the acknowledgement; only for a message without faults, with AK1 and AK9."""
        if self.ak1 is None or self.ak9 is None:
            raise AssertionError
        verdict, included, received, accepted, *found = self.ak9.groups("")
        return Acknowledgement(
            group=self.ak1[1],
            control_number=self.ak1[2],
            verdict=VERDICTS.get(verdict, Verdict.REJECTED),
            included=int(included),
            received=int(received),
            accepted=int(accepted),
            codes=tuple(code for code in found if code),
            messages=tuple(self.messages),
        )


def _ak1(draft: AcknowledgementDraft, segment: Good) -> None:
    draft.ak1 = segment


def _ak2(draft: AcknowledgementDraft, segment: Good) -> None:
    draft.message = segment


def _ak3(draft: AcknowledgementDraft, segment: Good) -> None:
    draft.end_segment()
    draft.segment = segment


def _ak4(draft: AcknowledgementDraft, segment: Good) -> None:
    place, number, code, value = segment.groups("")
    element, *components = _NOT_A_DIGIT.split(place)  # the separator is not known here
    at = int(components[0] or 0) if components else 0
    draft.elements.append(ElementNote(int(element), at, number, code, value))


def _ak5(draft: AcknowledgementDraft, segment: Good) -> None:
    draft.end_segment()
    verdict, *found = segment.groups("")
    message, control_number = draft.message.group(1, 2) if draft.message else ("", "")
    draft.messages.append(
        MessageAcknowledgement(
            message,
            control_number,
            VERDICTS.get(verdict, Verdict.REJECTED),
            tuple(code for code in found if code),
            tuple(draft.notes),
        )
    )
    draft.notes = []


def _ak9(draft: AcknowledgementDraft, segment: Good) -> None:
    draft.ak9 = segment


TAKERS: dict[str, Take[AcknowledgementDraft]] = {
    "AK1": _ak1,
    "AK2": _ak2,
    "AK2/AK3": _ak3,
    "AK2/AK3/AK4": _ak4,
    "AK2/AK5": _ak5,
    "AK2/IK3": _ak3,
    "AK2/IK3/IK4": _ak4,
    "AK2/IK5": _ak5,
    "AK9": _ak9,
}


_VERDICTS = {
    Disposition.ACCEPTED: Verdict.ACCEPTED,
    Disposition.ACCEPTED_WITH_ERRORS: Verdict.ACCEPTED_WITH_ERRORS,
}


def interchange_acknowledgement(
    note: InterchangeNote, answer: InterchangeHeader
) -> InterchangeAcknowledgement:
    """Turn a TA1 into a document; `answer` is the header of the interchange that brought it."""
    return InterchangeAcknowledgement(
        control_number=note.control_number,
        verdict=_VERDICTS.get(note.disposition, Verdict.REJECTED),
        codes=() if note.code == _FAULTLESS else (note.code,),
        sender=answer.receiver,
        recipient=answer.sender,
    )
