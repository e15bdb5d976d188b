"""One UBL document, which has no envelope."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.documents import Document
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.parties import Identifier, Party
from edi.canonical.responses import OrderResponse
from edi.canonical.totals import compute_totals
from edi.messages.formats.addressing import MUTUAL, Addressing, Endpoint
from edi.messages.formats.writing import Written
from edi.messages.ubl.codes import party_scheme_id


def wrap(
    writer: Callable[..., Any], document: Document, _version: str, addressing: Addressing
) -> Written:
    """Write a document of no profile: whose rules it has to keep is a matter of the agreement.

    What UBL demands and other syntaxes may leave to the envelope or to arithmetic is filled in: who
    sends it to whom, and what totals come to.
    """
    written = writer(_completed(document, addressing))
    return Written(written.data, written.left_out)


def _completed(document: Document, addressing: Addressing) -> Document:
    document = _with_parties(document, addressing)
    if isinstance(document, Order | Invoice) and document.totals:
        totals = document.totals
        if totals.payable is None:
            payable = compute_totals(document).payable
            return replace(document, totals=replace(totals, payable=payable))
    return document


def _with_parties(document: Document, addressing: Addressing) -> Document:
    """Add the two parties that a document lacks, as the envelope names them."""
    if not isinstance(document, _WITH_PARTIES):
        return document
    roles = (
        ("buyer", "seller") if isinstance(document, Order | OrderChange) else ("seller", "buyer")
    )
    if isinstance(document, ApplicationResponse):
        roles = ("sender", "recipient")
    said = {party.role for party in document.parties}
    ends = zip(roles, (addressing.sender, addressing.receiver), strict=True)
    new = tuple(_stand_in(document, role, end) for role, end in ends if role not in said)
    return replace(document, parties=(*document.parties, *new)) if new else document


def _stand_in(document: Document, role: str, end: Endpoint) -> Party:
    """Return the party that goes by another role elsewhere, else the one the envelope names."""
    parties: tuple[Party, ...] = getattr(document, "parties", ())
    same = next((party for party in parties if party.role in _SAME.get(role, ())), None)
    return replace(same, role=role) if same else _party(role, end)


_WITH_PARTIES = Order | OrderChange | OrderResponse | DespatchAdvice | Invoice | ApplicationResponse
_SAME = {"seller": ("supplier", "vendor")}


def _party(role: str, endpoint: Endpoint) -> Party:
    if endpoint.scheme == MUTUAL or not party_scheme_id(endpoint.scheme):
        return Party(role, endpoint.id)
    return Party(role, identifiers=(Identifier(endpoint.scheme, endpoint.id),))
