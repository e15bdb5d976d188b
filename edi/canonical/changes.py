from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.charges import AllowanceCharge, TaxAmount
from edi.canonical.measures import Moment
from edi.canonical.orders import OrderLine, Purpose
from edi.canonical.parties import Contact, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.record import Record


class LineAction(StrEnum):
    """What a change does to a line of the order."""

    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    REPLACE = "replace"
    KEEP = "keep"


class LineChange(Record):
    """`line` is as it shall be from now on; `left` is the quantity still to be delivered.

    `action_code` is the sender's own code with its list, such as `x12:QI`, where it says more than
    `action` does.
    """

    action: LineAction
    line: OrderLine
    left: Decimal | None = None
    action_code: str = ""


class OrderChange(Record):
    """A buyer's change to, or (`purpose`) cancellation of, an order sent before.

    `number` names the change itself, `sequence` counts the changes of one order from 1. Header
    fields are as in `Order`; only what is given is meant to change.
    """

    order_number: str
    issued: date
    order_issued: date | None = None
    number: str = ""
    sequence: int | None = None
    purpose: Purpose = Purpose.CHANGE
    purpose_code: str = ""
    kind: str = "stand-alone"
    release: str = ""
    contract: str = ""
    currency: str = ""
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[LineChange, ...] = ()
    totals: Totals | None = None
    charges: tuple[AllowanceCharge, ...] = ()
    taxes: tuple[TaxAmount, ...] = ()
    payment_terms: PaymentTerms | None = None
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None
