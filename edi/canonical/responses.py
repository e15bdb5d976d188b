from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Identifier, Party, Reference


class Answer(StrEnum):
    """What the seller says to the order as a whole."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_CHANGES = "accepted with changes"
    REJECTED = "rejected"


class LineAnswer(StrEnum):
    ACCEPTED = "accepted"
    CHANGED_QUANTITY = "changed quantity"
    CHANGED_PRICE = "changed price"
    CHANGED_DATE = "changed date"
    CHANGED = "changed"
    SUBSTITUTED = "substituted"
    BACKORDERED = "backordered"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class OrderResponseLine:
    """The answer to one order line: what will be delivered, at what price, when.

    `quantity` and `unit` are those confirmed; `ordered` is the quantity of the order.
    """

    number: str
    answer: LineAnswer
    quantity: Decimal
    unit: Unit
    ordered: Decimal | None = None
    price: Money | None = None
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    dates: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderResponse:
    """A seller's answer to an order; `order_issued` is the order's date."""

    order_number: str
    order_issued: date
    issued: date
    answer: Answer
    number: str = ""
    currency: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    lines: tuple[OrderResponseLine, ...] = ()
