from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Measure, Moment, Money, Period, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentTerms
from edi.record import Record


class CatalogueAction(StrEnum):
    """What a line says of its product; OTHER keeps its code in `CatalogueLine.action_code`."""

    LISTED = "listed"  # nothing is said but that it can be ordered like this
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    OTHER = "other"


class CataloguePrice(Record):
    """`amount` for `price_per` units, for whom and how many it is meant, and when.

    `basis` is one of `names.PRICE_BASES` or a code such as `x12:UCP`, `edifact:AAE`. `unit` is what
    it is for and what `from_quantity` and `to_quantity`, both included, count; None where that is
    the line's `order_unit`; a `from_quantity` of None is the first piece. `buyers` are whom it is
    for, as the sender's code with its list, such as `x12:RS`. An open end of `valid` is the line's.
    """

    amount: Money
    basis: str = ""
    price_per: Decimal = Decimal(1)
    unit: Unit | None = None
    from_quantity: Decimal | None = None
    to_quantity: Decimal | None = None
    valid: Period | None = None
    buyers: str = ""


class Pack(Record):
    """What is in one package: `packs` pieces or inner packages of `contents` of `unit` each.

    None where only the other is said (X12 PO401 and PO402). `package` is a code of UN/ECE
    Recommendation 21, or the sender's with its list. `measures` are the whole package's.
    """

    contents: Decimal | None = None
    unit: Unit | None = None
    packs: int | None = None
    package: str = ""
    measures: tuple[Measure, ...] = ()


class CatalogueLine(Record):
    """A product and its prices; `number` is the sender's, else the line's ordinal.

    `order_unit` is what it is ordered in and what `minimum_order` (the least that can be ordered),
    `maximum_order` and `order_multiple` count. `lead_days` are calendar days from the receipt of
    an order.
    """

    number: str
    action: CatalogueAction = CatalogueAction.LISTED
    action_code: str = ""
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    prices: tuple[CataloguePrice, ...] = ()
    order_unit: Unit | None = None
    minimum_order: Decimal | None = None
    maximum_order: Decimal | None = None
    order_multiple: Decimal | None = None
    pack: Pack | None = None
    valid: Period | None = None
    lead_days: int | None = None
    measures: tuple[Measure, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    notes: tuple[str, ...] = ()
    tax: TaxCategory | None = None


class PriceCatalogue(Record):
    """What a seller sells and at what prices (X12 832, EDIFACT PRICAT).

    `kind` is one of `names.CATALOGUE_KINDS` or a code such as `x12:RC`; `version` is its edition,
    `replaces` the number of the catalogue it takes the place of. `valid` holds where a line or a
    price says nothing else. `issued` is None where the message does not say it: X12 832 has only
    an optional DTM for it.
    """

    number: str
    issued: date | None = None
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    kind: str = "price-list"
    version: str = ""
    replaces: str = ""
    description: str = ""
    valid: Period | None = None
    currency: str = ""
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[CatalogueLine, ...] = ()
    payment_terms: PaymentTerms | None = None
    delivery_terms: DeliveryTerms | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `seller` or `buyer`."""
        return next((party for party in self.parties if party.role == role), None)
