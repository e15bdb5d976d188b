"""OrderLine and LineItem, as orders, changes and responses have them."""

from edi.canonical.orders import OrderLine
from edi.canonical.parties import Party, Reference
from edi.messages.ubl import codes
from edi.messages.ubl.charges import read_category, read_charges, write_category, write_charges
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
from edi.messages.ubl.terms import read_ship_to

_LEDGER = "ledger-account"


def read_line(wrapper: Group, *, percent: bool) -> OrderLine:
    """Read an OrderLine."""
    line = wrapper.items["LineItem"]
    if not isinstance(line, Group):  # the table has exactly one
        raise TypeError
    given = line.items
    number, unit = take_quantity(line, "Quantity")
    price = line.group("Price")
    item = line.group("Item")
    paid, per, price_unit = read_price(price, unit)
    delivery = line.group("Delivery")
    originator = line.group("OriginatorParty")
    return OrderLine(
        text(line, "ID"),
        number,
        unit,
        paid,
        _price_basis(price),
        read_products(item),
        read_descriptions(item),
        read_dates(delivery) if delivery else (),
        _references(wrapper, line),
        _parties(originator, delivery) if originator or delivery else (),
        read_notes(line, wrapper),
        read_charges(line, percent=percent) if "AllowanceCharge" in given else (),
        per,
        price_unit,
        read_category(item.group("ClassifiedTaxCategory")) if item else None,
        money(line, "LineExtensionAmount"),
    )


def _parties(originator: Group | None, delivery: Group | None) -> tuple[Party, ...]:
    found = (read_party(originator, "originator"), read_ship_to(delivery))
    return tuple(filter(None, found))


def _price_basis(price: Group | None) -> str:
    code = text(price, "PriceTypeCode")
    return codes.PRICE_TYPES.name(code) or codes.our_name(text(price, "PriceType"))


def _references(wrapper: Group, line: Group) -> tuple[Reference, ...]:
    ledger = with_value(_LEDGER, text(line, "AccountingCost"))
    if "DocumentReference" not in wrapper.items:
        return tuple(ledger)
    return (*ledger, *read_references(wrapper, {}, "DocumentReference"))


def write_line(line: OrderLine, currency: str) -> Draft:
    """Draft an OrderLine."""
    ledger = next((each for each in line.references if each.kind == _LEDGER), None)
    others = [each for each in line.references if each is not ledger]
    return {
        "LineItem": {
            "ID": line.number,
            "Note": list(line.notes),
            "Quantity": quantity(line.quantity, line.unit),
            "LineExtensionAmount": amount(line.stated_amount, currency),
            "AccountingCost": ledger.value if ledger else None,
            "Delivery": write_delivery(line.dates, first(line.parties, "ship-to")),
            "OriginatorParty": write_plain(first(line.parties, "originator")),
            "AllowanceCharge": write_charges(line.charges, currency),
            "Price": _price(line, currency),
            "Item": {
                **write_item(line.products, line.descriptions),
                "ClassifiedTaxCategory": write_category(line.tax),
            },
        },
        **write_references(others, {}, "DocumentReference"),
    }


def _price(line: OrderLine, currency: str) -> Draft:
    draft = write_price(line.price, line.price_per, line.price_unit, line.unit, currency)
    if draft:
        code = codes.PRICE_TYPES.code(line.price_basis)
        draft["PriceTypeCode"] = code
        draft["PriceType"] = "" if code else codes.own_code(line.price_basis)
    return draft
