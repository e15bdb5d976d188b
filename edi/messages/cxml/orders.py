"""OrderRequest to and from `Order` and `OrderChange`."""

from decimal import Decimal

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge
from edi.canonical.measures import Moment
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Identifier, Party, Reference
from edi.canonical.totals import Totals, compute_totals
from edi.messages.cxml import amounts, codes, items, parties
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_DATES = {"requestedDeliveryDate": "delivery", "pickUpDate": "pick-up"}
_SPANS = {"effectiveDate": "effective", "expirationDate": "expiration"}
_PERIOD = {"startDate": "deliver-not-before", "endDate": "deliver-no-later"}
_LINE_DATES = {"requestedDeliveryDate": "delivery", "requestedShipmentDate": "ship"}
_CHANGES = {"update": Purpose.REPLACEMENT, "delete": Purpose.CANCELLATION}
_TYPES = {purpose: name for name, purpose in _CHANGES.items()}


def read_order(
    request: Element, buyer: tuple[Identifier, ...], seller: tuple[Identifier, ...]
) -> Order | OrderChange | None:
    """Return the order, or for an update or a deletion the change; None if essentials lack."""
    header = request.first("OrderRequestHeader")
    issued = header.day("orderDate") if header else None
    if header is None or issued is None:
        return None
    total = amounts.money(header.first("Total"))
    currency = total.currency if total else ""
    found, contacts = parties.sort_contacts(header.all("Contact"))
    tax = amounts.money(header.first("Tax"))
    fields = {
        "issued": issued,
        "kind": codes.ORDER_KINDS.name(header.get("orderType") or "regular"),
        "contract": header.get("agreementID"),
        "currency": currency,
        "parties": parties.with_sides((*_addresses(header), *found), buyer, seller),
        "contacts": contacts,
        "references": _references(header),
        "dates": _dates(header),
        "notes": header.texts("Comments"),
        "totals": Totals(lines=total.amount if total else None, tax=tax.amount if tax else None),
        "charges": (
            *amounts.freight(header.first("Shipping")),
            *amounts.charges(header.first("Total", "Modifications")),
        ),
        "taxes": amounts.taxes(header.first("Tax")),
        "payment_terms": amounts.payment_terms(header.all("PaymentTerm")),
        "delivery_terms": amounts.delivery_terms(header.first("TermsOfDelivery")),
    }
    number, kind = header.get("orderID"), header.get("type") or "new"
    lines = tuple(_line(item, at) for at, item in enumerate(request.all("ItemOut"), 1))
    if kind == "new":
        return Order(number, lines=lines, **fields)  # type: ignore[arg-type]
    version = header.get("orderVersion")
    return OrderChange(
        number,
        sequence=int(version) if version.isdecimal() and len(version) < len("123456789") else None,
        purpose=_CHANGES[kind],
        lines=tuple(LineChange(LineAction.REPLACE, line) for line in lines),
        **fields,  # type: ignore[arg-type]
    )


def _addresses(holder: Element) -> list[Party]:
    found = []
    for name, role in (("ShipTo", "ship-to"), ("BillTo", "bill-to")):
        address = holder.first(name, "Address")
        party = parties.party(address, role) if address else None
        found += [party] if party else []
    return found


def _references(header: Element) -> tuple[Reference, ...]:
    found = list(parties.references(header))
    requisition = header.get("requisitionID")
    if requisition:
        found.append(Reference("requisition", requisition))
    own = header.first("SupplierOrderInfo")
    if own:
        found.append(Reference("vendor-order", own.get("orderID")))
    before = header.first("DocumentReference")
    if before:
        found.append(Reference("cxml:payloadID", before.get("payloadID")))
    return tuple(found)


def _dates(header: Element) -> tuple[Moment, ...]:
    period = header.first("DeliveryPeriod", "Period")
    return (
        *amounts.moments(header, _DATES | _SPANS),
        *(amounts.moments(period, _PERIOD) if period else ()),
    )


