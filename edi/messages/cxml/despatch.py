"""ShipNoticeRequest to and from `DespatchAdvice`."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, OrderReference
from edi.canonical.orders import Purpose
from edi.canonical.parties import Identifier, Reference
from edi.canonical.terms import Transport
from edi.messages.cxml import amounts, codes, items, parties
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_PURPOSES = {"update": Purpose.REPLACEMENT, "delete": Purpose.CANCELLATION}
_OPERATIONS = {purpose: name for name, purpose in _PURPOSES.items()}
_DATES = {"deliveryDate": "delivery", "requestedDeliveryDate": "required-by"}


def read_advice(
    request: Element, buyer: tuple[Identifier, ...], seller: tuple[Identifier, ...]
) -> DespatchAdvice | None:
    header = request.first("ShipNoticeHeader")
    issued = header.when("noticeDate") if header else None
    if header is None or issued is None:
        return None
    shipped = "ship" if header.get("shipmentType") == "planned" else "shipped"
    found, contacts = parties.sort_contacts(header.all("Contact"))
    portions = request.all("ShipNoticePortion")
    references = list(parties.references(header))
    before = header.first("DocumentReference")
    if before:
        references.append(Reference("cxml:payloadID", before.get("payloadID")))
    return DespatchAdvice(
        header.get("shipmentID"),
        issued[0],
        issued[1],
        _PURPOSES.get(header.get("operation"), Purpose.ORIGINAL),
        orders=tuple(dict.fromkeys(_order(portion) for portion in portions)),
        parties=parties.with_sides(found, buyer, seller),
        contacts=contacts,
        references=tuple(references),
        dates=amounts.moments(header, {"shipmentDate": shipped, **_DATES}),
        notes=header.texts("Comments"),
        lines=tuple(_lines(portions)),
        delivery_terms=amounts.delivery_terms(header.first("TermsOfDelivery")),
        transport=_transport(header, request.first("ShipControl")),
    )


def _order(portion: Element) -> OrderReference:
    reference = portion.first("OrderReference")
    if reference is None:
        return OrderReference("")
    return OrderReference(reference.get("orderID"), reference.day("orderDate"))


def _lines(portions: list[Element]) -> Iterator[DespatchLine]:
    ordinal = 0
    for portion in portions:
        number = _order(portion).number
        for item in portion.all("ShipNoticeItem"):
            ordinal += 1
            yield _line(item, number, ordinal)


def _line(item: Element, order: str, ordinal: int) -> DespatchLine:
    detail, ordered = item.first("ShipNoticeItemDetail"), item.first("OrderedQuantity")
    serials = (Batch(serial=asset.get("serialNumber")) for asset in item.all("AssetInfo"))
    lots = (Batch(lot=lot.text()) for lot in item.all("SupplierBatchID"))
    if ordered:
        ordered.text("UnitOfMeasure")
    return DespatchLine(
        item.get("shipNoticeLineNumber") or str(ordinal),
        item.number("quantity") or Decimal(0),
        codes.unit(item.text("UnitOfMeasure")),
        order,
        item.get("lineNumber"),
        items.products(item, detail),
        detail.texts("Description") if detail else (),
        ordered.number("quantity") if ordered else None,
        batches=(
            *(_batch(batch) for batch in item.all("Batch")),
            *lots,
            *(batch for batch in serials if batch.serial),
        ),
        notes=item.texts("Comments"),
    )


def _batch(batch: Element) -> Batch:
    inside = batch.first("BatchQuantity")
    quantity = inside.number("quantity") if inside else batch.number("batchQuantity")
    return Batch(
        batch.text("SupplierBatchID"),
        quantity=quantity,
        best_before=batch.day("expirationDate"),
        produced=batch.day("productionDate"),
    )


def _transport(header: Element, control: Element | None) -> Transport | None:
    """Return what the header and the first carrier say; others are not carried."""
    names = {}
    for each in control.all("CarrierIdentifier") if control else ():
        if each.attributes.get("domain") in {"SCAC", "companyName"}:
            names[each.get("domain")] = each.text()
    found = Transport(
        carrier=names.get("SCAC", ""),
        name=names.get("companyName", ""),
        service=header.text("ServiceLevel"),
        tracking=control.text("ShipmentIdentifier") if control else "",
    )
    return found if found != Transport() else None


def advice_node(advice: DespatchAdvice) -> Node:
    """Return the ShipNoticeRequest, a portion for each run of lines of one order."""
    return Node(
        "ShipNoticeRequest",
        children=[_header(advice), *_control(advice.transport), *_portions(advice)],
    )


def _header(advice: DespatchAdvice) -> Node:
    issued = moment_of(advice.issued, advice.time)
    attributes = [
        ("shipmentID", advice.number),
        ("operation", _OPERATIONS.get(advice.purpose, "new")),
        ("noticeDate", issued if advice.time else f"{issued}T12:00:00+00:00"),
    ]
    kinds = [moment.kind for moment in advice.dates]
    is_planned = "ship" in kinds and "shipped" not in kinds
    shipped = "ship" if is_planned else "shipped"
    attributes += amounts.moment_attributes(advice.dates, {"shipmentDate": shipped, **_DATES})
    attributes += [("shipmentType", "planned")] if is_planned else []
    service = advice.transport.service if advice.transport else ""
    before = next((r.value for r in advice.references if r.kind == "cxml:payloadID"), "")
    inside = [
        *([Node("ServiceLevel", service, [("xml:lang", "en")])] if service else []),
        *([Node("DocumentReference", "", [("payloadID", before)])] if before else []),
        *parties.contact_nodes(advice.parties, advice.contacts),
        *parties.comments(advice.notes),
        *amounts.delivery_nodes(advice.delivery_terms),
        *parties.reference_nodes(advice.references, "cxml:payloadID"),
    ]
    return Node("ShipNoticeHeader", "", attributes, inside)


def _control(transport: Transport | None) -> list[Node]:
    if transport is None or not (transport.carrier or transport.name or transport.tracking):
        return []
    names = [("SCAC", transport.carrier), ("companyName", transport.name)]
    carriers = [Node("CarrierIdentifier", name, [("domain", d)]) for d, name in names if name]
    if not carriers:
        carriers = [Node("CarrierIdentifier", "", [("domain", "companyName")])]
    return [
        Node("ShipControl", children=[*carriers, Node("ShipmentIdentifier", transport.tracking)])
    ]


def _portions(advice: DespatchAdvice) -> Iterator[Node]:
    """Yield a portion for each run of lines, and one for each order without, in their order."""
    with_lines = {line.order_number or _only(advice) for line in advice.lines}
    waiting = list(advice.orders)
    for number, lines in groupby(advice.lines, lambda line: line.order_number or _only(advice)):
        order = next((each for each in waiting if each.number == number), None)
        while order in waiting and waiting[0].number not in with_lines:
            yield _portion(waiting.pop(0), [])
        if order:
            waiting.remove(order)
        yield _portion(order or OrderReference(number), [_item(line) for line in lines])
    for each in waiting:
        yield _portion(each, [])


def _only(advice: DespatchAdvice) -> str:
    return advice.orders[0].number if len(advice.orders) == 1 else ""


def _portion(order: OrderReference, shipped: list[Node]) -> Node:
    attributes = [("orderID", order.number)] if order.number else []
    if order.issued:
        attributes.append(("orderDate", moment_of(order.issued, None)))
    payload = Node("DocumentReference", "", [("payloadID", "")])
    return Node(
        "ShipNoticePortion", children=[Node("OrderReference", "", attributes, [payload]), *shipped]
    )


def _item(line: DespatchLine) -> Node:
    attributes = [
        ("quantity", write_decimal(line.quantity)),
        ("lineNumber", line.order_line),
        ("shipNoticeLineNumber", line.number),
    ]
    unit = Node("UnitOfMeasure", codes.unit_code(line.unit))
    detail = [
        *[parties.described(text) for text in line.descriptions],
        *items.classifications(line.products),
        *items.retail(line.products, "ItemDetailIndustry"),
    ]
    ordered = []
    if line.ordered is not None:
        quantity = [("quantity", write_decimal(line.ordered))]
        ordered = [Node("OrderedQuantity", "", quantity, [unit])]
    serials = [batch.serial for batch in line.batches if batch.serial]
    inside = [
        *([items.item_id(line.products)] if line.products else []),
        *([Node("ShipNoticeItemDetail", children=detail)] if detail else []),
        unit,
        *[_batch_node(batch, unit) for batch in line.batches if not batch.serial],
        *[Node("AssetInfo", "", [("serialNumber", serial)]) for serial in serials],
        *ordered,
        *parties.comments(line.notes),
    ]
    return Node("ShipNoticeItem", "", attributes, inside)


def _batch_node(batch: Batch, unit: Node) -> Node:
    attributes = [
        (name, day.isoformat())
        for name, day in (("productionDate", batch.produced), ("expirationDate", batch.best_before))
        if day
    ]
    inside = [Node("SupplierBatchID", batch.lot)] if batch.lot else []
    if batch.quantity is not None:
        quantity = [("quantity", write_decimal(batch.quantity))]
        inside.append(Node("BatchQuantity", "", quantity, [unit]))
    return Node("Batch", "", attributes, inside)
