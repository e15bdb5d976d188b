"""How an order is paid and carried."""

from datetime import date
from decimal import Decimal

from edi.canonical.measures import Money
from edi.record import Record


class PaymentTerms(Record):
    """When to pay: in full by `due` or within `net_days`, less `discount_percent` if earlier.

    Days count from the date of the invoice. `kind` is the sender's code with its list, such as
    `x12:05` or `uncl4279:1`; `note` is what the terms say in words.
    """

    note: str = ""
    kind: str = ""
    due: date | None = None
    net_days: int | None = None
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    discount_due: date | None = None
    discount: Money | None = None


class PaymentMeans(Record):
    """How to pay: `code` is from UN/CEFACT 4461 (`30` credit transfer, `58` SEPA, `59` debit).

    `account` is an IBAN or another number, `bank` a BIC; `reference` is to be quoted (EN 16931
    BT-83), `mandate` names a direct debit's mandate (BT-89).
    """

    code: str
    account: str = ""
    account_name: str = ""
    bank: str = ""
    reference: str = ""
    mandate: str = ""


class DeliveryTerms(Record):
    """Who carries risk and cost: `code` is an Incoterm (`DAP`) or such as `x12:CC`, with its place.

    `paid_by` is `seller` (prepaid), `buyer` (collect), `third-party`, or such as `x12:DE`.
    """

    code: str = ""
    place: str = ""
    paid_by: str = ""
    note: str = ""


class Transport(Record):
    """Who carries the goods and how.

    `mode` is `road`, `rail`, `sea`, `air`, `mail`, `multimodal`, or the sender's code with its
    list; `carrier` a code such as a SCAC, `name` its name; `service` its kind of service; `vehicle`
    the means of transport; `tracking` the carrier's number.
    """

    mode: str = ""
    carrier: str = ""
    name: str = ""
    service: str = ""
    vehicle: str = ""
    tracking: str = ""