def _line(item: Element, ordinal: int) -> OrderLine:
    detail = item.first("ItemDetail")
    unit = codes.unit(detail.text("UnitOfMeasure")) if detail else None
    per, price_unit = items.price_basis(detail, unit) if detail else (Decimal(1), None)
    tax_detail = item.first("Tax", "TaxDetail")
    ship_to = item.first("ShipTo", "Address")
    requisition = item.get("requisitionID")
    agreement = item.first("MasterAgreementIDInfo") or item.first("MasterAgreementReference")
    found, _ = parties.sort_contacts(item.all("Contact"))
    ours = parties.party(ship_to, "ship-to") if ship_to else None
    return OrderLine(
        item.get("lineNumber") or str(ordinal),
        item.number("quantity"),
        unit,
        amounts.money(detail.first("UnitPrice")) if detail else None,
        products=items.products(item, detail),
        descriptions=detail.texts("Description") if detail else (),
        dates=amounts.moments(item, _LINE_DATES),
        references=tuple(
            Reference(kind, value)
            for kind, value in (
                ("requisition", requisition),
                ("contract", agreement.get("agreementID") if agreement else ""),
            )
            if value
        ),
        parties=(*((ours,) if ours else ()), *found),
        notes=item.texts("Comments"),
        charges=amounts.freight(item.first("Shipping")),
        price_per=per,
        price_unit=price_unit,
        tax=amounts.tax_category(tax_detail) if tax_detail else None,
    )


def order_node(order: Order | OrderChange) -> Node:
    """Return the OrderRequest of an order, or of a change that replaces or cancels one."""
    lines = [each.line if isinstance(each, LineChange) else each for each in order.lines]
    number = order.number if isinstance(order, Order) else order.order_number
    attributes = [
        ("orderID", number),
        ("orderDate", moment_of(order.issued, None) + _NOON),
        ("type", "new" if isinstance(order, Order) else _TYPES.get(order.purpose, "update")),
        ("orderType", codes.ORDER_KINDS.code(order.kind) or "regular"),
    ]
    if isinstance(order, OrderChange) and order.sequence is not None:
        attributes.append(("orderVersion", str(order.sequence)))
    if order.contract:
        attributes.append(("agreementID", order.contract))
    requisition = _reference(order, "requisition")
    attributes += [("requisitionID", requisition)] if requisition else []
    attributes += amounts.moment_attributes(order.dates, _DATES | _SPANS)
    header = Node("OrderRequestHeader", "", attributes, _header(order, lines))
    return Node("OrderRequest", children=[header, *[_item(line, order.currency) for line in lines]])


_NOON = "T12:00:00+00:00"  # so that a date stays the same day in most zones


def _reference(order: Order | OrderChange, kind: str) -> str:
    return next((each.value for each in order.references if each.kind == kind), "")


def _header(order: Order | OrderChange, lines: list[OrderLine]) -> list[Node]:
    currency = order.currency
    shipping = _freight(order.charges)
    others = [each for each in order.charges if each is not shipping]
    total = amounts.amount_node("Total", _total(order, lines), currency)
    if others:
        inside = amounts.modification_nodes(others, currency)
        total.children.append(Node("Modifications", children=inside))
    ship_to, bill_to = _party(order, "ship-to"), _party(order, "bill-to")
    rest = [each for each in order.parties if each is not ship_to and each is not bill_to]
    return [
        total,
        *([Node("ShipTo", children=[parties.address_node(ship_to)])] if ship_to else []),
        Node("BillTo", children=[parties.address_node(bill_to or Party("bill-to"))]),
        *([_shipping(shipping)] if shipping else []),
        *_tax(order),
        *amounts.payment_nodes(order.payment_terms),
        *parties.contact_nodes(rest, order.contacts),
        *parties.comments(order.notes),
        *amounts.delivery_nodes(order.delivery_terms),
        *_period(order.dates),
        *_known_by(order, "cxml:payloadID", "DocumentReference", "payloadID"),
        *_known_by(order, "vendor-order", "SupplierOrderInfo", "orderID"),
        *parties.reference_nodes(order.references, "requisition", "vendor-order", "cxml:payloadID"),
    ]


