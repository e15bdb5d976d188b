"""DespatchAdvice, and back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from edi.canonical.despatch import (
    Batch,
    DespatchAdvice,
    DespatchLine,
    HandlingUnit,
    OrderReference,
)
from edi.canonical.measures import Measure, Moment
from edi.canonical.orders import Purpose
from edi.canonical.parties import Party, Reference
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, measure, quantity
from edi.messages.ubl.headers import first, with_value
from edi.messages.ubl.items import read_descriptions, read_products, write_item
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import read_wrapped, write_wrapped
from edi.messages.ubl.references import read_references, write_references
from edi.messages.ubl.taking import clock, day, moment, text, texts, truth
from edi.messages.ubl.taking import measure as take_measure
from edi.messages.ubl.taking import quantity as take_quantity
from edi.messages.ubl.terms import (
    REQUESTED,
    UNKNOWN,
    read_delivery_terms,
    read_span,
    read_transport,
    take_bare_number,
    write_delivery_terms,
    write_span,
    write_transport,
)
from edi.syntax.xml.values import has_gs1_check_digit

_PARTIES = (
    ("ship-from", "DespatchSupplierParty", "SupplierParty"),
    ("ship-to", "DeliveryCustomerParty", "CustomerParty"),
    ("buyer", "BuyerCustomerParty", "CustomerParty"),
    ("seller", "SellerSupplierParty", "SupplierParty"),
    ("originator", "OriginatorCustomerParty", "CustomerParty"),
)
_MEASURES = {
    "gross-weight": "GrossWeightMeasure",
    "net-weight": "NetWeightMeasure",
    "volume": "GrossVolumeMeasure",
}
_DESPATCH = {
    "ship": "RequestedDespatch",
    "current-ship": "EstimatedDespatch",
    "shipped": "ActualDespatch",
}
_KINDS = {"PX": "pallet", "CT": "carton"}
_PACKAGES = {kind: code for code, kind in _KINDS.items()}
_SSCC = 18


def read_despatch(root: Group) -> DespatchAdvice:
    """Read a sound DespatchAdvice."""
    shipment = root.group("Shipment")
    delivery = shipment.group("Delivery") if shipment else None
    parties = (read_wrapped(root.group(key), role, legal=False) for role, key, _ in _PARTIES)
    units = shipment.groups("TransportHandlingUnit") if shipment else []
    return DespatchAdvice(
        number=text(root, "ID"),
        issued=day(root, "IssueDate") or date.min,
        time=clock(root, "IssueTime"),
        purpose=Purpose.DUPLICATE if truth(root, "CopyIndicator") else Purpose.ORIGINAL,
        orders=tuple(
            OrderReference(text(each, "ID"), day(each, "IssueDate"))
            for each in root.groups("OrderReference")
        ),
        parties=tuple(filter(None, parties)),
        references=_shipment_number(shipment) + read_references(root, {}),
        dates=_dates(delivery),
        notes=texts(root, "Note"),
        measures=tuple(
            found for kind, key in _MEASURES.items() for found in take_measure(shipment, kind, key)
        ),
        units=tuple(_unit(each) for each in units),
        lines=tuple([_line(each) for each in root.groups("DespatchLine")]),
        delivery_terms=read_delivery_terms(delivery.group("DeliveryTerms") if delivery else None),
        transport=read_transport(shipment),
    )


def _shipment_number(shipment: Group | None) -> tuple[Reference, ...]:
    number = text(shipment, "ID")
    return tuple(with_value("shipment", "" if number in {"1", UNKNOWN} else number))


def _dates(delivery: Group | None) -> tuple[Moment, ...]:
    if delivery is None:
        return ()
    found = read_span(delivery.group("EstimatedDeliveryPeriod"), REQUESTED)
    found += moment(delivery, "delivered", "ActualDeliveryDate", "ActualDeliveryTime")
    despatch = delivery.group("Despatch")
    for kind, name in _DESPATCH.items():
        found += moment(despatch, kind, f"{name}Date", f"{name}Time")
    return tuple(found)


def _unit(group: Group) -> HandlingUnit:
    number = text(group, "ID")
    package = text(group, "TransportHandlingUnitTypeCode")
    plain = number.removeprefix("00") if len(number) == _SSCC + 2 else number
    is_sscc = len(plain) == _SSCC and has_gs1_check_digit(plain)
    return HandlingUnit(
        id=number,
        kind=_KINDS.get(package, "unit"),
        package=package,
        sscc=plain if is_sscc else "",
        measures=tuple(
            found
            for each in group.groups("MeasurementDimension")
            for kind in [codes.DIMENSIONS.name(text(each, "AttributeID"))]
            for found in take_measure(each, kind, "Measure")
        ),
    )


def _line(group: Group) -> DespatchLine:
    shipped, unit = take_quantity(group, "DeliveredQuantity")
    outstanding, _unit_of_rest = take_quantity(group, "OutstandingQuantity")
    reference = group.group("OrderLineReference")
    order_line = text(reference, "LineID")
    item = group.group("Item")
    shipment = group.group("Shipment")
    return DespatchLine(
        number=text(group, "ID"),
        quantity=Decimal(0) if shipped is None else shipped,
        unit=unit,
        order_number=text(reference, "OrderReference", "ID"),
        order_line="" if order_line == UNKNOWN else order_line,
        products=read_products(item),
        descriptions=read_descriptions(item),
        outstanding=outstanding,
        outstanding_reason=text(group, "OutstandingReason"),
        unit_id=text(shipment, "TransportHandlingUnit", "ID") if take_bare_number(shipment) else "",
        batches=tuple(_batch(each) for each in (item.groups("ItemInstance") if item else ())),
        references=read_references(group, {}, "DocumentReference"),
        notes=texts(group, "Note"),
    )


def _batch(group: Group) -> Batch:
    lot = group.group("LotIdentification")
    return Batch(
        text(lot, "LotNumberID"),
        text(group, "SerialID"),
        None,
        day(group, "BestBeforeDate"),
        day(group, "ManufactureDate"),
    )


def draft_despatch(advice: DespatchAdvice) -> Draft:
    """Draft a DespatchAdvice.

    UBL wants who sends and who gets the goods: where the advice has no `ship-from` or `ship-to`,
    they are the seller and the buyer.
    """
    return {
        "ID": advice.number,
        "IssueDate": advice.issued,
        "IssueTime": advice.time,
        "CopyIndicator": True if advice.purpose is Purpose.DUPLICATE else None,
        "Note": list(advice.notes),
        "OrderReference": [{"ID": each.number, "IssueDate": each.issued} for each in advice.orders],
        **write_references([r for r in advice.references if r.kind != "shipment"], {}),
        **_draft_parties(advice.parties),
        "Shipment": _draft_shipment(advice),
        "DespatchLine": [_draft_line(line) for line in advice.lines],
    }


def _draft_parties(parties: Iterable[Party]) -> Draft:
    found = {role: first(parties, role) for role, _key, _kind in _PARTIES}
    found["ship-from"] = found["ship-from"] or found["seller"]
    found["ship-to"] = found["ship-to"] or found["buyer"]
    return {key: write_wrapped(found[role], kind, legal=False) for role, key, kind in _PARTIES}


def _draft_shipment(advice: DespatchAdvice) -> Draft:
    number = next((each.value for each in advice.references if each.kind == "shipment"), "")
    carriage = write_transport(advice.transport)
    delivery: Draft = {
        **carriage.pop("Delivery", {}),
        "EstimatedDeliveryPeriod": write_span(advice.dates, REQUESTED),
        "Despatch": _pairs(advice.dates, _DESPATCH),
        **_pairs(advice.dates, {"delivered": "ActualDelivery"}),
        "DeliveryTerms": write_delivery_terms(advice.delivery_terms),
    }
    draft: Draft = {
        **carriage,
        **_draft_measures(advice.measures),
        "Delivery": delivery,
        "TransportHandlingUnit": [_draft_unit(unit) for unit in advice.units],
    }
    return {"ID": number or "1", **draft} if number or _says(draft) else {}


def _says(draft: object) -> bool:
    if isinstance(draft, dict):
        return any(map(_says, draft.values()))
    return any(map(_says, draft)) if isinstance(draft, list) else draft not in {None, ""}


def _pairs(dates: Iterable[Moment], names: dict[str, str]) -> Draft:
    draft: Draft = {}
    for each in dates:
        name = names.get(each.kind)
        if name and f"{name}Date" not in draft:
            draft |= {f"{name}Date": each.date, f"{name}Time": each.time}
    return draft


def _draft_measures(measures: Iterable[Measure]) -> Draft:
    draft: Draft = {}
    for each in measures:
        if each.kind in _MEASURES:
            draft.setdefault(_MEASURES[each.kind], measure(each))
    return draft


def _draft_unit(unit: HandlingUnit) -> Draft:
    return {
        "ID": unit.sscc or unit.id,
        "TransportHandlingUnitTypeCode": codes.own_code(unit.package)
        or _PACKAGES.get(unit.kind, ""),
        "MeasurementDimension": [
            {"AttributeID": code, "Measure": measure(each)}
            for each in unit.measures
            if (code := codes.DIMENSIONS.code(each.kind))
        ],
    }


def _draft_line(line: DespatchLine) -> Draft:
    reference = {"LineID": line.order_line or UNKNOWN, "OrderReference": {"ID": line.order_number}}
    shipment = {"ID": "1", "TransportHandlingUnit": {"ID": line.unit_id}} if line.unit_id else {}
    return {
        "ID": line.number,
        "Note": list(line.notes),
        "DeliveredQuantity": quantity(line.quantity, line.unit),
        "OutstandingQuantity": quantity(line.outstanding, line.unit),
        "OutstandingReason": line.outstanding_reason,
        "OrderLineReference": [reference],
        "Item": {
            **write_item(line.products, line.descriptions),
            "ItemInstance": [
                {
                    "LotIdentification": {"LotNumberID": each.lot},
                    "SerialID": each.serial,
                    "BestBeforeDate": each.best_before,
                    "ManufactureDate": each.produced,
                }
                for each in line.batches
            ],
        },
        "Shipment": shipment,
        **write_references(line.references, {}, "DocumentReference"),
    }
