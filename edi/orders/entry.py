"""From a canonical order to the columns of an order in the books, and what forbids that."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel.numbers import list_currencies
from msgspec.structs import asdict

from edi.canonical.measures import Moment
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Party

LARGEST: Final = Decimal(10) ** 15
"""Amounts and quantities from here on do not fit the books, and are surely mistakes."""
SMALLEST: Final = Decimal("0.000001")
"""A smaller quantity is nothing in the books."""
CENT: Final = Decimal("0.01")
_DELIVERY: Final = ("delivery", "ship")


@dataclass(frozen=True, slots=True)
class Entry:
    """Column values of an order and of its lines."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]


def problems_of(document: Order, currency: str) -> list[str]:
    """Say in sentences why an order, though well written, cannot be taken; empty when it can."""
    found = []
    if document.purpose is not Purpose.ORIGINAL:
        found.append(
            f"This order's purpose is {document.purpose.value}; only original orders are taken"
            " automatically. Agree on the change with us, or send a new order."
        )
    if not document.lines:
        found.append("The order has no lines. Send it again with at least one.")
    if (document.currency or currency) not in list_currencies():
        unknown = document.currency or currency
        found.append(f"The currency {unknown} is unknown. Use an ISO 4217 code.")
    for line in document.lines:
        found += _line_problems(line)
    if not found and _is_beyond_measure(document):
        found.append("The total is too large to be right. Check quantities and prices.")
    return found[:20]


def _line_problems(line: OrderLine) -> list[str]:
    missing = [
        name for name, value in (("quantity", line.quantity), ("unit", line.unit)) if value is None
    ]
    if line.quantity is None or line.unit is None:
        return [f"Line {line.number} names no {' and no '.join(missing)}. Add what is missing."]
    orders = f"Line {line.number} orders {line.quantity}."
    if line.quantity < SMALLEST:
        return [f"{orders} A quantity must be above zero."]
    if line.quantity >= LARGEST:
        return [f"{orders} That is too many to be right. Check the quantity."]
    return _price_problems(line)


def _price_problems(line: OrderLine) -> list[str]:
    price = line.price.amount if line.price else Decimal(0)
    costs = f"Line {line.number} has the price {price}."
    if price < 0:
        return [f"{costs} A price cannot be negative."]
    if price >= LARGEST:
        return [f"{costs} That is too much to be right. Check the price."]
    return []


def _is_beyond_measure(document: Order) -> bool:
    """Return whether an amount is too large to be rounded to cents and kept."""
    stated = document.stated_total or Decimal(0)
    lines = sum((line.amount.amount for line in document.lines if line.amount), Decimal(0))
    return max(lines, abs(stated)) >= LARGEST


def read_entry(document: Order, currency: str) -> Entry:
    """Return the column values. Amounts without a currency are in that of the agreement."""
    return Entry(
        order={
            "number": document.number,
            "purpose": document.purpose.name,
            "kind": document.kind,
            "issued_on": document.issued,
            "requested_on": _requested(document.dates),
            "currency": document.currency or currency,
            "total": _total(document),
            "stated_total": document.stated_total,
            "parties": [_party(party) for party in document.parties],
            "dates": [_moment(moment) for moment in document.dates],
            "references": [asdict(each) for each in document.references],
            "notes": list(document.notes),
        },
        lines=[_line(position, line) for position, line in enumerate(document.lines, start=1)],
    )


def _line(position: int, line: OrderLine) -> dict[str, Any]:
    return {
        "position": position,
        "number": line.number,
        "quantity": line.quantity,
        "unit": line.unit.code if line.unit else "",
        "price": line.price.amount if line.price else None,
        "amount": _amount(line),
        "description": " ".join(line.descriptions),
        "products": [asdict(product) for product in line.products],
        "requested_on": _requested(line.dates),
    }


def _amount(line: OrderLine) -> Decimal | None:
    return line.amount.amount.quantize(CENT) if line.amount else None


def _total(document: Order) -> Decimal:
    return sum((_amount(line) or Decimal(0) for line in document.lines), Decimal(0))


def _requested(moments: tuple[Moment, ...]) -> date | None:
    by_kind = {moment.kind: moment.date for moment in reversed(moments)}
    return next((by_kind[kind] for kind in _DELIVERY if kind in by_kind), None)


def _moment(moment: Moment) -> dict[str, Any]:
    return {"kind": moment.kind, "date": moment.date.isoformat()}


def _party(party: Party) -> dict[str, Any]:
    address = party.address
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    return {
        "role": party.role,
        "name": " ".join((party.name, *party.more_names)).strip(),
        "identifiers": [asdict(each) for each in party.identifiers],
        "address": [*address.street, *(p for p in (place, address.region, address.country) if p)],
    }
