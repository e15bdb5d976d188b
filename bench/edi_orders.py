"""Purchase orders as trade sends them: every line another product, price, quantity and text.

Seeded, so that two runs read the same orders. Nothing repeats more than it does in life: units,
currencies, towns and the days of a season do, products, prices, quantities, names and numbers
hardly.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.totals import Totals

LINES = 20
_FIRST_DAY = date(2026, 7, 1)
_UNITS = [Unit(code) for code in ("EA", "EA", "EA", "H87", "XCT", "MTR", "KGM", "SET", "LTR")]
_ADJECTIVES = ("galvanised", "stainless", "forged", "braided", "anodised", "coated", "folding")
_THINGS = ("shackle", "cleat", "turnbuckle", "fender", "bilge pump", "chain", "winch", "block")
_ENDS = ("with screw pin", "type B", "left-hand thread", "with certificate", "for 12 V", "in bulk")
_SYLLABLES = ("dan", "gar", "kel", "mor", "ost", "pel", "rin", "sol", "tav", "ulm", "vek", "wes")
_TRADES = ("Trading", "Marine", "Chandlers", "Components", "Supply", "& Sons", "Logistics")
_STREETS = ("Portowa", "Dlugi Targ", "Harbour Road", "Kaistrasse", "Kungsgatan", "Quay Street")
_TOWNS = [
    ("Gdynia", "81-350", "PL"), ("Gdansk", "80-830", "PL"), ("Hamburg", "20457", "DE"),
    ("Rostock", "18055", "DE"), ("Malmo", "211 19", "SE"), ("Rotterdam", "3011 AA", "NL"),
    ("Antwerp", "2000", "BE"), ("Riga", "LV-1050", "LV"), ("Tallinn", "10111", "EE"),
]  # fmt: skip
_OTHER_TOWNS = [("Gdańsk", "80-831", "PL"), ("Lübeck", "23552", "DE"), ("Malmö", "211 20", "SE")]


def orders(seed: int) -> Iterator[Order]:
    """Yield orders without end, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311
    for ordinal in range(1, 1_000_000_000):
        yield _order(chance, ordinal)


def _order(chance: random.Random, ordinal: int) -> Order:
    issued = _FIRST_DAY + timedelta(chance.randrange(120))
    currency = chance.choice(("EUR", "EUR", "USD", "PLN"))
    lines = tuple(_line(chance, at, issued, currency) for at in range(1, LINES + 1))
    total = sum((line.amount.amount for line in lines if line.amount), Decimal(0))
    return Order(
        number=f"PO-{chance.randrange(10**6):06}-{ordinal}",
        issued=issued,
        currency=currency,
        parties=tuple(_party(chance, role) for role in ("buyer", "ship-to", "seller")),
        contacts=(_contact(chance),),
        references=(
            Reference("department", f"{chance.randrange(10_000):04}"),
            Reference("vendor-number", f"V{chance.randrange(10**6)}"),
        ),
        dates=(_moment(chance, issued),),
        lines=lines,
        totals=Totals(payable=total.quantize(Decimal("0.01"))),
    )


def _line(chance: random.Random, at: int, issued: date, currency: str) -> OrderLine:
    products = [
        Identifier("BUYER", f"{chance.randrange(10**6):06}-{chance.randrange(1000):03}"),
        Identifier("SELLER", f"HC-{chance.randrange(10**5)}"),
    ]
    if chance.random() < 0.2:
        products.append(Identifier("GTIN-13", _gtin(f"590{chance.randrange(10**9):09}")))
    return OrderLine(
        number=str(at),
        quantity=Decimal(chance.randint(1, 5000)),
        unit=chance.choice(_UNITS),
        price=Money(Decimal(chance.randint(5, 999_999)).scaleb(-2), currency),
        price_basis="net" if chance.random() < 0.3 else "",
        products=tuple(products),
        descriptions=tuple(_description(chance) for _ in range(2 if chance.random() < 0.05 else 1)),
        dates=(_moment(chance, issued),) if chance.random() < 0.8 else (),
        references=_line_references(chance),
        notes=("Deliver with certificate of origin",) if chance.random() < 0.02 else (),
    )


def _gtin(digits: str) -> str:
    """Append the check digit: readers warn of a wrong one, which is no way most lines go."""
    weighed = 3 * sum(map(int, digits[1::2])) + sum(map(int, digits[::2]))
    return f"{digits}{-weighed % 10}"


def _line_references(chance: random.Random) -> tuple[Reference, ...]:
    if chance.random() > 0.07:
        return ()
    return (Reference("contract", f"C{chance.randrange(10**7)}"),)


def _description(chance: random.Random) -> str:
    thing = f"{chance.choice(_THINGS).title()}, {chance.choice(_ADJECTIVES)}"
    return f"{thing}, {chance.randint(3, 999)} mm, {chance.choice(_ENDS)}"


def _moment(chance: random.Random, issued: date) -> Moment:
    return Moment("delivery", issued + timedelta(chance.randint(3, 90)))


def _name(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables)).title()


def _party(chance: random.Random, role: str) -> Party:
    towns = _OTHER_TOWNS if chance.random() < 0.03 else _TOWNS
    town, postal_code, country = chance.choice(towns)
    return Party(
        role,
        f"{_name(chance, 4)} {chance.choice(_TRADES)}",
        (Identifier("BUYER", f"{_name(chance, 2).upper()}-{chance.randrange(10_000)}"),),
        address=Address(
            (f"{chance.choice(_STREETS)} {chance.randint(1, 300)}",),
            town,
            postal_code=postal_code,
            country=country,
        ),
    )


def _contact(chance: random.Random) -> Contact:
    first, last = _name(chance, 2), _name(chance, 3)
    phone = Channel("phone", f"+48 58 {chance.randrange(10**7):07}")
    email = Channel("email", f"{first}.{last}@example.com".lower())
    return Contact("buyer", f"{first} {last}", (phone, email))
