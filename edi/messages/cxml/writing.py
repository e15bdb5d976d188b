"""A document in its envelope to bytes, read back before they leave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from edi.canonical.documents import Document
from edi.canonical.parties import Identifier
from edi.messages.cxml import codes
from edi.messages.cxml.reading import read_documents
from edi.messages.losses import Loss, losses
from edi.syntax.faults import Fault, Level, NotWritableError, Position, Severity
from edi.syntax.xml.writing import Node, has_forbidden_character, write

_DTDS = {
    "InvoiceDetailRequest": "InvoiceDetail",
    "ConfirmationRequest": "Fulfill",
    "ShipNoticeRequest": "Fulfill",
}
_ESSENTIAL = {  # fields whose absence would make the document another one
    "purpose", "lines.unit", "lines.line.unit", "lines.action", "lines.quantity", "lines.price",
}  # fmt: skip
_ESSENTIAL_KINDS = {"InvoiceDetailRequest": {"kind"}}
_MOST_FAULTS = 100
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends a document to whom: `sender` and `receiver` are credentials, scheme and identity.

    `payload_id` names this document for ever, `written` needs a zone. `shared_secret` proves the
    sender to the receiver and is never shown.
    """

    sender: Identifier
    receiver: Identifier
    payload_id: str
    written: datetime
    shared_secret: str = field(default="", repr=False)
    user_agent: str = "Kontor"
    deployment: str = "production"
    version: str = "1.2.050"


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document in bytes, and the canonical fields that cXML has no place for."""

    data: bytes = field(repr=False)  # it may hold the shared secret
    left_out: tuple[str, ...] = ()


def write_request(document: Document, payload: Node, envelope: Envelope) -> WrittenDocument:
    """Put a request in its envelope and check it. Raises NotWritableError."""
    request = Node("Request", "", [("deploymentMode", envelope.deployment)], [payload])
    data = _bytes(Node("cXML", "", _root(envelope), [_header(envelope), request]), envelope.version)
    returned = _read_back(data)
    found = [loss for loss in losses(document, returned) if not _is_fine(loss)]
    essential = _ESSENTIAL | _ESSENTIAL_KINDS.get(payload.name, set())
    wrong = [loss for loss in found if not loss.is_gone or loss.place in essential]
    if wrong:
        raise NotWritableError([_fault(loss) for loss in wrong[:_MOST_FAULTS]])
    return WrittenDocument(data, tuple(dict.fromkeys(loss.path for loss in found)))


def write_answer(payload: Node, envelope: Envelope) -> bytes:
    """Put a Response in its envelope, which for it has no header."""
    return _bytes(Node("cXML", "", _root(envelope), [payload]), envelope.version)


def _root(envelope: Envelope) -> list[tuple[str, str]]:
    if envelope.written.tzinfo is None:
        raise ValueError("Envelope.written needs a time zone")
    return [
        ("payloadID", envelope.payload_id),
        ("timestamp", envelope.written.isoformat(timespec="seconds")),
        ("version", envelope.version),
        ("xml:lang", "en"),
    ]


def _header(envelope: Envelope) -> Node:
    secret = envelope.shared_secret
    proof = [Node("SharedSecret", secret)] if secret else []
    sender = [_credential(envelope.sender, proof), Node("UserAgent", envelope.user_agent)]
    return Node(
        "Header",
        children=[
            Node("From", children=[_credential(envelope.sender, [])]),
            Node("To", children=[_credential(envelope.receiver, [])]),
            Node("Sender", children=sender),
        ],
    )


def _credential(identifier: Identifier, proof: list[Node]) -> Node:
    domain = codes.PARTY_SCHEMES.code(identifier.scheme)
    if not domain or not identifier.value:
        raise _refused(
            f"cXML has no name for the scheme “{identifier.scheme}” of “{identifier.value}”. Use "
            "DUNS, GLN, or one of cXML's own such as cxml:NetworkID."
        )
    return Node(
        "Credential", "", [("domain", domain)], [Node("Identity", identifier.value), *proof]
    )


def _bytes(root: Node, version: str) -> bytes:
    for place, text in _texts(root, ""):
        if has_forbidden_character(text):
            raise _refused(f"The text of {place} has control characters. Remove them.", place)
    kind = next((child.children[0].name for child in root.children if child.name == "Request"), "")
    dtd = _DTDS.get(kind, "cXML")
    doctype = f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/{version}/{dtd}.dtd">\n'
    declaration, _, body = write(root, {}).partition(b"\n")
    return declaration + b"\n" + doctype.encode() + body


def _texts(node: Node, path: str) -> Iterator[tuple[str, str]]:
    here = f"{path}/{node.name}"
    yield here, node.text
    for name, value in node.attributes:
        yield f"{here}/@{name}", value
    for child in node.children:
        yield from _texts(child, here)


def _read_back(data: bytes) -> Document | None:
    (result,) = read_documents(BytesIO(data))
    errors = [fault for fault in result.faults if fault.severity is Severity.ERROR]
    if errors:
        raise NotWritableError(errors)
    return result.document


def _is_fine(loss: Loss) -> bool:
    """Whether a difference is none: cXML wants something said, or blanks around a text."""
    before, after = loss.value, loss.returned
    is_trimmed = isinstance(before, str) and isinstance(after, str) and before.strip() == after
    return loss.is_added or is_trimmed


def _fault(loss: Loss) -> Fault:
    return Fault(
        Level.ELEMENT,
        "cxml-not-carried",
        Position(0),
        f"cXML cannot say “{_shown(loss.value)}” for {loss.path}; it would be read as "
        f"“{_shown(loss.returned)}”. Change the value for this partner.",
        data_element=loss.path,
        value=_shown(loss.value),
    )


def _refused(sentence: str, path: str = "") -> NotWritableError:
    return NotWritableError(
        [Fault(Level.MESSAGE, "cxml-not-carried", Position(0), sentence, path=path)]
    )


def _shown(value: Any) -> str:
    return str(getattr(value, "value", getattr(value, "code", value)))[:_SHOWN]
