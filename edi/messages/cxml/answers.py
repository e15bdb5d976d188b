"""The Response that answers every cXML request at once, read and written."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.messages.cxml.nodes import Element
from edi.syntax.faults import Fault, Severity
from edi.syntax.xml.writing import Node

_OK, _BAD_REQUEST, _NOT_ACCEPTABLE = 200, 400, 406
_FIRST_REFUSAL, _FIRST_OTHER = 200, 300
_LONGEST = 4000
_SHOWN = 20


class Status(NamedTuple):
    """A status of the protocol: `code` as in HTTP, `text` its short name, `detail` in words."""

    code: int
    text: str
    detail: str = ""


def status_of(faults: Sequence[Fault]) -> Status:
    """Return the status for the faults of a document: 200, 400 or, unreadable, 406.

    Only sentences are told, as the reader made them; they never quote credentials.
    """
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    told = [f"{fault.path}: {fault.sentence}" if fault.path else fault.sentence for fault in faults]
    detail = "\n".join(told[:_SHOWN])[:_LONGEST]
    if not errors:
        return Status(_OK, "OK", detail)
    if any(fault.code.startswith("xml-") or fault.code == "cxml-root" for fault in errors):
        return Status(_NOT_ACCEPTABLE, "Not Acceptable", detail)
    return Status(_BAD_REQUEST, "Bad Request", detail)


def read_answer(
    response: Element, payload_id: str, issued: date | None
) -> ApplicationResponse | None:
    """Return what a Response says of the request it came for, which the connection knows."""
    status = response.first("Status")
    if status is None:
        return None
    code = status.get("code")
    is_good = code.isdecimal() and _FIRST_REFUSAL <= int(code) < _FIRST_OTHER
    text = "\n".join(part for part in (status.get("text"), status.text()) if part)
    note = ApplicationNote(f"cxml:{code}", text, is_error=not is_good)
    return ApplicationResponse(
        payload_id,
        issued,
        Verdict.ACCEPTED if is_good else Verdict.REJECTED,
        notes=(note,),
    )


def answer_node(status: Status) -> Node:
    attributes = [("code", str(status.code)), ("text", status.text), ("xml:lang", "en")]
    return Node("Response", children=[Node("Status", status.detail, attributes)])
