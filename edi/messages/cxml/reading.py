"""Bytes to a cXML document: the envelope, and the reader for what is in it."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from edi.canonical.documents import Document
from edi.canonical.parties import Identifier
from edi.messages.cxml import wording
from edi.messages.cxml.answers import read_answer
from edi.messages.cxml.despatch import read_advice
from edi.messages.cxml.invoices import read_invoice
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.orders import read_order
from edi.messages.cxml.parties import credentials
from edi.messages.cxml.responses import order_of, read_response
from edi.messages.cxml.results import CxmlResult
from edi.messages.cxml.structure import Finding, Structure, TooManyFindingsError, to_faults
from edi.syntax.faults import Fault, Level, NotReadableError, Position, Severity
from edi.syntax.limits import Limits
from edi.syntax.xml.limits import XmlLimits
from edi.syntax.xml.parsing import (
    Source,
    XmlRefusedError,
    parse_source,
    read_source,
    root_name,
)

_MARKS = 400_000  # twice as many as elements, each of which takes about a kilobyte of memory
_VERSION = re.compile(r"/(\d+\.\d+(?:\.\d+)?)/")
_Sides = tuple[Identifier, ...]
_Reader = Callable[[Element, _Sides, _Sides], Document | None]
_BUYERS: dict[str, _Reader] = {"OrderRequest": read_order}  # the buyer sends these
_SELLERS: dict[str, _Reader] = {
    "ConfirmationRequest": read_response,
    "ShipNoticeRequest": read_advice,
    "InvoiceDetailRequest": read_invoice,
}


def read_documents(stream: BinaryIO, *, limits: Limits | None = None) -> Iterator[CxmlResult]:
    """Yield the one document of a stream (cXML User's Guide 1.2, by the tables in `tables`).

    Requests without a canonical document, such as those of PunchOut, are checked and come without
    one. Elements that no table has are told as warnings and listed as not carried. Dates keep the
    day and time they are written with; zones are not applied. Raises NotReadableError, before the
    first result, for what is no cXML or no XML that may be read.
    """
    bounds = limits or Limits()
    allowed = XmlLimits(document=bounds.message_bytes, marks=_MARKS)
    try:
        source = read_source(stream, allowed, allow_doctype=True)
        namespace, name = root_name(source)
        if name and (namespace, name) != ("", "cXML"):
            raise NotReadableError(_not_cxml(name))
        yield _read(source, allowed, bounds.faults_per_message)
    except XmlRefusedError as refusal:
        raise NotReadableError(refusal.fault) from refusal


def _not_cxml(name: str) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        "cxml-root",
        Position(0, line=1, column=1),
        f"The document is a “{name[:40]}”, not cXML. Send a cXML document, or choose the format "
        "that it is in.",
        value=name[:99],
    )


def _read(source: Source, allowed: XmlLimits, most_faults: int) -> CxmlResult:
    structure = Structure(most_faults)
    root = parse_source(source, allowed)
    if root.tag != "cXML":
        raise NotReadableError(_not_cxml(str(root.tag)))
    element = document = payload = None
    try:
        element = structure.document(root)
        payload = _payload(element, structure)
        if payload:
            _check_order(payload, structure)
            document = _document(element, payload)
    except TooManyFindingsError:
        payload = payload or None
    faults = to_faults(structure.findings, source)
    is_refused = any(fault.severity is Severity.ERROR for fault in faults)
    missing = payload.untaken() if payload and document and not is_refused else ()
    name = payload.name if payload else _name_of(element)
    sender, receiver = _sides(element)
    return CxmlResult(
        message=name or "cXML",
        version=_version(element, source),
        control_number=element.get("payloadID") if element else "",
        position=Position(source.prolog.bom, 1, 1, line=1, column=1),
        segment_count=sum(1 for _ in root.iter()),
        faults=faults,
        document=None if is_refused else document,
        not_carried=tuple(sorted({f"{name}/{way}" for way in missing})),
        sender=sender,
        receiver=receiver,
        deployment=_deployment(element),
    )


def _payload(root: Element, structure: Structure) -> Element | None:
    """Return what the envelope is for; the Response itself, if that is all there is."""
    response = root.first("Response")
    if response:
        return response
    for name in ("Request", "Message"):
        holder = root.first(name)
        if holder:
            inside = [each for several in holder.children.values() for each in several]
            found = [each for each in inside if each.name != "Status"]
            if found or holder.others:
                return found[0] if found else None
    path = "/cXML/Message" if root.first("Message") else "/cXML/Request"
    sentence = wording.missing("request, message or response", "cXML")
    structure.note(Finding(Level.MESSAGE, "cxml-missing", path, sentence))
    return None


def _check_order(payload: Element, structure: Structure) -> None:
    """Note a confirmation that names no order, and an invoice that bills nothing."""
    if payload.name == "ConfirmationRequest":
        order = order_of(payload)
        if order is None or not order.attributes.get("orderID"):
            path = f"{order.path()}/@orderID" if order else f"{payload.path()}/OrderReference"
            structure.note(Finding(Level.ELEMENT, "cxml-no-order", path, wording.no_order()))
    if payload.name == "InvoiceDetailRequest" and not (
        payload.first("InvoiceDetailOrder") or payload.first("InvoiceDetailHeaderOrder")
    ):
        path = f"{payload.path()}/InvoiceDetailOrder"
        sentence = wording.missing("InvoiceDetailOrder", payload.name)
        structure.note(Finding(Level.SEGMENT, "cxml-missing", path, sentence))


def _document(root: Element, payload: Element) -> Document | None:
    sender, receiver = _sides(root)
    if payload.name == "Response":
        return read_answer(payload, root.get("payloadID"), root.day("timestamp"))
    if payload.name in _BUYERS:
        return _BUYERS[payload.name](payload, sender, receiver)
    reader = _SELLERS.get(payload.name)
    return reader(payload, receiver, sender) if reader else None


def _sides(root: Element | None) -> tuple[_Sides, _Sides]:
    if root is None:
        return (), ()
    return credentials(root.first("Header", "From")), credentials(root.first("Header", "To"))


def _name_of(root: Element | None) -> str:
    """Return the name of a request that is not known here."""
    for name in ("Request", "Message"):
        holder = root.first(name) if root else None
        if holder and holder.others:
            return holder.others[0]
    return ""


def _version(root: Element | None, source: Source) -> str:
    stated = root.get("version") if root else ""
    found = _VERSION.search(source.prolog.doctype)
    return found[1] if found else stated


def _deployment(root: Element | None) -> str:
    for name in ("Request", "Message"):
        holder = root.first(name) if root else None
        if holder:
            return holder.get("deploymentMode") or "production"
    return "production"
