"""`ApplicationResponse` to APERAK."""

import datetime as dt

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse
from edi.messages.edifact import moments, sections
from edi.messages.edifact.applications import ABOUT, VERDICT_CODES
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage, pieces

_OWN = "edifact:"


def write_application_response(
    response: ApplicationResponse, reference: str, *, today: dt.date, style: Style = D96A
) -> WrittenMessage:
    """Return the APERAK for an application response; `reference` is UNH0062.

    `today` dates a response that has no date of its own. Raises NotWritableError naming segment and
    element when a value does not fit; nothing is cut.
    """
    to = Composer("APERAK", style)
    function = VERDICT_CODES[response.verdict]
    to.add("BGM", "1001", "305", "1004", response.number, "1225", function)
    sections.date(to, "137", moments.write(response.issued or today))
    for note in response.notes:
        if not note.code.startswith(_OWN):
            to.add("FTX", "4451", "AAO", *_texts(to, note.text))
    sections.reference(to, ABOUT, response.document)
    sections.references(to, response.references)
    for party in response.parties:
        sections.parties(to, [party])
    for note in response.notes:
        if note.code.startswith(_OWN):
            _error(to, note)
    return to.finish(reference, response)


def _texts(to: Composer, text: str) -> list[str]:
    length = 70 if to.version == "D96A" else 512
    return [each for part in pieces(text, length) for each in ("4440", part)]


def _error(to: Composer, note: ApplicationNote) -> None:
    to.add("ERC", "9321", note.code.removeprefix(_OWN))
    if note.text:
        to.add("FTX", "4451", "AAO", *_texts(to, note.text))
    kind, _, value = note.place.partition(":")
    if value:
        to.add("RFF", "1153", kind, "1154", value)