def _total(order: Order | OrderChange, lines: list[OrderLine]) -> Decimal:
    """Return what the lines come to: as stated, else as computed."""
    stated = order.totals or Totals()
    if stated.lines is not None:
        return stated.lines
    if not order.charges and not order.taxes and stated.tax is None:
        given = (stated.net, stated.gross, stated.payable)
        known = next((total for total in given if total is not None), None)
        if known is not None:
            return known
    whole = Order("", order.issued, lines=tuple(lines))
    return compute_totals(whole).lines or Decimal(0)


def _party(order: Order | OrderChange, role: str) -> Party | None:
    return next((party for party in order.parties if party.role == role), None)


def _freight(charges: tuple[AllowanceCharge, ...]) -> AllowanceCharge | None:
    """Return the charge that Shipping can say."""
    return next((c for c in charges if c.is_charge and c.code == "freight" and c.amount), None)


def _shipping(charge: AllowanceCharge) -> Node:
    amount = charge.amount
    inside = [amounts.money_node(amount.amount, amount.currency)] if amount else []
    return Node("Shipping", children=[*inside, parties.described(charge.reason)])


def _tax(order: Order | OrderChange) -> list[Node]:
    stated = order.totals.tax if order.totals else None
    if stated is None and not order.taxes:
        return []
    total = sum((each.amount.amount for each in order.taxes), Decimal(0))
    return [amounts.tax_node(total if stated is None else stated, order.taxes, order.currency)]


def _period(dates: tuple[Moment, ...]) -> list[Node]:
    attributes = amounts.moment_attributes(dates, _PERIOD)
    if len(attributes) < len(_PERIOD):
        return []
    return [Node("DeliveryPeriod", children=[Node("Period", "", attributes)])]


def _known_by(order: Order | OrderChange, kind: str, name: str, attribute: str) -> list[Node]:
    value = _reference(order, kind)
    return [Node(name, "", [(attribute, value)])] if value else []


def _item(line: OrderLine, currency: str) -> Node:
    attributes = [("lineNumber", line.number)]
    if line.quantity is not None:
        attributes.insert(0, ("quantity", write_decimal(line.quantity)))
    known = {each.kind: each.value for each in line.references}
    if "requisition" in known:
        attributes.append(("requisitionID", known["requisition"]))
    attributes += amounts.moment_attributes(line.dates, _LINE_DATES)
    ship_to = next((each for each in line.parties if each.role == "ship-to"), None)
    shipping = _freight(line.charges)
    tax = amounts.tax_of(line.tax, line.amount) if line.tax else None
    agreement = [("agreementID", known.get("contract", ""))]
    rest = [each for each in line.parties if each is not ship_to]
    inside = [
        items.item_id(line.products),
        _detail(line, currency),
        *([Node("ShipTo", children=[parties.address_node(ship_to)])] if ship_to else []),
        *([_shipping(shipping)] if shipping else []),
        *([amounts.tax_node(tax.amount.amount, [tax], currency)] if tax else []),
        *parties.contact_nodes(rest, ()),
        *parties.comments(line.notes),
        *([Node("MasterAgreementIDInfo", "", agreement)] if "contract" in known else []),
    ]
    return Node("ItemOut", "", attributes, inside)


def _detail(line: OrderLine, currency: str) -> Node:
    inside = []
    if line.price:
        inside.append(
            amounts.amount_node("UnitPrice", line.price.amount, line.price.currency or currency)
        )
    inside += [parties.described(text) for text in line.descriptions or ("",)]
    inside.append(Node("UnitOfMeasure", codes.unit_code(line.unit)))
    inside += items.price_basis_nodes(line.price_per, line.unit, line.price_unit)
    inside += items.classifications(line.products)
    inside += items.retail(line.products, "ItemDetailIndustry")
    return Node("ItemDetail", children=inside)
