"""The way out: canonical documents to UBL.

What is written is read again at once: that shows what UBL could not carry, and that the document
keeps the rules it claims to follow.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.documents import Document
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order, Purpose
from edi.canonical.responses import OrderResponse
from edi.messages.comparing import left_out
from edi.messages.ubl.application_responses import draft_application_response
from edi.messages.ubl.changes import draft_cancellation, draft_change
from edi.messages.ubl.despatch import draft_despatch
from edi.messages.ubl.drafts import Draft, to_bytes
from edi.messages.ubl.invoices import draft_invoice, root_of
from edi.messages.ubl.orders import draft_order
from edi.messages.ubl.reading import read_documents
from edi.messages.ubl.responses import draft_response, draft_simple
from edi.messages.ubl.results import DocumentResult
from edi.syntax.faults import NotWritableError, Severity


class Profile(NamedTuple):
    """Whose rules a document follows: its CustomizationID and its ProfileID."""

    customization: str
    profile: str


_BIS = "urn:fdc:peppol.eu:poacc:trns:"
PEPPOL_ORDER = Profile(f"{_BIS}order:3", "urn:fdc:peppol.eu:poacc:bis:ordering:3")
PEPPOL_ORDER_RESPONSE = Profile(f"{_BIS}order_response:3", "urn:fdc:peppol.eu:poacc:bis:ordering:3")
PEPPOL_DESPATCH_ADVICE = Profile(
    f"{_BIS}despatch_advice:3", "urn:fdc:peppol.eu:poacc:bis:despatch_advice:3"
)
PEPPOL_BILLING = Profile(
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
)
EN_16931 = Profile("urn:cen.eu:en16931:2017", "")
NO_PROFILE = Profile("", "")


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document ready to be sent.

    `name` is the UBL document it is. `left_out` lists the fields of the canonical document that it
    has no place for, such as `lines[2].charges[0].reason`.
    """

    name: str
    data: bytes
    left_out: tuple[str, ...]


def write_order(
    order: Order, *, profile: Profile = NO_PROFILE, indent: str = "  "
) -> WrittenDocument:
    """Write an Order.

    Raises NotWritableError, naming elements by path, for what UBL demands and the order lacks, what
    XML cannot say, and errors by the rules of the profile. `indent` may be empty.
    """
    return _written("Order", order, draft_order(order), profile, indent)


def write_order_change(
    change: OrderChange, *, profile: Profile = NO_PROFILE, indent: str = "  "
) -> WrittenDocument:
    """Write an OrderChange, or an OrderCancellation for one that cancels.

    Raises NotWritableError as `write_order` does.
    """
    if change.purpose is Purpose.CANCELLATION:
        return _written("OrderCancellation", change, draft_cancellation(change), profile, indent)
    return _written("OrderChange", change, draft_change(change), profile, indent)


def write_order_response(
    response: OrderResponse,
    *,
    profile: Profile = NO_PROFILE,
    simple: bool = False,
    indent: str = "  ",
) -> WrittenDocument:
    """Write an OrderResponse, or when asked an OrderResponseSimple, which has no lines.

    Raises NotWritableError as `write_order` does.
    """
    name = "OrderResponseSimple" if simple else "OrderResponse"
    draft = draft_simple(response) if simple else draft_response(response)
    return _written(name, response, draft, profile, indent)


def write_despatch_advice(
    advice: DespatchAdvice, *, profile: Profile = NO_PROFILE, indent: str = "  "
) -> WrittenDocument:
    """Write a DespatchAdvice; raises NotWritableError as `write_order` does."""
    return _written("DespatchAdvice", advice, draft_despatch(advice), profile, indent)


def write_invoice(
    invoice: Invoice, *, profile: Profile = NO_PROFILE, indent: str = "  "
) -> WrittenDocument:
    """Write an Invoice, or a CreditNote for one that gives money back.

    Raises NotWritableError as `write_order` does.
    """
    name = root_of(invoice)
    return _written(name, invoice, draft_invoice(invoice, name), profile, indent)


def write_application_response(
    response: ApplicationResponse, *, profile: Profile = NO_PROFILE, indent: str = "  "
) -> WrittenDocument:
    """Write an ApplicationResponse; raises NotWritableError as `write_order` does."""
    draft = draft_application_response(response)
    return _written("ApplicationResponse", response, draft, profile, indent)


def _written(
    name: str, document: Document, draft: Draft, profile: Profile, indent: str
) -> WrittenDocument:
    about = {"CustomizationID": profile.customization, "ProfileID": profile.profile}
    data = to_bytes(name, {"UBLVersionID": "2.1", **about, **draft}, indent=indent)
    result = next(read_documents(BytesIO(data)))
    if not isinstance(result, DocumentResult):
        raise NotWritableError([result.fault])
    errors = [fault for fault in result.faults if fault.severity is Severity.ERROR]
    if errors:
        raise NotWritableError(errors)
    return WrittenDocument(name, data, left_out(document, result.document))
