"""What is ordered, shipped or invoiced: numbers and descriptions of a product, and its price."""

from collections.abc import Iterable
from decimal import Decimal

from edi.canonical.measures import Money, Unit
from edi.canonical.parties import Identifier
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, Said, amount, identifier, quantity
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.taking import attribute, money, take, text, texts
from edi.messages.ubl.taking import quantity as take_quantity

_PLACES = {
    "BUYER": "BuyersItemIdentification",
    "SELLER": "SellersItemIdentification",
    "MANUFACTURER": "ManufacturersItemIdentification",
}
_GTINS = {8: "GTIN-8", 12: "GTIN-12", 13: "GTIN-13", 14: "GTIN-14"}
_CLASS = "uncl7143:"


def read_products(item: Group | None) -> tuple[Identifier, ...]:
    """Read a product's numbers: buyer's, seller's, maker's, standard, further ones, classes."""
    if item is None:
        return ()
    found = []
    given = item.items
    for scheme, key in _PLACES.items():
        if key in given and (value := text(item.group(key), "ID")):
            found.append(Identifier(scheme, value))
    for key in ("StandardItemIdentification", "AdditionalItemIdentification"):
        if key in given:
            found += [each for group in item.groups(key) for each in _number(group)]
    for group in item.groups("CommodityClassification"):
        leaf = take(group, "ItemClassificationCode")
        if leaf and leaf.value:
            scheme = f"{_CLASS}{attribute(leaf, 'listID')}"
            found.append(Identifier(scheme, str(leaf.value)))
    return tuple(found)


def _number(group: Group) -> list[Identifier]:
    leaf = take(group, "ID")
    if leaf is None or not leaf.value:
        return []
    value = str(leaf.value)
    return [Identifier(_scheme(attribute(leaf, "schemeID"), value), value)]


def _scheme(scheme_id: str, value: str) -> str:
    if scheme_id in {"", "0160", "GTIN"} and value.isdigit() and len(value) in _GTINS:
        return _GTINS[len(value)]
    if len(scheme_id) == len("0160") and scheme_id.isdigit():
        return f"iso6523:{scheme_id}"
    return scheme_id if scheme_id == "SKU" else f"ubl:{scheme_id}"


def write_products(given: Iterable[Identifier]) -> Draft:
    """Draft a product's numbers: the first of a kind in its place, others as further ones."""
    draft: Draft = {"AdditionalItemIdentification": [], "CommodityClassification": []}
    for each in given:
        place = _PLACES.get(each.scheme, "")
        standard = identifier(each.value, _scheme_id(each.scheme) or "")
        if place:
            draft.setdefault(place, {"ID": each.value})
        elif each.scheme.startswith(_CLASS):
            code = Said(each.value, (("listID", each.scheme[len(_CLASS) :]),))
            draft["CommodityClassification"].append({"ItemClassificationCode": code})
        elif _scheme_id(each.scheme) is None:
            continue
        elif each.scheme.startswith("GTIN") and "StandardItemIdentification" not in draft:
            draft["StandardItemIdentification"] = {"ID": standard}
        else:
            draft["AdditionalItemIdentification"].append({"ID": standard})
    return draft


def _scheme_id(scheme: str) -> str | None:
    if scheme in _GTINS.values():
        return "0160"
    if scheme.startswith("iso6523:"):
        return scheme.partition(":")[2]
    return codes.own_code(scheme) or ("" if scheme == "ubl:" else None)


def read_descriptions(item: Group | None) -> tuple[str, ...]:
    """Return the name of an item, then its descriptions."""
    name = text(item, "Name")
    return (name, *texts(item, "Description")) if name else texts(item, "Description")


def write_item(products: Iterable[Identifier], descriptions: tuple[str, ...]) -> Draft:
    return {
        "Name": descriptions[0] if descriptions else None,
        "Description": list(descriptions[1:]),
        **write_products(products),
    }


def read_price(price: Group | None, unit: Unit | None) -> tuple[Money | None, Decimal, Unit | None]:
    """Return a price, for how many units, and their unit where it is not that of the line."""
    given = money(price, "PriceAmount")
    per, price_unit = take_quantity(price, "BaseQuantity")
    own = price_unit if price_unit and price_unit != unit else None
    return given, Decimal(1) if per is None else per, own


def write_price(
    price: Money | None, per: Decimal, price_unit: Unit | None, unit: Unit | None, currency: str
) -> Draft:
    if price is None:
        return {}
    said = price_unit or unit
    base = quantity(per, said) if per != 1 or price_unit else None
    return {"PriceAmount": amount(price, currency), "BaseQuantity": base}
