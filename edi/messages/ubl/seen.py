"""What rules ask of all basic components of a document, noted while it is read."""

from dataclasses import dataclass, field
from datetime import date

from edi.messages.ubl.nodes import Group, Placed

COUNTRY = "IdentificationCode"
CATEGORY = "TaxCategory"
_NUMBERS = frozenset({"EndpointID", "CompanyID"})


@dataclass(slots=True)
class Seen:
    """Amounts are what has a currency; identifiers are those of parties that name a scheme.

    Categories are those of taxes, wherever they stand.
    """

    amounts: list[Placed] = field(default_factory=list)
    identifiers: list[Placed] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)
    categories: list[Group] = field(default_factory=list)
    has_empty_value: bool = False
    has_empty_aggregate: bool = False
    has_zoned_date: bool = False

    def text(self, placed: Placed) -> None:
        """Note a text that is empty, has attributes, or is a country."""
        key, leaf = placed.key, placed.leaf
        if leaf.value == "":
            self.has_empty_value = True
        if key == COUNTRY and placed.group.name == "cac:Country":
            self.countries.add(str(leaf.value))
        is_number = key in _NUMBERS or (
            key == "ID" and placed.group.table.name == "PartyIdentification"
        )
        if is_number and leaf.attributes and "schemeID" in leaf.attributes:
            self.identifiers.append(placed)

    def value(self, placed: Placed) -> None:
        """Note a number or a date with attributes, or a date with a zone."""
        attributes = placed.leaf.attributes or {}
        if "currencyID" in attributes:
            self.amounts.append(placed)
        elif "zone" in attributes:
            self.has_zoned_date |= isinstance(placed.leaf.value, date)
