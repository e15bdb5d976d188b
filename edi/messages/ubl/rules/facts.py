"""What rules ask of a whole document again and again, found once."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import NamedTuple

from edi.messages.ubl.nodes import Group, Leaf, Placed

ZERO = Decimal(0)
CENT = Decimal("0.01")
_WIDE = Context(prec=200)


class Taxed(NamedTuple):
    """An amount in a tax category; `is_vat` says that the category names VAT as its scheme."""

    category: str
    rate: Decimal | None
    amount: Decimal
    is_vat: bool


class Facts:
    """Of one document: its lines, its sums, who is registered for tax."""

    def __init__(self, root: Group) -> None:
        self.root = root
        self.name = root.table.name

    @cached_property
    def lines(self) -> list[Group]:
        if self.name in {"Invoice", "CreditNote"}:
            return self.root.groups(f"{self.name}Line")
        items = (each.group("LineItem") for each in self.root.groups("OrderLine"))
        return [each for each in items if each is not None]

    @cached_property
    def currency(self) -> str:
        return self.root.text("DocumentCurrencyCode")

    @cached_property
    def _seen(self) -> "_Seen":
        return _Seen(self.root)

    @property
    def amounts(self) -> list[Placed]:
        """All basic components with a currency."""
        return self._seen.amounts

    @property
    def identifiers(self) -> list[Placed]:
        """The electronic addresses, numbers and register numbers of parties that name a scheme."""
        return self._seen.identifiers

    @property
    def countries(self) -> set[str]:
        return self._seen.countries

    @property
    def has_empty_value(self) -> bool:
        return self._seen.has_empty_value

    @property
    def has_empty_aggregate(self) -> bool:
        return self._seen.has_empty_aggregate

    @property
    def has_zoned_date(self) -> bool:
        return self._seen.has_zoned_date

    @cached_property
    def line_total(self) -> Decimal:
        return rounded(total(line.number("LineExtensionAmount") for line in self.lines))

    @cached_property
    def allowances(self) -> list[Group]:
        return charges(self.root, is_charge=False)

    @cached_property
    def charges(self) -> list[Group]:
        return charges(self.root, is_charge=True)

    @cached_property
    def taxed_lines(self) -> list[Taxed]:
        return [
            _taxed(category, line.number("LineExtensionAmount"))
            for line in self.lines
            if (category := line.group("Item", "ClassifiedTaxCategory"))
        ]

    @cached_property
    def taxed_allowances(self) -> list[Taxed]:
        return _taxed_charges(self.allowances)

    @cached_property
    def taxed_charges(self) -> list[Taxed]:
        return _taxed_charges(self.charges)

    @cached_property
    def breakdown(self) -> list[Group]:
        """The tax subtotals of the document."""
        return self.root.select(("TaxTotal", "TaxSubtotal"))

    @cached_property
    def line_numbers(self) -> Counter[str]:
        return Counter(line.text("ID") for line in self.lines)

    def has_tax_number(self, *party: str, vat_only: bool) -> bool:
        """Say whether a party, by its path, has a number as a taxpayer."""
        group = self.root.group(*party)
        return group is not None and any(
            each.text("CompanyID") and (not vat_only or is_vat(each))
            for each in group.groups("PartyTaxScheme")
        )


class _Seen:
    """What is asked of all basic components, collected in one walk."""

    def __init__(self, root: Group) -> None:
        self.amounts: list[Placed] = []
        self.identifiers: list[Placed] = []
        self.countries: set[str] = set()
        self.has_empty_value = False
        self.has_empty_aggregate = False
        self.has_zoned_date = False
        self._walk(root)

    def _walk(self, group: Group) -> None:
        if not group.items and group.table.name != "open":
            self.has_empty_aggregate = True
        for key, held in group.items.items():
            if type(held) is Leaf:
                if held.attributes or held.value == "" or key == "IdentificationCode":
                    self._leaf(Placed(group, key, 0, held))
            elif type(held) is Group:
                self._walk(held)
            else:
                for at, item in enumerate(held, 1):  # type: ignore[arg-type]
                    if type(item) is Group:
                        self._walk(item)
                    else:
                        self._leaf(Placed(group, key, at, item))  # type: ignore[arg-type]

    def _leaf(self, placed: Placed) -> None:
        key, leaf = placed.key, placed.leaf
        if leaf.value == "":
            self.has_empty_value = True
        if key == "IdentificationCode" and placed.group.name == "cac:Country":
            self.countries.add(str(leaf.value))
        if not leaf.attributes:
            return
        if "currencyID" in leaf.attributes:
            self.amounts.append(placed)
        elif "zone" in leaf.attributes:
            self.has_zoned_date |= isinstance(leaf.value, date)
        elif "schemeID" in leaf.attributes and (
            key in {"EndpointID", "CompanyID"}
            or (key == "ID" and placed.group.table.name == "PartyIdentification")
        ):
            self.identifiers.append(placed)


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
    return number.quantize(CENT, ROUND_HALF_UP, _WIDE)


def _taxed(category: Group, amount: Decimal | None) -> Taxed:
    code, rate = category.text("ID"), category.number("Percent")
    return Taxed(code, rate, amount or ZERO, is_vat(category))


def _taxed_charges(given: list[Group]) -> list[Taxed]:
    return [
        _taxed(category, each.number("Amount"))
        for each in given
        if (category := each.group("TaxCategory"))
    ]
