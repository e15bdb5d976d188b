import datetime as dt
from datetime import date
from decimal import Decimal

from edi.canonical.catalogues import CataloguePrice
from edi.canonical.measures import Measure, Moment, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.record import Record


class StockQuantity(Record):
    """So much of a product is in one state.

    `kind` is one of `names.STOCK_KINDS` or a code such as `x12:QH`, `edifact:145`. `unit` is None
    where it is the line's. `dates` say when it is or will be so, where that is not the report's
    own date, and `location` where, such as a warehouse's number.
    """

    kind: str
    quantity: Decimal
    unit: Unit | None = None
    dates: tuple[Moment, ...] = ()
    location: Identifier | None = None
    references: tuple[Reference, ...] = ()


class InventoryLine(Record):
    """A product and how much of it there is; `number` is the sender's, else the line's ordinal.

    `parties` are such as the `warehouse` that the line is about.
    """

    number: str
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    unit: Unit | None = None
    quantities: tuple[StockQuantity, ...] = ()
    prices: tuple[CataloguePrice, ...] = ()
    dates: tuple[Moment, ...] = ()
    measures: tuple[Measure, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    notes: tuple[str, ...] = ()

    def quantity(self, kind: str) -> Decimal | None:
        """Return the first quantity of a kind, such as `available`, in its own unit."""
        return next((each.quantity for each in self.quantities if each.kind == kind), None)


class InventoryReport(Record):
    """What is in stock, or a question what is (X12 846, EDIFACT INVRPT).

    `kind` says whose stock it is: `seller`, `distributor`, or the sender's code with its list,
    such as `x12:PI`. `parties` hold the `warehouse` where there is one for all lines.
    """

    number: str
    issued: date
    time: dt.time | None = None
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    kind: str = "seller"
    currency: str = ""
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    lines: tuple[InventoryLine, ...] = ()

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `warehouse` or `seller`."""
        return next((party for party in self.parties if party.role == role), None)
