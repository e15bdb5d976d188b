"""What the headings and lines of orders, changes and responses share."""

from collections.abc import Iterable

from edi.canonical.measures import Moment
from edi.canonical.parties import Party, Reference
from edi.canonical.terms import Transport
from edi.messages.ubl.drafts import Draft
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import read_party, read_wrapped, write_plain, write_wrapped
from edi.messages.ubl.references import Places
from edi.messages.ubl.taking import moment, texts
from edi.messages.ubl.terms import (
    REQUESTED,
    Span,
    read_ship_to,
    read_span,
    read_transport,
    take_bare_number,
    write_ship_to,
    write_span,
    write_transport,
)

PROMISED: Span = ("current-delivery", "current-deliver-not-before", "current-deliver-no-later")
VALID: Span = ("valid-on", "valid-from", "cancel-after")
REFERENCES: Places = {
    "quotation": ("QuotationDocumentReference", "ID"),
    "originator-document": ("OriginatorDocumentReference", "ID"),
    "vendor-order": ("SalesOrderID",),
    "customer-reference": ("CustomerReference",),
    "ledger-account": ("AccountingCost",),
}
# role, element, its type, whether it goes by its registered name
_PARTIES = (
    ("buyer", "BuyerCustomerParty", "CustomerParty", True),
    ("seller", "SellerSupplierParty", "SupplierParty", True),
    ("originator", "OriginatorCustomerParty", "CustomerParty", False),
    ("freight-forwarder", "FreightForwarderParty", "Party", False),
    ("bill-to", "AccountingCustomerParty", "CustomerParty", True),
    ("remit-to", "AccountingSupplierParty", "SupplierParty", True),
)
PERIODS = {"RequestedDeliveryPeriod": REQUESTED, "PromisedDeliveryPeriod": PROMISED}


def read_parties(root: Group) -> tuple[Party, ...]:
    """Read the parties of an order, a change or a response, and where the goods go."""
    found = [
        read_party(root.group(key), role)
        if kind == "Party"
        else read_wrapped(root.group(key), role, legal=legal)
        for role, key, kind, legal in _PARTIES
    ]
    found.append(read_ship_to(root.group("Delivery")))
    return tuple(filter(None, found))


def write_parties(parties: Iterable[Party], places: Iterable[str]) -> Draft:
    """Draft the parties of a heading, as far as the document has `places` for them."""
    known = set(places)
    draft: Draft = {}
    for role, key, kind, legal in _PARTIES:
        party = first(parties, role)
        if party and key in known:
            draft[key] = (
                write_plain(party) if kind == "Party" else write_wrapped(party, kind, legal=legal)
            )
    return draft


def first(parties: Iterable[Party], role: str) -> Party | None:
    return next((party for party in parties if party.role == role), None)


def read_dates(delivery: Group | None, validity: Group | None = None) -> tuple[Moment, ...]:
    """Read the dates of a Delivery, then those an order is valid on."""
    found: list[Moment] = []
    if delivery:
        given = delivery.items
        for key, span in PERIODS.items():
            if key in given:
                found += read_span(delivery.group(key), span)
        found += moment(delivery, "deliver-no-later", "LatestDeliveryDate", "LatestDeliveryTime")
        if "Despatch" in given:
            despatch = delivery.group("Despatch")
            found += moment(despatch, "ship", "RequestedDespatchDate", "RequestedDespatchTime")
        found += moment(delivery, "delivered", "ActualDeliveryDate", "ActualDeliveryTime")
    return tuple(found + read_span(validity, VALID))


def write_delivery(
    dates: Iterable[Moment], ship_to: Party | None, transport: Transport | None = None
) -> Draft:
    """Draft a Delivery: when, where to, and how."""
    draft: Draft = {key: write_span(dates, span) for key, span in PERIODS.items()}
    if draft["RequestedDeliveryPeriod"]["StartDate"] and _has(dates, "delivery"):
        draft |= _moment(dates, "deliver-no-later", "LatestDelivery")
    draft["Despatch"] = _moment(dates, "ship", "RequestedDespatch")
    draft |= _moment(dates, "delivered", "ActualDelivery")
    draft |= write_ship_to(ship_to)
    shipment = write_transport(transport)
    if shipment and transport != Transport():
        draft["Shipment"] = {"ID": "1", **shipment}
    return draft


def _has(dates: Iterable[Moment], kind: str) -> bool:
    return any(each.kind == kind for each in dates)


def _moment(dates: Iterable[Moment], kind: str, name: str) -> Draft:
    found = next((each for each in dates if each.kind == kind), None)
    return {f"{name}Date": found.date, f"{name}Time": found.time} if found else {}


def read_carriage(root: Group) -> Transport | None:
    """Read who carries the goods, as the first Delivery says."""
    delivery = root.group("Delivery")
    if delivery is None:
        return None
    shipment = take_bare_number(delivery.group("Shipment"))
    carrier = read_party(delivery.group("CarrierParty"), "carrier")
    return read_transport(shipment, carrier)


def read_notes(line: Group | None, wrapper: Group | None = None) -> tuple[str, ...]:
    return texts(line, "Note") + texts(wrapper, "Note")


def with_value(kind: str, value: str) -> list[Reference]:
    return [Reference(kind, value)] if value else []
