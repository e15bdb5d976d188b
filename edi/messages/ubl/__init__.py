"""UBL 2.1 to 2.3: documents to and from canonical ones, checked by table and business rule.

Read::

    for result in read_documents(stream):
        match result:
            case DocumentResult(document=Order() as order):
                ...
            case DocumentResult(faults=faults) | Unreadable(fault=faults):
                ...

Write::

    written = write_order(order, profile=PEPPOL_ORDER)
    send(written.data)  # written.left_out lists what UBL has no place for

`tables` hold the structure, `rules` the business rules by their official ids, `packs` run schemas
and Schematron that an operator supplies.
"""

from edi.messages.results import Unreadable
from edi.messages.ubl.reading import read_documents
from edi.messages.ubl.results import DocumentResult, Result
from edi.messages.ubl.writing import (
    EN_16931,
    NO_PROFILE,
    PEPPOL_BILLING,
    PEPPOL_DESPATCH_ADVICE,
    PEPPOL_ORDER,
    PEPPOL_ORDER_RESPONSE,
    Profile,
    WrittenDocument,
    write_application_response,
    write_despatch_advice,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
)
from edi.syntax.faults import NotReadableError, NotWritableError

__all__ = [
    "EN_16931",
    "NO_PROFILE",
    "PEPPOL_BILLING",
    "PEPPOL_DESPATCH_ADVICE",
    "PEPPOL_ORDER",
    "PEPPOL_ORDER_RESPONSE",
    "DocumentResult",
    "NotReadableError",
    "NotWritableError",
    "Profile",
    "Result",
    "Unreadable",
    "WrittenDocument",
    "read_documents",
    "write_application_response",
    "write_despatch_advice",
    "write_invoice",
    "write_order",
    "write_order_change",
    "write_order_response",
]
