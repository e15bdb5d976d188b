"""What rules ask of a whole document again and again, found once."""

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import ROUND_FLOOR, Context, Decimal
from functools import cached_property

from edi.messages.ubl.headings import HeadingMould
from edi.messages.ubl.line_moulds import LineSaid
from edi.messages.ubl.nodes import Group, Leaf, Placed
from edi.messages.ubl.outlines import LINE_KEYS, Part
from edi.messages.ubl.plain import PlainLines
from edi.messages.ubl.seen import Seen

ZERO = Decimal(0)
_HUNDRED, _HALF = Decimal(100), Decimal("0.5")
_WIDE = Context(prec=200)
_Sums = dict[str, dict[Decimal | None, Decimal]]


class Categories:
    """The tax categories of one code, wherever in the document they stand."""

    def __init__(self) -> None:
        self.of_lines: list[Group] = []
        self.of_allowances: list[Group] = []
        self.of_charges: list[Group] = []
        self.others: list[Group] = []

    def add(self, category: Group) -> None:
        parent = category.parent
        if category.name == "cac:ClassifiedTaxCategory":
            self.of_lines.append(category)
        elif parent is None or parent.table.name != "AllowanceCharge":
            self.others.append(category)
        else:
            is_charge = parent.value("ChargeIndicator")
            (self.of_charges if is_charge else self.of_allowances).append(category)


class Facts:
    """Of one document: its lines, its sums, who is registered for tax.

    `parts` are those of its lines that were read by their outline. Of `plain` lines, which have no
    groups, each part is good for its turn only. `heading` is the mould that the rest was read by.
    """

    def __init__(
        self,
        root: Group,
        seen: Seen,
        parts: Collection[Part] = (),
        plain: PlainLines | None = None,
        heading: HeadingMould | None = None,
    ) -> None:
        self.root = root
        self.name = root.table.name
        self.seen = seen
        self.parts = parts if plain is None else plain
        self.plain = plain
        self.heading = heading

    @cached_property
    def lines(self) -> list[LineSaid]:
        if self.plain is not None:
            return self.plain.said()
        return [_said(line) for line in self._groups()]

    def _groups(self) -> Iterable[Group]:
        if self.name in {"Invoice", "CreditNote"}:
            return self.root.groups(f"{self.name}Line")
        items = (each.group("LineItem") for each in self.root.groups("OrderLine"))
        return [each for each in items if each is not None]

    @property
    def line_count(self) -> int:
        """How many lines there are, of whatever kind of document."""
        return sum(len(self.root.all(key)) for key in LINE_KEYS)

    @cached_property
    def currency(self) -> str:
        return self.root.text("DocumentCurrencyCode")

    @property
    def amounts(self) -> list[Placed]:
        """All basic components with a currency."""
        return self.seen.amounts

    @property
    def identifiers(self) -> list[Placed]:
        """The electronic addresses, numbers and register numbers of parties that name a scheme."""
        return self.seen.identifiers

    @property
    def countries(self) -> set[str]:
        return self.seen.countries

    @property
    def has_empty_value(self) -> bool:
        return self.seen.has_empty_value

    @property
    def has_empty_aggregate(self) -> bool:
        return self.seen.has_empty_aggregate

    @property
    def has_zoned_date(self) -> bool:
        return self.seen.has_zoned_date

    @cached_property
    def line_total(self) -> Decimal:
        return rounded(total([amount for _, amount, _, _ in self.lines]))

    @cached_property
    def allowances(self) -> list[Group]:
        return charges(self.root, is_charge=False)

    @cached_property
    def charges(self) -> list[Group]:
        return charges(self.root, is_charge=True)

    @cached_property
    def categories(self) -> dict[str, Categories]:
        """All tax categories by their code."""
        found: dict[str, Categories] = {}
        of_lines = self.plain.categories() if self.plain else ()
        for each in (*self.seen.categories, *of_lines):
            found.setdefault(each.text("ID"), Categories()).add(each)
        return found

    @cached_property
    def taxable(self) -> _Sums:
        """What lines and charges, less allowances, come to by their tax category and its rate."""
        found: _Sums = {}
        for _, amount, category, rate in self.lines:
            if category is not None:
                _add(found, category, rate, amount or ZERO)
        for each in self.allowances:
            _add_charge(found, each, (each.number("Amount") or ZERO).copy_negate())
        for each in self.charges:
            _add_charge(found, each, each.number("Amount") or ZERO)
        return found

    @cached_property
    def breakdown(self) -> list[Group]:
        """The tax subtotals of the document."""
        return self.root.select(("TaxTotal", "TaxSubtotal"))

    @cached_property
    def line_numbers(self) -> Counter[str]:
        return Counter([number for number, *_ in self.lines])

    @cached_property
    def numbers_are_unique(self) -> bool:
        return len({number for number, *_ in self.lines}) == len(self.lines)

    def has_tax_number(self, *party: str, vat_only: bool) -> bool:
        """Say whether a party, by its path, has a number as a taxpayer."""
        group = self.root.group(*party)
        return group is not None and any(
            each.text("CompanyID") and (not vat_only or is_vat(each))
            for each in group.groups("PartyTaxScheme")
        )


def _said(line: Group) -> LineSaid:
    category = line.group("Item", "ClassifiedTaxCategory")
    return (
        line.text("ID"),
        line.number("LineExtensionAmount"),
        category.text("ID") if category else None,
        category.number("Percent") if category else None,
    )


def _add_charge(sums: _Sums, charge: Group, amount: Decimal) -> None:
    category = charge.group("TaxCategory")
    if category:
        _add(sums, category.text("ID"), category.number("Percent"), amount)


def _add(sums: _Sums, category: str, rate: Decimal | None, amount: Decimal) -> None:
    of_rates = sums.setdefault(category, {})
    of_rates[rate] = _WIDE.add(of_rates.get(rate, ZERO), amount)


def charges(group: Group, *, is_charge: bool) -> list[Group]:
    """Return the charges, or else the allowances, of a document or a line."""
    return [
        each
        for each in group.groups("AllowanceCharge")
        if each.value("ChargeIndicator") is is_charge
    ]


def currency_of(leaf: Leaf | None) -> str:
    return (leaf.attributes or {}).get("currencyID", "") if leaf else ""


def is_vat(group: Group) -> bool:
    return group.text("TaxScheme", "ID").upper() == "VAT"


def total(numbers: Iterable[Decimal | None]) -> Decimal:
    found = ZERO
    for each in numbers:
        if each is not None:
            found = _WIDE.add(found, each)
    return found


def product(one: Decimal, other: Decimal) -> Decimal:
    return _WIDE.multiply(one, other)


def rounded(number: Decimal) -> Decimal:
    """Round to cents as XPath's round() does, half towards the greater number."""
    return _WIDE.divide(whole(_WIDE.multiply(number, _HUNDRED)), _HUNDRED)


def whole(number: Decimal) -> Decimal:
    """Round to a whole number as XPath's round() does: 2.5 is 3 and -2.5 is -2."""
    return _WIDE.add(number, _HALF).to_integral_value(ROUND_FLOOR, _WIDE)
