from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.record import Record


class Purpose(StrEnum):
    ORIGINAL = "original"
    CANCELLATION = "cancellation"
    CHANGE = "change"
    REPLACEMENT = "replacement"
    CONFIRMATION = "confirmation"
    DUPLICATE = "duplicate"
    OTHER = "other"


class OrderLine(Record):
    """One line: `quantity` of `unit` at `price` for `price_per` units, as the sender wrote them.

    `number` is the sender's line number, else the line's ordinal. `price_basis` says what kind of
    price it is: `net`, `gross`, `catalogue`, `contract`, or the sender's code with its list, such
    as `x12:QT`; `price_unit` is the unit it is for where that is not `unit`. `stated_amount` is
    what the sender claims the line comes to.
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
    charges: tuple[AllowanceCharge, ...] = ()
    price_per: Decimal = Decimal(1)
    price_unit: Unit | None = None
    tax: TaxCategory | None = None
    stated_amount: Money | None = None

    @property
    def amount(self) -> Money | None:
        """Return quantity times price, unrounded, with the line's allowances and charges.

        None when quantity or price is missing, or the price is for no units.
        """
        return line_amount(self.quantity, self.price, self.price_per, self.charges)


def line_amount(
    quantity: Decimal | None,
    price: Money | None,
    price_per: Decimal,
    charges: tuple[AllowanceCharge, ...],
) -> Money | None:
    """Return what a line comes to; None when that cannot be said."""
    if quantity is None or price is None or not price_per:
        return None
    amount = quantity * price.amount
    if price_per != 1:
        amount /= price_per
    for charge in charges:
        if charge.amount:
            amount += charge.amount.amount if charge.is_charge else -charge.amount.amount
    return Money(amount, price.currency)


class Order(Record):
    """A purchase order.

    `kind` is `stand-alone`, `blanket`, `release`, `rush`, `drop-ship`, `consignment`, `sample`, or
    the sender's code with its list, such as `x12:KN`. `purpose_code` keeps the sender's own code,
    with its list, where `purpose` is OTHER. `totals` are what the sender claims; nobody has
    checked them against the lines (see `totals.compare_totals`).
    """

    number: str
    issued: date
    purpose: Purpose = Purpose.ORIGINAL
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
    lines: tuple[OrderLine, ...] = ()
    totals: Totals | None = None
    charges: tuple[AllowanceCharge, ...] = ()
    taxes: tuple[TaxAmount, ...] = ()
    payment_terms: PaymentTerms | None = None
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `buyer` or `ship-to`."""
        return next((party for party in self.parties if party.role == role), None)

    @property
    def stated_total(self) -> Decimal | None:
        """Return what the sender says the order comes to, the amount due before any other."""
        if self.totals is None:
            return None
        given = (self.totals.payable, self.totals.gross, self.totals.net, self.totals.lines)
        return next((total for total in given if total is not None), None)
