"""What rules ask of all basic components of a document, noted while it is read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from edi.messages.ubl.nodes import Group, Placed

CATEGORY = "TaxCategory"
COUNTRY = "IdentificationCode"
_IDENTIFIER = "identifier"
_NUMBERS = frozenset({"EndpointID", "CompanyID"})


def wish(key: str, name: str, table: str) -> str:
    """Return what rules may want of a text; empty for nothing but whether it is empty.

    `key` is its own name, `name` and `table` those of the aggregate it stands in.
    """
    if key == COUNTRY and name == "cac:Country":
        return COUNTRY
    is_number = key in _NUMBERS or (key == "ID" and table == "PartyIdentification")
    return _IDENTIFIER if is_number else ""


@dataclass(slots=True)
class Seen:
    """Amounts are what has a currency; identifiers are those of parties that name a scheme.

    Categories are those of taxes, wherever they stand but in plain lines. `currencies` and `sums`
    are of amounts that are not among `amounts`, the latter without prices.
    """

    amounts: list[Placed] = field(default_factory=list)
    identifiers: list[Placed] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)
    categories: list[Group] = field(default_factory=list)
    has_empty_value: bool = False
    has_empty_aggregate: bool = False
    has_zoned_date: bool = False
    currencies: set[str] = field(default_factory=set)
    sums: list[Decimal] = field(default_factory=list)

    def note(self, placed: Placed, wish: str) -> None:
        """Note a basic component that is empty, has attributes or that rules may want."""
        leaf = placed.leaf
        attributes = leaf.attributes or {}
        if leaf.value == "":
            self.has_empty_value = True
        if wish == COUNTRY:
            self.countries.add(str(leaf.value))
        elif wish and "schemeID" in attributes:
            self.identifiers.append(placed)
        elif "currencyID" in attributes:
            self.amounts.append(placed)
        elif "zone" in attributes:
            self.has_zoned_date |= isinstance(leaf.value, date)

    def add(self, other: "Seen") -> None:
        """Note what was noted elsewhere."""
        self.amounts += other.amounts
        self.identifiers += other.identifiers
        self.countries |= other.countries
        self.categories += other.categories
        self.has_empty_value |= other.has_empty_value
        self.has_empty_aggregate |= other.has_empty_aggregate
        self.has_zoned_date |= other.has_zoned_date
