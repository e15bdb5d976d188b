"""ApplicationResponse, and back: what a partner's business says of a document."""

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, Said
from edi.messages.ubl.headers import first
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import read_party, write_plain
from edi.messages.ubl.taking import attribute, day, take, text, texts

_PARTIES = {"sender": "SenderParty", "recipient": "ReceiverParty"}


def read_application_response(root: Group) -> ApplicationResponse:
    """Read a sound ApplicationResponse; of several answers the first."""
    parties = (read_party(root.group(key), role) for role, key in _PARTIES.items())
    answer = root.group("DocumentResponse")
    response = answer.group("Response") if answer else None
    code = response.text("ResponseCode") if response else ""
    if code in codes.VERDICTS:
        text(response, "ResponseCode")
    verdict = codes.VERDICTS.get(code, Verdict.ACCEPTED)
    heading = [
        *(ApplicationNote("", each, "", _is_error(verdict)) for each in texts(root, "Note")),
        *_notes(response, "", is_error=_is_error(verdict)),
    ]
    return ApplicationResponse(
        text(root, "ID"),
        day(root, "IssueDate"),
        verdict,
        text(answer, "DocumentReference", "ID"),
        text(answer, "DocumentReference", "DocumentTypeCode"),
        (*heading, *(_line_notes(answer) if answer else ())),
        tuple(filter(None, parties)),
    )


def _is_error(verdict: Verdict) -> bool:
    return verdict is not Verdict.ACCEPTED


def _line_notes(answer: Group) -> list[ApplicationNote]:
    return [
        note
        for line in answer.groups("LineResponse")
        for place in [text(line, "LineReference", "LineID")]
        for each in line.groups("Response")
        for note in _notes(each, place, is_error=text(each, "ResponseCode") != "AP")
    ]


def _notes(response: Group | None, place: str, *, is_error: bool) -> list[ApplicationNote]:
    if response is None:
        return []
    found = [ApplicationNote("", each, place, is_error) for each in texts(response, "Description")]
    for status in response.groups("Status"):
        leaf = take(status, "StatusReasonCode")
        code = f"{attribute(leaf, 'listID') or 'ubl'}:{leaf.value}" if leaf and leaf.value else ""
        reasons = texts(status, "StatusReason")
        found += [ApplicationNote(code, each, place, is_error) for each in reasons or ("",)]
    return found


def draft_application_response(response: ApplicationResponse) -> Draft:
    """Draft an ApplicationResponse."""
    heading = [note for note in response.notes if not note.place]
    return {
        "ID": response.number,
        "IssueDate": response.issued,
        **{key: write_plain(first(response.parties, role)) for role, key in _PARTIES.items()},
        "DocumentResponse": {
            "Response": {
                "ResponseCode": codes.VERDICT_CODES[response.verdict],
                "Status": [_status(note) for note in heading],
            },
            "DocumentReference": {"ID": response.document, "DocumentTypeCode": response.message},
            "LineResponse": [
                {
                    "LineReference": {"LineID": note.place},
                    "Response": {
                        "ResponseCode": "RE" if note.is_error else "AP",
                        "Status": _status(note),
                    },
                }
                for note in response.notes
                if note.place
            ],
        },
    }


def _status(note: ApplicationNote) -> Draft:
    listed, _, code = note.code.rpartition(":")
    own = (("listID", "" if listed == "ubl" else listed),)
    return {"StatusReasonCode": Said(code, own), "StatusReason": note.text}
