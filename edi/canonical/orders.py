from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference


class Purpose(StrEnum):
    ORIGINAL = "original"
    CANCELLATION = "cancellation"
    CHANGE = "change"
    REPLACEMENT = "replacement"
    CONFIRMATION = "confirmation"
    DUPLICATE = "duplicate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: `quantity` of `unit` at `price` for one unit, as the sender wrote them.

    `number` is the sender's line number, else the line's ordinal. `price_basis` is the sender's
    code for what the price is per (X12 element 639), empty for each unit.
    """

    number: str
    quantity: Decimal | None = None
    unit: Unit | None = None
    price: Money | None = None
    price_basis: str = ""
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def amount(self) -> Money | None:
        """Quantity times price, unrounded; None when either is missing."""
        if self.quantity is None or self.price is None:
            return None
        return Money(self.quantity * self.price.amount, self.price.currency)


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase order. `kind` is the sender's code (X12 element 92, `SA` stand-alone).

    `purpose_code` keeps the sender's own code where `purpose` is OTHER. `stated_total` is what the
    sender claims; nobody has checked it against the lines.
    """

    number: str
    issued: date
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    kind: str = "SA"
    release: str = ""
    contract: str = ""
    currency: str = ""
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[OrderLine, ...] = ()
    stated_total: Money | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `buyer` or `ship-to`."""
        return next((party for party in self.parties if party.role == role), None)
