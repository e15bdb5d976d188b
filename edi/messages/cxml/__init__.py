"""cXML 1.2: orders, confirmations, ship notices, invoices, responses; PunchOut is checked only.

Read one document, and answer it at once as the protocol wants::

    try:
        (result,) = read_documents(stream)
        answer = write_response(result.faults, envelope)
    except NotReadableError as error:
        answer = write_response([error.fault], envelope)

Write: `write_order`, `write_order_change`, `write_order_response`, `write_despatch_advice` and
`write_invoice` take the document and an `Envelope` with the credentials; each returns the bytes and
`left_out`, the canonical fields that cXML has no place for. All raise NotWritableError, naming the
path, for what cXML must have and cannot say, or would say wrongly. `tables` holds the elements.
"""

from collections.abc import Sequence

from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.responses import OrderResponse
from edi.messages.cxml.answers import Status, answer_node, status_of
from edi.messages.cxml.despatch import advice_node
from edi.messages.cxml.invoice_writing import invoice_node
from edi.messages.cxml.orders import order_node
from edi.messages.cxml.reading import read_documents
from edi.messages.cxml.responses import response_node
from edi.messages.cxml.results import CxmlResult
from edi.messages.cxml.writing import Envelope, WrittenDocument, write_answer, write_request
from edi.syntax.faults import Fault

__all__ = [
    "CxmlResult",
    "Envelope",
    "Status",
    "WrittenDocument",
    "read_documents",
    "status_of",
    "write_despatch_advice",
    "write_invoice",
    "write_order",
    "write_order_change",
    "write_order_response",
    "write_response",
]


def write_order(order: Order, envelope: Envelope) -> WrittenDocument:
    """Write an OrderRequest of type new."""
    return write_request(order, order_node(order), envelope)


def write_order_change(change: OrderChange, envelope: Envelope) -> WrittenDocument:
    """Write an OrderRequest of type update, which states the whole order anew, or delete.

    A change that states only what differs cannot be said in cXML and is refused.
    """
    return write_request(change, order_node(change), envelope)


def write_order_response(response: OrderResponse, envelope: Envelope) -> WrittenDocument:
    """Write a ConfirmationRequest. To say RECEIVED, answer the request by a Response instead."""
    return write_request(response, response_node(response), envelope)


def write_despatch_advice(advice: DespatchAdvice, envelope: Envelope) -> WrittenDocument:
    """Write a ShipNoticeRequest; packages are not written."""
    return write_request(advice, advice_node(advice), envelope)


def write_invoice(invoice: Invoice, envelope: Envelope) -> WrittenDocument:
    """Write an InvoiceDetailRequest; the amounts of a credit note are negative there."""
    return write_request(invoice, invoice_node(invoice), envelope)


def write_response(
    faults: Sequence[Fault], envelope: Envelope, status: Status | None = None
) -> WrittenDocument:
    """Write the Response to a request, from the faults that reading it found.

    The status is 200 without errors, 400 with some, 406 for what is no cXML; or `status`, for what
    only the caller knows: 401 credentials, 409 a conflict, 450 not implemented, 500 our own fault.
    """
    return WrittenDocument(write_answer(answer_node(status or status_of(faults)), envelope))
