"""A document on a few lines, as people would tell it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edi.canonical.documents import Document
from edi.canonical.measures import Money
from edi.canonical.parties import Identifier, Party
from edi.canonical.plain import kind_of
from edi.record import names
from edi.tools.screen import shown

if TYPE_CHECKING:
    from edi.canonical.catalogues import CataloguePrice
    from edi.canonical.inventory import StockQuantity
    from edi.canonical.receiving import Discrepancy
    from edi.canonical.totals import Totals

_MOST_LINES = 20
_MOST_EACH = 4  # quantities and prices of a line


def summary(document: Document) -> Iterator[str]:
    """Yield the lines that tell a document: what it is, who, when, its lines, what it comes to."""
    yield _title(document)
    for party in getattr(document, "parties", ()):
        yield f"  {shown(party.role, 20):<12} {_party(party)}"
    for moment in getattr(document, "dates", ()):
        time = f" {moment.time:%H:%M}" if moment.time else ""
        yield f"  {shown(moment.kind, 20):<12} {moment.date}{time}"
    lines = getattr(document, "lines", ())
    for line in lines[:_MOST_LINES]:
        yield f"  {_line(getattr(line, 'line', line))}"
    if len(lines) > _MOST_LINES:
        yield f"  ... and {len(lines) - _MOST_LINES:,} more lines"
    yield from _ends(document)


def _title(document: Any) -> str:
    number = getattr(document, "number", "") or getattr(document, "order_number", "")
    number = number or getattr(document, "control_number", "")
    parts = [f"{kind_of(document).capitalize()} {shown(number, 60)}"]
    if getattr(document, "issued", None):
        parts.append(f"of {document.issued}")
    for name in ("purpose", "kind", "answer", "verdict"):
        value = str(getattr(document, name, ""))
        if value and value not in {"original", "stand-alone", "invoice", "price-list"}:
            parts.append(f"({shown(value, 40)})")
    order = getattr(document, "order_number", "")
    if order and order != number:
        parts.append(f"for order {shown(order, 60)}")
    return " ".join(parts)


def _party(party: Party) -> str:
    numbers = ", ".join(_identifier(each) for each in party.identifiers)
    place = " ".join(filter(None, (party.address.postal_code, party.address.city)))
    said = ", ".join(filter(None, (party.name, place, party.address.country)))
    return shown(f"{said} ({numbers})" if numbers else said)


def _identifier(identifier: Identifier) -> str:
    return f"{identifier.scheme} {identifier.value}"


def _line(line: Any) -> str:
    parts = [f"{shown(line.number, 20):>4}"]
    quantity = getattr(line, "quantity", None)
    if isinstance(quantity, Decimal):
        unit = f" {line.unit.code}" if line.unit else ""
        parts.append(f"{_number(quantity)}{unit}")
    parts += _received(line)
    parts += [_stock(each) for each in getattr(line, "quantities", ())[:_MOST_EACH]]
    price = getattr(line, "price", None)
    if price:
        per = f" per {_number(line.price_per)}" if line.price_per != 1 else ""
        parts.append(f"at {_money(price)}{per}")
    parts += [_price(each) for each in getattr(line, "prices", ())[:_MOST_EACH]]
    answer = getattr(line, "answer", "")
    if answer:
        parts.append(f"{answer}")
    parts += [shown(each.value, 40) for each in line.products[:2]]
    parts += [shown(each, 60) for each in line.descriptions[:1]]
    return "  ".join(parts)


def _received(line: Any) -> list[str]:
    """Return what a line of a receiving advice says: “received 100 H87”, “short 10”."""
    said = [
        f"{name} {_number(value)}"
        for name in ("received", "accepted")
        if isinstance(value := getattr(line, name, None), Decimal)
    ]
    if said and line.unit:
        said[0] += f" {line.unit.code}"
    wrong: tuple[Discrepancy, ...] = getattr(line, "discrepancies", ())
    return said + [_discrepancy(each) for each in wrong[:_MOST_EACH]]


def _discrepancy(given: "Discrepancy") -> str:
    quantity = _number(given.quantity) if given.quantity is not None else ""
    reason = f"({shown(given.reason, 30)})" if given.reason else ""
    return " ".join(filter(None, (shown(given.kind, 20), quantity, reason)))


def _stock(given: "StockQuantity") -> str:
    """Return such as “available 360 EA at HH-2 on 2026-12-04”."""
    parts = [shown(given.kind, 20), _number(given.quantity)]
    if given.unit:
        parts.append(given.unit.code)
    if given.location:
        parts.append(f"at {shown(given.location.value, 20)}")
    parts += [f"on {each.date}" for each in given.dates[:1]]
    return " ".join(filter(None, parts))


def _price(given: "CataloguePrice") -> str:
    """Return such as “from 100 EA 8.90 EUR”."""
    least = f"from {_number(given.from_quantity)} " if given.from_quantity is not None else ""
    per = f" per {_number(given.price_per)}" if given.price_per != 1 else ""
    return f"{least}{_money(given.amount)}{per}"


def _ends(document: Any) -> Iterator[str]:
    totals: Totals | None = getattr(document, "totals", None)
    if totals:
        stated = [
            f"{name} {_number(value)}"
            for name in names(totals)
            if (value := getattr(totals, name)) is not None
        ]
        yield f"  {'totals':<12} {', '.join(stated)} {shown(document.currency, 10)}".rstrip()
    for note in getattr(document, "notes", ())[:3]:
        said = getattr(note, "text", note)
        yield f"  {'note':<12} {shown(str(said))}"


def _money(money: Money) -> str:
    return f"{_number(money.amount)} {shown(money.currency, 10)}".rstrip()


def _number(number: Decimal) -> str:
    return f"{number:,f}" if abs(number.adjusted()) < _WIDEST else str(number)


_WIDEST = 30
