import datetime as dt
from datetime import date
from decimal import Decimal

from edi.canonical.measures import Measure, Moment, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, Transport
from edi.record import Record


class HandlingUnit(Record):
    """A pallet, carton or other package.

    `id` is unique in the despatch advice and `parent` the id of the unit it stands in, empty for
    the outermost (X12 HL01 and HL02, EDIFACT CPS). `kind` is `pallet` (X12 tare), `carton` (X12
    pack), or `unit`; `package` a code of UN/ECE Recommendation 21, or the sender's with its list.
    `sscc` has 18 digits. `count` is how many alike are meant.
    """

    id: str
    parent: str = ""
    kind: str = "unit"
    package: str = ""
    count: int = 1
    sscc: str = ""
    measures: tuple[Measure, ...] = ()
    references: tuple[Reference, ...] = ()


class Batch(Record):
    """A part of a line from one lot, or one piece: `serial` is its serial number."""

    lot: str = ""
    serial: str = ""
    quantity: Decimal | None = None
    best_before: date | None = None
    produced: date | None = None


class DespatchLine(Record):
    """Goods of one order line in one package; `unit_id` names the `HandlingUnit`, if any.

    `quantity` is what was shipped, `ordered` what the order said, `outstanding` what is still to
    come, for `outstanding_reason`.
    """

    number: str
    quantity: Decimal
    unit: Unit | None = None
    order_number: str = ""
    order_line: str = ""
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    ordered: Decimal | None = None
    outstanding: Decimal | None = None
    outstanding_reason: str = ""
    unit_id: str = ""
    batches: tuple[Batch, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()


class OrderReference(Record):
    """An order that a document is about.

    In a despatch advice `parties` are those of this order alone, such as the store that a part of
    a cross-docked shipment is for, and `references` its own numbers.
    """

    number: str
    issued: date | None = None
    release: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()


class DespatchAdvice(Record):
    """What a seller says is on its way. `dates` hold `shipped` and `delivery` where known."""

    number: str
    issued: date
    time: dt.time | None = None
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    orders: tuple[OrderReference, ...] = ()
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    units: tuple[HandlingUnit, ...] = ()
    lines: tuple[DespatchLine, ...] = ()
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None
