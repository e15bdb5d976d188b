"""Every document the gateway knows."""

from edi.canonical.acknowledgements import (
    Acknowledgement,
    ApplicationResponse,
    InterchangeAcknowledgement,
)
from edi.canonical.catalogues import PriceCatalogue
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.inventory import InventoryReport
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.receiving import ReceivingAdvice
from edi.canonical.responses import OrderResponse

Document = (
    Order
    | OrderChange
    | OrderResponse
    | DespatchAdvice
    | ReceivingAdvice
    | Invoice
    | PriceCatalogue
    | InventoryReport
    | Acknowledgement
    | InterchangeAcknowledgement
    | ApplicationResponse
)
"""A business document or an acknowledgement, whatever syntax it came in."""
