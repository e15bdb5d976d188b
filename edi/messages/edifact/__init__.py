"""EDIFACT messages in D.96A and D.01B: tables, checks, mappings to and from canonical documents.

Read, then answer::

    for result in read_interchanges(stream):
        match result:
            case MessageResult(document=Order() as order):
                ...  # keep it, apply it when the interchange is known to be good
            case InterchangeResult():
                answer = acknowledge(result, control_number="7", written=now)

Write: `write_order` and its like give a message and what it leaves out, `write_interchange` puts
messages in an envelope::

    style = Style("D01B", association="EAN010")
    message = write_order(order, "1", style=style)
    envelope = Envelope(Address("5412345000013", "14"), Address("4012345000023", "14"), "7", now)
    data = write_interchange(envelope, [message])

`read_interchanges` documents what comes in which order, `results` what each holds.
"""

from edi.messages.edifact.acknowledging import acknowledge
from edi.messages.edifact.application_writing import write_application_response
from edi.messages.edifact.composing import Style, WrittenMessage
from edi.messages.edifact.despatch_writing import write_despatch_advice
from edi.messages.edifact.invoice_writing import write_invoice
from edi.messages.edifact.outgoing import write_interchange
from edi.messages.edifact.price_catalogue_writing import write_price_catalogue
from edi.messages.edifact.reading import read_interchanges
from edi.messages.edifact.receiving_writing import write_receiving_advice
from edi.messages.edifact.results import (
    GroupHeader,
    GroupResult,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    MessageType,
    MessageVerdict,
    Result,
)
from edi.messages.edifact.writing import write_order, write_order_change, write_order_response
from edi.messages.results import Disposition, Unreadable
from edi.syntax.edifact.header import Address, InterchangeHeader
from edi.syntax.edifact.separators import Separators
from edi.syntax.edifact.writer import Envelope
from edi.syntax.faults import NotWritableError

__all__ = [
    "Address",
    "Disposition",
    "Envelope",
    "GroupHeader",
    "GroupResult",
    "InterchangeHeader",
    "InterchangeOpened",
    "InterchangeResult",
    "MessageResult",
    "MessageType",
    "MessageVerdict",
    "NotWritableError",
    "Result",
    "Separators",
    "Style",
    "Unreadable",
    "WrittenMessage",
    "acknowledge",
    "read_interchanges",
    "write_application_response",
    "write_despatch_advice",
    "write_interchange",
    "write_invoice",
    "write_order",
    "write_order_change",
    "write_order_response",
    "write_price_catalogue",
    "write_receiving_advice",
]
