"""What reading a file gives, whatever its syntax; each syntax adds what is its own."""

from dataclasses import dataclass
from enum import StrEnum

from edi.canonical.documents import Document
from edi.record import Record
from edi.syntax.faults import Fault, Position, Severity


class Disposition(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_WITH_ERRORS = "accepted with errors"
    PARTIAL = "partially accepted"
    REJECTED = "rejected"


def disposition(faults: tuple[Fault, ...]) -> Disposition:
    """Return what faults make of the part they are in; errors refuse it, warnings do not."""
    if not faults:
        return Disposition.ACCEPTED
    if all(fault.severity is Severity.WARNING for fault in faults):
        return Disposition.ACCEPTED_WITH_ERRORS
    return Disposition.REJECTED


class MessageResult(Record, kw_only=True):
    """One message: X12 ST to SE, EDIFACT UNH to UNT, an XML document, the rows of an order.

    `message` is its type in its syntax (`850`, `ORDERS`, `Order`, `OrderRequest`, `csv`) and
    `version` the version of that. `document` is None unless the message is accepted and of a kind
    that has one. `not_carried` lists what was good but has no field in the document, by its path in
    the message (`PO1/SAC`, `cac:OrderLine/cac:Delivery`); the original has to be kept for it.
    """

    message: str
    version: str
    control_number: str
    position: Position
    segment_count: int
    faults: tuple[Fault, ...]
    document: Document | None
    not_carried: tuple[str, ...] = ()

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that belong to no message, or where reading was given up."""

    fault: Fault
