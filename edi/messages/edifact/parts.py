"""Parts of a message while its segments come in: heading, lines and summary alike.

Takers put what a segment says into the part that is open. What a part means is up to the message.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeVar, overload

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Moment, Money
from edi.canonical.parties import Identifier, Party, Reference
from edi.messages.edifact import codes
from edi.messages.edifact.audits import decimal

if TYPE_CHECKING:
    from edi.messages.edifact.parties import PartyDraft


ItemT = TypeVar("ItemT")


class Dated(NamedTuple):
    """A DTM that says a day: its qualifier, the day, the time, the last day of a period."""

    kind: str
    day: dt.date
    time: dt.time | None
    until: dt.date | None


class Referred(NamedTuple):
    """An RFF, with the line it names and the date that followed it."""

    kind: str
    value: str
    line: str
    day: dt.date | None = None


class ChargeDraft:
    """An ALC with what followed it so far."""

    __slots__ = ("alc", "amount", "base", "percent", "tax")

    def __init__(self, alc: tuple[str | None, ...]) -> None:
        self.alc = alc
        self.percent: Decimal | None = None
        self.amount: Money | None = None
        self.base: Money | None = None
        self.tax: TaxCategory | None = None

    def charge(self) -> AllowanceCharge:
        mark, number, kind, _, special, *words = self.alc
        code = codes.CHARGES.name(special or "") if special else ""
        if kind and not special:
            code = f"uncl5189:{kind}"
        return AllowanceCharge(
            mark == "C",
            self.amount,
            self.percent,
            self.base,
            code,
            joined(words, _REASON) or (number or "").rstrip(),
            self.tax,
        )


class TaxDraft:
    """A TAX with the amounts that followed it."""

    __slots__ = ("amount", "basis", "category")

    def __init__(self, category: TaxCategory) -> None:
        self.category = category
        self.amount: Money | None = None
        self.basis: Money | None = None


class Part:
    """The heading, a line or the summary.

    Tuples, as most stay empty: a message may have hundreds of thousands of lines.
    """

    __slots__ = (
        "amounts",
        "charges",
        "dates",
        "notes",
        "parties",
        "references",
        "taxes",
    )

    def __init__(self) -> None:
        self.dates: tuple[Dated, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.references: tuple[Referred, ...] = ()
        self.parties: tuple[PartyDraft | Party, ...] = ()  # one that was taken whole is ready
        self.charges: tuple[ChargeDraft, ...] = ()
        self.taxes: tuple[TaxDraft, ...] = ()
        self.amounts: tuple[tuple[str, Money], ...] = ()

    def party_list(self) -> tuple[Party, ...]:
        if not self.parties:
            return ()
        return tuple([each if isinstance(each, Party) else each.party() for each in self.parties])

    def charge_list(self) -> tuple[AllowanceCharge, ...]:
        return tuple([charge.charge() for charge in self.charges]) if self.charges else ()

    def take_amount(self, *kinds: str) -> Money | None:
        """Take out the first amount of the first kind there is."""
        for kind in kinds:
            for at, (found, money) in enumerate(self.amounts):
                if found == kind:
                    self.amounts = without(self.amounts, at)
                    return money
        return None

    def take_reference(self, kind: str) -> Referred | None:
        """Take out the first reference of a kind."""
        for at, reference in enumerate(self.references):
            if reference.kind == kind:
                self.references = without(self.references, at)
                return reference
        return None

    def take_date(self, *kinds: str) -> Dated | None:
        """Take out the first date of the first kind there is."""
        for kind in kinds:
            for at, date in enumerate(self.dates):
                if date.kind == kind and date.until is None:
                    self.dates = without(self.dates, at)
                    return date
        return None

    def reference_list(self) -> tuple[Reference, ...]:
        name = codes.REFERENCE_KINDS.name
        return tuple([Reference(name(kind), value) for kind, value, _, _ in self.references])

    def moments(self, kinds: codes.CodeList = codes.DATE_KINDS) -> tuple[Moment, ...]:
        """Return the dates; a period as its first and its last day, each of its own kind."""
        if not self.dates:
            return ()
        found: list[Moment] = []
        for kind, day, time, until in self.dates:
            if until is None:
                found.append(Moment(kinds.name(kind), day, time))
            elif kind in codes.PERIODS:
                first, last = codes.PERIODS[kind]
                found += [Moment(kinds.name(first), day), Moment(kinds.name(last), until)]
        return tuple(found)


class LinePart(Part):
    """A LIN with what followed it."""

    __slots__ = (
        "action",
        "currency",
        "descriptions",
        "number",
        "open",
        "prices",
        "products",
        "quantities",
        "substitutes",
        "variance",
    )

    def __init__(self, number: str, action: str, currency: str) -> None:
        super().__init__()
        self.number = number
        self.action = action
        self.currency = currency
        self.products: tuple[Identifier, ...] = ()
        self.substitutes: tuple[Identifier, ...] = ()
        self.descriptions: tuple[str, ...] = ()
        self.open = ""  # a description that goes on in the next IMD
        self.quantities: tuple[tuple[str, str, str | None], ...] = ()
        self.prices: tuple[tuple[str | None, ...], ...] = ()
        self.variance = ""

    def take_quantity(self, *kinds: str) -> tuple[Decimal, str | None] | None:
        """Take out the first quantity of the first kind there is, with its unit."""
        quantities = self.quantities
        for kind in kinds:
            for at, (found, value, unit) in enumerate(quantities):
                if found == kind:
                    self.quantities = without(quantities, at)
                    return decimal(value), unit
        return None

    def take_price(self) -> tuple[str | None, ...] | None:
        """Take out the price to calculate with: AAA, else the first."""
        prices = self.prices
        if not prices:
            return None
        kinds = [price[0] for price in prices]
        first = kinds.index("AAA") if "AAA" in kinds else 0
        self.prices = without(prices, first)
        return prices[first]


def without(items: tuple[ItemT, ...], at: int) -> tuple[ItemT, ...]:
    return items[:at] + items[at + 1 :]


def joined(parts: list[str | None], full: int) -> str:
    """Join the pieces of a text: one that fills its place goes on in the next without a blank."""
    text = ""
    length = full
    for part in parts:
        if part and part.strip():
            text += part if length == full or not text else " " + part
            length = len(part)
    return text.rstrip() if length != full else text


def tax_amounts(taxes: Sequence[TaxDraft], currency: str) -> tuple[TaxAmount, ...]:
    """Return the taxes that say an amount; those of the heading come before its currency."""
    if not taxes:
        return ()
    return tuple(
        [
            TaxAmount(tax.category, _in(tax.amount, currency), _in(tax.basis, currency))
            for tax in taxes
            if tax.amount
        ]
    )


@overload
def _in(money: Money, currency: str) -> Money: ...
@overload
def _in(money: None, currency: str) -> None: ...
def _in(money: Money | None, currency: str) -> Money | None:
    return Money(money.amount, currency) if money and not money.currency else money


_REASON = 35
