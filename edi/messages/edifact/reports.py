"""An incoming CONTRL to `InterchangeAcknowledgement`."""

from msgspec.structs import replace

from edi.canonical.acknowledgements import (
    Acknowledgement,
    ElementNote,
    InterchangeAcknowledgement,
    MessageAcknowledgement,
    SegmentNote,
    Verdict,
)
from edi.messages.edifact.rules import Take

_VERDICTS = {"7": Verdict.ACCEPTED, "8": Verdict.ACCEPTED}  # 0083; any other refuses


class ReportDraft:
    """A CONTRL while its segments come in."""

    def __init__(self, _version: str) -> None:
        self.interchange: InterchangeAcknowledgement | None = None
        self.group: Acknowledgement | None = None
        self.groups: list[Acknowledgement] = []
        self.messages: list[MessageAcknowledgement] = []
        self.left: set[str] = set()

    def report(self) -> InterchangeAcknowledgement:
        """Return the report; only for a message without faults, which has its UCI."""
        self.end_group()
        if self.interchange is None:
            raise AssertionError
        return replace(
            self.interchange,
            verdict=self._verdict(self.interchange.verdict),
            groups=tuple(self.groups),
            messages=tuple(self.messages) if not self.groups else (),
        )

    def _verdict(self, said: Verdict) -> Verdict:
        """Sum up: an accepted interchange may have refused messages in it."""
        verdicts = [one.verdict for one in self.groups] + [one.verdict for one in self.messages]
        refused = any(verdict is not Verdict.ACCEPTED for verdict in verdicts)
        return Verdict.PARTIALLY_ACCEPTED if said is Verdict.ACCEPTED and refused else said

    def end_group(self) -> None:
        if self.group is None:
            return
        messages = tuple(self.messages)
        refused = [one for one in messages if one.verdict is Verdict.REJECTED]
        verdict = self.group.verdict
        if refused and verdict is Verdict.ACCEPTED:
            verdict = Verdict.PARTIALLY_ACCEPTED
        self.groups.append(replace(self.group, verdict=verdict, messages=messages))
        self.group, self.messages = None, []


def _codes(code: str | None) -> tuple[str, ...]:
    return (code,) if code else ()


def _uci(draft: ReportDraft, *values: str | None) -> None:
    number, sender, _, recipient, _, action, code, tag = values
    draft.interchange = InterchangeAcknowledgement(
        control_number=number or "",
        verdict=_VERDICTS.get(action or "", Verdict.REJECTED),
        codes=_codes(code),
        sender=sender or "",
        recipient=recipient or "",
        segment_id=tag or "",
    )


def _ucf(draft: ReportDraft, *values: str | None) -> None:
    draft.end_group()
    number, _, _, action, code, tag = values
    if tag:
        draft.left.add("UCF 0013")
    draft.group = Acknowledgement(
        group="",
        control_number=number or "",
        verdict=_VERDICTS.get(action or "", Verdict.REJECTED),
        included=0,
        received=0,
        accepted=0,
        codes=_codes(code),
    )


def _ucm(draft: ReportDraft, *values: str | None) -> None:
    number, message, _, _, _, _, action, code, tag, element, component = values
    notes: tuple[SegmentNote, ...] = ()
    if tag:
        places = (_place(code or "", element, component),) if element else ()
        notes = (SegmentNote(tag, 1 if tag == "UNH" else 0, "", code or "", places),)
    draft.messages.append(
        MessageAcknowledgement(
            message or "",
            number or "",
            _VERDICTS.get(action or "", Verdict.REJECTED),
            _codes(code),
            notes,
        )
    )


def _ucs(draft: ReportDraft, position: str, code: str | None) -> None:
    last = draft.messages[-1]
    note = SegmentNote("", int(position), "", code or "")
    draft.messages[-1] = replace(last, notes=(*last.notes, note))


def _ucd(draft: ReportDraft, code: str, element: str, component: str | None) -> None:
    last = draft.messages[-1]
    note = last.notes[-1]
    changed = replace(note, elements=(*note.elements, _place(code, element, component)))
    draft.messages[-1] = replace(last, notes=(*last.notes[:-1], changed))


def _place(code: str, element: str, component: str | None) -> ElementNote:
    """Return an element's fault: the tag counts as 1 on the wire (0098), the element as 1 here."""
    return ElementNote(max(int(element) - 1, 0), int(component or 0), "", code)


_MESSAGE: dict[str, Take] = {"UCM": _ucm, "UCM/UCS": _ucs, "UCM/UCS/UCD": _ucd}
TAKERS: dict[str, Take] = {
    "UCI": _uci,
    "UCF": _ucf,
    **_MESSAGE,
    **{f"UCF/{path}": take for path, take in _MESSAGE.items()},
}
