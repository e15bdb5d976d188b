from datetime import date
from decimal import Decimal
from enum import StrEnum

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import OrderReference
from edi.canonical.measures import Moment, Money, Period, Unit
from edi.canonical.orders import line_amount
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, PaymentMeans, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.record import Record


class InvoiceKind(StrEnum):
    """What an invoice is; OTHER keeps its code in `Invoice.kind_code`."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    DEBIT_NOTE = "debit note"
    CORRECTED = "corrected invoice"
    PREPAYMENT = "prepayment invoice"
    SELF_BILLED = "self-billed invoice"
    PRO_FORMA = "pro forma invoice"
    OTHER = "other"


class InvoiceLine(Record):
    """One line: `quantity` of `unit` at `price` for `price_per` units.

    `amount` is what it comes to; `stated_amount` what the sender says (EN 16931 BT-131, without
    tax, with the line's own allowances and charges). `order_number` and `order_line` say what was
    ordered, where that is not the invoice's own order.
    """

    number: str
    quantity: Decimal | None = None
    unit: Unit | None = None
    price: Money | None = None
    price_per: Decimal = Decimal(1)
    price_unit: Unit | None = None
    stated_amount: Money | None = None
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    tax: TaxCategory | None = None
    taxes: tuple[TaxAmount, ...] = ()
    charges: tuple[AllowanceCharge, ...] = ()
    order_number: str = ""
    order_line: str = ""
    dates: tuple[Moment, ...] = ()
    period: Period | None = None
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def amount(self) -> Money | None:
        """Return quantity times price with allowances and charges, else the stated amount."""
        computed = line_amount(self.quantity, self.price, self.price_per, self.charges)
        return computed or self.stated_amount


class Invoice(Record):
    """An invoice or a credit note. Amounts of a credit note are positive and mean money back.

    `tax_currency` and `tax_total` are given when tax is also stated in another currency (EN 16931
    BT-6, BT-111). `totals` are what the sender claims (see `totals.compare_totals`).
    """

    number: str
    issued: date
    kind: InvoiceKind = InvoiceKind.INVOICE
    kind_code: str = ""
    purpose_code: str = ""
    currency: str = ""
    orders: tuple[OrderReference, ...] = ()
    due: date | None = None
    tax_point: date | None = None
    period: Period | None = None
    buyer_reference: str = ""
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    charges: tuple[AllowanceCharge, ...] = ()
    taxes: tuple[TaxAmount, ...] = ()
    totals: Totals | None = None
    payment_terms: PaymentTerms | None = None
    payment_means: tuple[PaymentMeans, ...] = ()
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None
    tax_currency: str = ""
    tax_total: Money | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `buyer` or `remit-to`."""
        return next((party for party in self.parties if party.role == role), None)
