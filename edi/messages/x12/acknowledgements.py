"""An incoming 997 to `Acknowledgement`."""

from edi.canonical.acknowledgements import (
    Acknowledgement,
    ElementNote,
    MessageAcknowledgement,
    SegmentNote,
    Verdict,
)
from edi.messages.checking import Take, Values

VERDICTS = {
    "A": Verdict.ACCEPTED,
    "E": Verdict.ACCEPTED_WITH_ERRORS,
    "P": Verdict.PARTIALLY_ACCEPTED,
}


class AcknowledgementDraft:
    """A 997 while its segments come in."""

    def __init__(self) -> None:
        self.ak1: Values = ()
        self.ak9: Values = ()
        self.message: Values = ()
        self.segment: Values = ()
        self.elements: list[ElementNote] = []
        self.notes: list[SegmentNote] = []
        self.messages: list[MessageAcknowledgement] = []

    def end_segment(self) -> None:
        if self.segment:
            segment_id, position, loop, code = self.segment[:4]
            note = SegmentNote(
                segment_id or "", int(position or 0), loop or "", code or "", tuple(self.elements)
            )
            self.notes.append(note)
        self.segment, self.elements = (), []

    def acknowledgement(self) -> Acknowledgement:
        verdict, included, received, accepted = self.ak9[:4]
        return Acknowledgement(
            group=self.ak1[0] or "",
            control_number=self.ak1[1] or "",
            verdict=VERDICTS.get(verdict or "", Verdict.REJECTED),
            included=int(included or 0),
            received=int(received or 0),
            accepted=int(accepted or 0),
            codes=tuple(code for code in self.ak9[4:] if code),
            messages=tuple(self.messages),
        )


def _ak1(draft: AcknowledgementDraft, values: Values) -> None:
    draft.ak1 = values


def _ak2(draft: AcknowledgementDraft, values: Values) -> None:
    draft.message = values


def _ak3(draft: AcknowledgementDraft, values: Values) -> None:
    draft.end_segment()
    draft.segment = values


def _ak4(draft: AcknowledgementDraft, values: Values) -> None:
    place, number, code, value = values[:4]
    digits = "".join(c if c.isdigit() else " " for c in place or "").split()
    component = int(digits[1]) if len(digits) > 1 else 0
    note = ElementNote(int(digits[0]), component, number or "", code or "", value or "")
    draft.elements.append(note)


def _ak5(draft: AcknowledgementDraft, values: Values) -> None:
    draft.end_segment()
    verdict = VERDICTS.get(values[0] or "", Verdict.REJECTED)
    found = tuple(code for code in values[1:] if code)
    message, control_number = draft.message[:2]
    draft.messages.append(
        MessageAcknowledgement(
            message or "", control_number or "", verdict, found, tuple(draft.notes)
        )
    )
    draft.notes = []


def _ak9(draft: AcknowledgementDraft, values: Values) -> None:
    draft.ak9 = values


TAKERS: dict[str, Take[AcknowledgementDraft]] = {
    "AK1": _ak1,
    "AK2": _ak2,
    "AK2/AK3": _ak3,
    "AK2/AK3/AK4": _ak4,
    "AK2/AK5": _ak5,
    "AK9": _ak9,
}
