"""A line of an 850 while its segments come in."""

from decimal import Decimal
from typing import TYPE_CHECKING

from edi.canonical.measures import Moment, Money
from edi.canonical.orders import OrderLine
from edi.messages.checking import Good
from edi.messages.x12 import codes
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import products

if TYPE_CHECKING:
    from edi.canonical.charges import AllowanceCharge, TaxCategory
    from edi.canonical.parties import Reference
    from edi.messages.x12.parties import PartyDraft

_ONE = Decimal(1)


class LineDraft:
    """A PO1 with what followed it so far."""

    __slots__ = (
        "charges",
        "ctp",
        "currency",
        "dates",
        "descriptions",
        "notes",
        "ordinal",
        "parties",
        "po1",
        "references",
        "stated",
        "tax",
    )

    def __init__(self, po1: Good, currency: str, ordinal: int) -> None:
        self.po1 = po1
        self.currency = currency
        self.ordinal = ordinal
        self.descriptions: tuple[str, ...] = ()
        self.dates: tuple[Moment, ...] = ()
        self.references: tuple[Reference, ...] = ()
        self.parties: tuple[PartyDraft, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.charges: tuple[AllowanceCharge, ...] = ()
        self.tax: TaxCategory | None = None
        self.stated: Money | None = None
        self.ctp: Good | None = None

    def line(self) -> OrderLine:
        po1 = self.po1
        number, quantity, unit, price, basis = po1.group(1, 2, 3, 4, 5)
        per = codes.PRICE_PER.get(basis, _ONE) if basis else _ONE
        if self.ctp and not price:
            price, per = self.ctp[3], Decimal(self.ctp[11] or 1)
        return OrderLine(
            number or str(self.ordinal),
            Decimal(quantity) if quantity else None,
            UNITS[unit] if unit else None,
            Money(Decimal(price), self.currency) if price else None,
            codes.PRICE_BASES.name(basis) if basis else "",
            products(po1.groups()[5 : po1.lastindex]),
            self.descriptions,
            self.dates,
            self.references,
            tuple([party.party() for party in self.parties]) if self.parties else (),
            self.notes,
            self.charges,
            per,
            None,
            self.tax,
            self.stated,
        )
