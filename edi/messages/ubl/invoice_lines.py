"""InvoiceLine and CreditNoteLine, and back."""

from edi.canonical.invoices import InvoiceLine
from edi.canonical.parties import Party, Reference
from edi.messages.ubl.charges import (
    read_category,
    read_charges,
    read_taxes,
    write_category,
    write_charges,
    write_taxes,
)
from edi.messages.ubl.drafts import Draft, amount, quantity
from edi.messages.ubl.headers import first, read_dates, read_notes, with_value, write_delivery
from edi.messages.ubl.items import (
    read_descriptions,
    read_price,
    read_products,
    write_item,
    write_price,
)
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import read_party, write_plain
from edi.messages.ubl.references import read_references, write_references
from edi.messages.ubl.taking import money, text
from edi.messages.ubl.taking import quantity as take_quantity
from edi.messages.ubl.terms import UNKNOWN, read_period, read_ship_to, write_period

_QUANTITIES = {"Invoice": "InvoicedQuantity", "CreditNote": "CreditedQuantity"}
_LEDGER = "ledger-account"


def read_line(line: Group, *, percent: bool) -> InvoiceLine:
    """Read an InvoiceLine or a CreditNoteLine."""
    name = line.table.name.removesuffix("Line")
    number, unit = take_quantity(line, _QUANTITIES[name])
    given = line.items
    item, price = line.group("Item"), line.group("Price")
    paid, per, price_unit = read_price(price, unit)
    order = line.group("OrderLineReference")
    order_line = text(order, "LineID")
    delivery = line.group("Delivery")
    originator = line.group("OriginatorParty")
    return InvoiceLine(
        text(line, "ID"),
        number,
        unit,
        paid,
        per,
        price_unit,
        money(line, "LineExtensionAmount"),
        read_products(item),
        read_descriptions(item),
        read_category(item.group("ClassifiedTaxCategory")) if item else None,
        read_taxes(line) if "TaxTotal" in given else (),
        read_charges(line, percent=percent) if "AllowanceCharge" in given else (),
        text(order, "OrderReference", "ID"),
        "" if order_line == UNKNOWN else order_line,
        read_dates(delivery) if delivery else (),
        read_period(line.group("InvoicePeriod")) if "InvoicePeriod" in given else None,
        _parties(originator, delivery) if originator or delivery else (),
        _references(line),
        read_notes(line),
    )


def _parties(originator: Group | None, delivery: Group | None) -> tuple[Party, ...]:
    found = (read_party(originator, "originator"), read_ship_to(delivery))
    return tuple(filter(None, found))


def _references(line: Group) -> tuple[Reference, ...]:
    ledger = with_value(_LEDGER, text(line, "AccountingCost"))
    if "DocumentReference" not in line.items:
        return tuple(ledger)
    return (*ledger, *read_references(line, {}, "DocumentReference"))


def write_line(line: InvoiceLine, name: str, currency: str) -> Draft:
    """Draft a line of an Invoice or a CreditNote, which is its `name`."""
    ledger = next((each for each in line.references if each.kind == _LEDGER), None)
    others = [each for each in line.references if each is not ledger]
    return {
        "ID": line.number,
        "Note": list(line.notes),
        _QUANTITIES[name]: quantity(line.quantity, line.unit),
        "LineExtensionAmount": amount(line.stated_amount or line.amount, currency),
        "AccountingCost": ledger.value if ledger else None,
        "InvoicePeriod": write_period(line.period),
        "OrderLineReference": _order(line),
        "Delivery": write_delivery(line.dates, first(line.parties, "ship-to")),
        "OriginatorParty": write_plain(first(line.parties, "originator")),
        "AllowanceCharge": write_charges(line.charges, currency),
        "TaxTotal": write_taxes(line.taxes, None, currency),
        "Item": {
            **write_item(line.products, line.descriptions),
            "ClassifiedTaxCategory": write_category(line.tax),
        },
        "Price": write_price(line.price, line.price_per, line.price_unit, line.unit, currency),
        **write_references(others, {}, "DocumentReference"),
    }


def _order(line: InvoiceLine) -> Draft:
    if not line.order_line and not line.order_number:
        return {}
    return {"LineID": line.order_line or UNKNOWN, "OrderReference": {"ID": line.order_number}}
