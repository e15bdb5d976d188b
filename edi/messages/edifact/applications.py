"""APERAK to `ApplicationResponse`."""

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.messages.edifact.documents import first_reference, issued_on
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.rules import Take
from edi.messages.edifact.taking import bgm, cnt, cta, dtm, nad, rff, rff_dtm
from edi.messages.edifact.taking import com as com_of

_REFUSED = {"27", "12", "10"}  # 1225
_ACCEPTED = {"29", "44", "6", "34"}
_KINDS = {"", "305", "313"}  # 1001: acknowledgement, notice of an application error
_CLEAR = {"", "9", "27", "29"}  # 1225 that says no more than the verdict does
ABOUT = "ACW"  # 1153, the message before
_ABOUT = (ABOUT, "ON", "IV", "AAK", "DQ")


class ApplicationDraft(Draft):
    """An APERAK while its segments come in."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.errors: list[tuple[str, str, str]] = []  # code, text, place


def _erc(draft: ApplicationDraft, code: str) -> None:
    draft.errors.append((code, "", ""))


def _text(texts: tuple[str | None, ...]) -> str:
    return " ".join(text.strip() for text in texts if text and text.strip())


def _erc_ftx(draft: ApplicationDraft, _subject: str, *texts: str | None) -> None:
    code, text, place = draft.errors[-1]
    draft.errors[-1] = code, f"{text} {_text(texts)}".strip(), place


def _erc_rff(draft: ApplicationDraft, kind: str, value: str | None, line: str | None) -> None:
    code, text, place = draft.errors[-1]
    said = ":".join(each for each in (kind, value, line) if each)
    if place:
        draft.left.add("ERC/RFF")
    else:
        draft.errors[-1] = code, text, said


def _ftx(draft: ApplicationDraft, _subject: str, *texts: str | None) -> None:
    draft.head.notes += (_text(texts),)


def application_response(draft: ApplicationDraft) -> ApplicationResponse:
    """Return the response; only for a message without faults.

    Its verdict is what 1225 says, else refused when there is an application error (ERC) whose text
    or code is not an acceptance: an APERAK without 1225 reports errors.
    """
    day = issued_on(draft)
    if draft.kind not in _KINDS:
        draft.left.add("BGM 1001")
    if draft.function not in _CLEAR:
        draft.left.add("BGM 1225")
    draft.left.update(f"DTM+{date.kind}" for date in draft.head.dates)
    about = next((found for kind in _ABOUT if (found := first_reference(draft, kind))), "")
    is_refused = draft.function in _REFUSED or (
        draft.function not in _ACCEPTED and draft.kind in {"313", "963"}
    )
    notes = [
        ApplicationNote(f"edifact:{code}", text, place, is_refused or draft.function in {"", "9"})
        for code, text, place in draft.errors
    ]
    notes += [ApplicationNote("", text, "", is_refused) for text in draft.head.notes if text]
    return ApplicationResponse(
        number=draft.number,
        issued=day,
        verdict=_verdict(draft, is_refused=is_refused),
        document=about,
        notes=tuple(notes),
        parties=draft.head.party_list(),
        references=draft.head.reference_list(),
    )


def _verdict(draft: ApplicationDraft, *, is_refused: bool) -> Verdict:
    if is_refused:
        return Verdict.REJECTED
    if draft.function in _ACCEPTED:
        return Verdict.ACCEPTED_WITH_ERRORS if draft.errors else Verdict.ACCEPTED
    return Verdict.REJECTED if draft.errors else Verdict.ACCEPTED


TAKERS: dict[str, Take] = {
    "BGM": bgm,
    "DTM": dtm,
    "FTX": _ftx,
    "CNT": cnt,
    "RFF": rff,
    "RFF/DTM": rff_dtm,
    "NAD": nad,
    "NAD/CTA": cta,
    "NAD/COM": com_of,
    "ERC": _erc,
    "ERC/FTX": _erc_ftx,
    "ERC/RFF": _erc_rff,
}
VERDICT_CODES = {
    Verdict.ACCEPTED: "29",
    Verdict.ACCEPTED_WITH_ERRORS: "29",
    Verdict.PARTIALLY_ACCEPTED: "27",
    Verdict.REJECTED: "27",
}
