from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.charges import AllowanceCharge
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.record import Record


class Answer(StrEnum):
    """What the seller says to the order as a whole; RECEIVED says nothing of its content yet."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted with changes"
    REJECTED = "rejected"
    RECEIVED = "received"


class LineAnswer(StrEnum):
    ACCEPTED = "accepted"
    CHANGED_QUANTITY = "changed quantity"
    CHANGED_PRICE = "changed price"
    CHANGED_DATE = "changed date"
    CHANGED = "changed"
    SUBSTITUTED = "substituted"
    BACKORDERED = "backordered"
    REJECTED = "rejected"


class Confirmation(Record):
    """A part of a line that is answered for itself: so much, like this, on these dates."""

    answer: LineAnswer
    quantity: Decimal
    unit: Unit | None = None
    dates: tuple[Moment, ...] = ()


class OrderResponseLine(Record):
    """The answer to one order line: what will be delivered, at what price, when.

    `quantity` and `unit` are those confirmed; `ordered` is the quantity of the order. `number` is
    the order's line number. `schedule` is given when parts of the line are answered differently;
    then `answer` sums them up. `substitutes` are the products that come instead.
    """

    number: str
    answer: LineAnswer
    quantity: Decimal
    unit: Unit | None = None
    ordered: Decimal | None = None
    price: Money | None = None
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    dates: tuple[Moment, ...] = ()
    price_per: Decimal = Decimal(1)
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()
    substitutes: tuple[Identifier, ...] = ()
    schedule: tuple[Confirmation, ...] = ()


class OrderResponse(Record):
    """A seller's answer to an order or (`change_number`) to a change of one.

    `order_issued` is the order's date, None where the message does not say it. `number` is the
    seller's own for this answer.
    """

    order_number: str
    order_issued: date | None
    issued: date
    answer: Answer
    number: str = ""
    currency: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    lines: tuple[OrderResponseLine, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()
    change_number: str = ""
    totals: Totals | None = None
    charges: tuple[AllowanceCharge, ...] = ()
    payment_terms: PaymentTerms | None = None
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None
