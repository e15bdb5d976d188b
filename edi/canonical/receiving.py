import datetime as dt
from datetime import date
from decimal import Decimal

from edi.canonical.despatch import OrderReference
from edi.canonical.measures import Moment, Unit
from edi.canonical.orders import Purpose
from edi.canonical.parties import Identifier, Party, Reference
from edi.canonical.terms import DeliveryTerms, Transport
from edi.record import Record


class Discrepancy(Record):
    """Goods that did not come as they should, or that the buyer does not take.

    `kind` is `rejected` (came, but is not taken), `damaged`, `short` (did not come), `over` (more
    than there should be), `other` where only the reason is said, or the sender's code with its
    list, such as `edifact:66`. `quantity` is positive for all kinds with a name, in the line's unit
    where `unit` is None, in packages for a `ReceivedUnit`. `compared_to` says what `short` and
    `over` are counted against, `despatched` or `ordered`; `fate` what becomes of rejected goods,
    `returned` or `destroyed`; both are empty where nothing is said.

    `reason` is `damaged`, `late`, `not-advised`, `not-ordered`, `substituted`, `wrong-packing`,
    `best-before`, `unknown-product`, `unreadable-code`, `back-order-follows`, `no-back-order`, or a
    code such as `uncl4295:AV`; `note` says it in words.
    """

    kind: str
    quantity: Decimal | None = None
    unit: Unit | None = None
    reason: str = ""
    note: str = ""
    compared_to: str = ""
    fate: str = ""


class ReceivedUnit(Record):
    """A pallet, carton or other package as it came; as `HandlingUnit` of a despatch advice."""

    id: str
    parent: str = ""
    kind: str = "unit"
    package: str = ""
    count: int = 1
    sscc: str = ""
    discrepancies: tuple[Discrepancy, ...] = ()


class ReceivedPart(Record):
    """A part of a line: what came in one package, from one lot, or one piece with its serial.

    `quantity` is what came of it, in the line's unit.
    """

    sscc: str = ""
    lot: str = ""
    serial: str = ""
    quantity: Decimal | None = None
    discrepancies: tuple[Discrepancy, ...] = ()


class ReceiptLine(Record):
    """Goods of one line, or of its part in one package; `unit_id` names the `ReceivedUnit`, if any.

    `received` is what came and `accepted` what of it the buyer takes; either may be unsaid.
    `despatched` and `ordered` are what the despatch advice and the order said. All four count
    `unit`.
    """

    number: str
    received: Decimal | None = None
    accepted: Decimal | None = None
    unit: Unit | None = None
    despatched: Decimal | None = None
    ordered: Decimal | None = None
    discrepancies: tuple[Discrepancy, ...] = ()
    products: tuple[Identifier, ...] = ()
    descriptions: tuple[str, ...] = ()
    order_number: str = ""
    order_line: str = ""
    despatch_advice: str = ""
    despatch_line: str = ""
    unit_id: str = ""
    parts: tuple[ReceivedPart, ...] = ()
    dates: tuple[Moment, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()


class ReceivingAdvice(Record):
    """What a buyer says has come in (EDIFACT RECADV, X12 861, UBL ReceiptAdvice).

    `received` is the day the goods came and `received_time` when, where known. `despatch_advice`
    is the number of the seller's despatch advice. Without lines, all came as it said.
    """

    number: str
    issued: date
    time: dt.time | None = None
    purpose: Purpose = Purpose.ORIGINAL
    purpose_code: str = ""
    received: date | None = None
    received_time: dt.time | None = None
    despatch_advice: str = ""
    despatched: date | None = None
    orders: tuple[OrderReference, ...] = ()
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    notes: tuple[str, ...] = ()
    units: tuple[ReceivedUnit, ...] = ()
    lines: tuple[ReceiptLine, ...] = ()
    delivery_terms: DeliveryTerms | None = None
    transport: Transport | None = None

    def party(self, role: str) -> Party | None:
        """Return the first party in `role`, such as `ship-to` or `seller`."""
        return next((party for party in self.parties if party.role == role), None)
