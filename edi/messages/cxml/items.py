"""Products and the units of prices, as items of all documents have them."""

from collections.abc import Iterable
from decimal import Decimal

from edi.canonical.measures import Unit
from edi.canonical.parties import Identifier
from edi.messages.cxml import codes
from edi.messages.cxml.nodes import Element
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_AUXILIARY = "cxml:SupplierPartAuxiliaryID"
_CLASS = "cxml:class:"


def products(holder: Element | None, detail: Element | None) -> tuple[Identifier, ...]:
    """Return the products of an ItemID and of the details of an item."""
    found: list[Identifier] = []

    def add(scheme: str, value: str) -> None:
        if value:
            found.append(Identifier(scheme, value))

    item = holder.first("ItemID") if holder else None
    if item:
        add("SELLER", item.text("SupplierPartID"))
        add(_AUXILIARY, item.text("SupplierPartAuxiliaryID"))
        add("BUYER", item.text("BuyerPartID"))
        for each in item.all("IdReference"):
            add(codes.PRODUCT_SCHEMES.name(each.get("domain")), each.get("identifier"))
    if detail:
        for each in detail.all("Classification"):
            add(_CLASS + each.get("domain"), each.text())
        add("MANUFACTURER", detail.text("ManufacturerPartID"))
        for industry in ("ItemDetailIndustry", "InvoiceDetailItemReferenceIndustry"):
            for retail in detail.all(industry, industry.replace("Industry", "Retail")):
                add("GTIN-13", retail.text("EANID"))
    return tuple(found)


def value_of(given: Iterable[Identifier], scheme: str) -> str:
    return next((each.value for each in given if each.scheme == scheme), "")


def item_id(given: tuple[Identifier, ...]) -> Node:
    inside = [Node("SupplierPartID", value_of(given, "SELLER"))]
    auxiliary, buyer = value_of(given, _AUXILIARY), value_of(given, "BUYER")
    inside += [Node("SupplierPartAuxiliaryID", auxiliary)] if auxiliary else []
    inside += [Node("BuyerPartID", buyer)] if buyer else []
    for each in given:
        domain = codes.PRODUCT_SCHEMES.code(each.scheme)
        if domain and each.scheme != _AUXILIARY and not each.scheme.startswith(_CLASS):
            attributes = [("identifier", each.value), ("domain", domain)]
            inside.append(Node("IdReference", "", attributes))
    return Node("ItemID", children=inside)


def classifications(given: Iterable[Identifier]) -> list[Node]:
    """Return Classification and the manufacturer's number, which stand next to each other."""
    held = list(given)
    nodes = [
        Node("Classification", each.value, [("domain", each.scheme.removeprefix(_CLASS))])
        for each in held
        if each.scheme.startswith(_CLASS)
    ]
    part = value_of(held, "MANUFACTURER")
    if part:
        nodes += [Node("ManufacturerPartID", part)]
    return nodes


def retail(given: Iterable[Identifier], name: str) -> list[Node]:
    """Return a GTIN-13 as the industry part of an item: EANID."""
    gtin = value_of(given, "GTIN-13")
    if not gtin:
        return []
    inner = Node(name.replace("Industry", "Retail"), children=[Node("EANID", gtin)])
    return [Node(name, children=[inner])]


def price_basis(holder: Element, unit: Unit | None) -> tuple[Decimal, Unit | None]:
    """Return for how many of which unit a price is; a conversion factor is not taken."""
    basis = holder.first("PriceBasisQuantity")
    if basis is None:
        return Decimal(1), None
    if basis.attributes.get("conversionFactor") == 1:
        basis.number("conversionFactor")
    per = codes.unit(basis.text("UnitOfMeasure"))
    return basis.number("quantity") or Decimal(1), per if per != unit else None


def price_basis_nodes(per: Decimal, unit: Unit | None, price_unit: Unit | None) -> list[Node]:
    if per == 1 and price_unit is None:
        return []
    code = codes.unit_code(price_unit or unit)
    attributes = [("quantity", write_decimal(per)), ("conversionFactor", "1")]
    inside = [Node("UnitOfMeasure", code)]
    return [Node("PriceBasisQuantity", "", attributes, inside)]
