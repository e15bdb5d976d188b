"""X12 messages: tables per version, checks, mappings to and from canonical documents.

Read, then answer::

    groups = []
    for result in read_interchanges(stream):
        match result:
            case MessageResult(document=Order() as order):
                ...  # keep it, apply it when the interchange is known to be good
            case GroupResult():
                groups.append(result)
            case InterchangeResult():
                answer = acknowledge(
                    result, groups, interchange_number=7, group_numbers=[7], written=now
                )

Write: `write_order` and its like give the segments of a message and what X12 has no place for;
`write_interchange` puts messages in groups and an envelope::

    written = write_order_response(response, "0001")
    group = OutgoingGroup(written.group, "HANSA", "DANZIG", 7, messages=[written.segments])
    data = write_interchange(Envelope("ZZ", "HANSACOMP", "ZZ", "DANZIGTRADING", 7, now), [group])

`read_interchanges` documents what comes in which order, `results` what each holds.
"""

from edi.messages.results import Disposition, Unreadable
from edi.messages.x12.acknowledgements import interchange_acknowledgement
from edi.messages.x12.acknowledging import acknowledge, answerable
from edi.messages.x12.change_writing import write_order_change
from edi.messages.x12.despatch_writing import write_despatch_advice
from edi.messages.x12.inventory_writing import write_inventory_report
from edi.messages.x12.invoice_writing import write_invoice
from edi.messages.x12.order_writing import write_order
from edi.messages.x12.price_catalogue_writing import write_price_catalogue
from edi.messages.x12.reading import read_interchanges
from edi.messages.x12.response_writing import write_order_response
from edi.messages.x12.results import (
    GroupHeader,
    GroupResult,
    InterchangeNote,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    MessageVerdict,
    Result,
)
from edi.messages.x12.writing import WrittenMessage
from edi.syntax.x12.writer import Envelope, NotWritableError, OutgoingGroup, write_interchange

__all__ = [
    "Disposition",
    "Envelope",
    "GroupHeader",
    "GroupResult",
    "InterchangeNote",
    "InterchangeOpened",
    "InterchangeResult",
    "MessageResult",
    "MessageVerdict",
    "NotWritableError",
    "OutgoingGroup",
    "Result",
    "Unreadable",
    "WrittenMessage",
    "acknowledge",
    "answerable",
    "interchange_acknowledgement",
    "read_interchanges",
    "write_despatch_advice",
    "write_interchange",
    "write_inventory_report",
    "write_invoice",
    "write_order",
    "write_order_change",
    "write_order_response",
    "write_price_catalogue",
]
