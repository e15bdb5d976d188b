"""How and when goods are delivered and paid."""

from collections.abc import Iterable
from decimal import Decimal

from edi.canonical.measures import Moment, Period
from edi.canonical.parties import Party
from edi.canonical.terms import DeliveryTerms, PaymentMeans, PaymentTerms, Transport
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, Said, amount
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.parties import (
    read_address,
    read_identifier,
    read_party,
    write_address,
    write_identifier,
    write_plain,
)
from edi.messages.ubl.taking import clock, day, money, number, quantity, text

Span = tuple[str, str, str]  # canonical kinds of an exact date, of a start and of an end
UNKNOWN = "NA"  # what Peppol writes where UBL wants a number nobody has
REQUESTED: Span = ("delivery", "deliver-not-before", "deliver-no-later")
_NAMES_A_PLACE = {"DeliveryParty", "DeliveryLocation", "DeliveryAddress"}


def read_span(group: Group | None, span: Span) -> list[Moment]:
    """Read a period as one date where it starts and ends on the same, else as its two ends."""
    if group is None:
        return []
    exact, first, last = span
    start, end = day(group, "StartDate"), day(group, "EndDate")
    start_time = clock(group, "StartTime") if start else None
    end_time = clock(group, "EndTime") if end else None
    if start and (start, start_time) == (end, end_time):
        return [Moment(exact, start, start_time)]
    found = [Moment(first, start, start_time)] if start else []
    if end:
        found.append(Moment(last, end, end_time))
    return found


def write_span(dates: Iterable[Moment], span: Span) -> Draft:
    exact, first, last = (next((m for m in dates if m.kind == kind), None) for kind in span)
    start, end = (exact, exact) if exact else (first, last)
    return {
        "StartDate": start.date if start else None,
        "StartTime": start.time if start else None,
        "EndDate": end.date if end else None,
        "EndTime": end.time if end else None,
    }


def read_period(group: Group | None) -> Period | None:
    start, end = day(group, "StartDate"), day(group, "EndDate")
    return Period(start, end) if start or end else None


def write_period(period: Period | None) -> Draft:
    return {"StartDate": period.start, "EndDate": period.end} if period else {}


def read_ship_to(delivery: Group | None) -> Party | None:
    """Read where goods go: the place gives address and first number, the party the rest."""
    if delivery is None:
        return None
    if not _NAMES_A_PLACE & delivery.items.keys():
        return None
    party = read_party(delivery.group("DeliveryParty"), "ship-to", contact_role="delivery")
    place = delivery.group("DeliveryLocation")
    number_of_place = read_identifier(place, "ID")
    address = place.group("Address") if place else None
    address = address or delivery.group("DeliveryAddress")
    party = party or Party("ship-to", text(place, "Name"))
    full = Party(
        "ship-to",
        party.name,
        ((number_of_place,) if number_of_place else ()) + party.identifiers,
        party.more_names,
        read_address(address) if address else party.address,
        party.contacts,
        (),
        party.tax_ids,
        party.registration,
        party.endpoint,
    )
    return full if full != Party("ship-to") else None


def write_ship_to(party: Party | None) -> Draft:
    if party is None:
        return {}
    inner = write_plain(party)
    inner["PostalAddress"] = None
    numbers = inner["PartyIdentification"]
    first = write_identifier(party.identifiers[0]) if party.identifiers else None
    if first:
        inner["PartyIdentification"] = numbers[1:]
    return {
        "DeliveryLocation": {"ID": first, "Address": write_address(party.address)},
        "DeliveryParty": inner,
    }


def read_delivery_terms(group: Group | None) -> DeliveryTerms | None:
    if group is None:
        return None
    place = group.group("DeliveryLocation")
    code = text(group, "ID")
    where = text(place, "ID") or text(place, "Name") or text(place, "Description")
    terms = DeliveryTerms(code, where, "", text(group, "SpecialTerms"))
    return terms if terms != DeliveryTerms() else None


def write_delivery_terms(terms: DeliveryTerms | None) -> Draft:
    if terms is None:
        return {}
    return {
        "ID": "" if ":" in terms.code else terms.code,
        "SpecialTerms": terms.note,
        "DeliveryLocation": {"ID": terms.place},
    }


def read_payment_terms(groups: list[Group]) -> PaymentTerms | None:
    if not groups:
        return None
    group = groups[0]
    settlement = group.group("SettlementPeriod")
    span, unit = quantity(settlement, "DurationMeasure")
    days = codes.DAYS.get(unit.code) if unit else None
    whole = int(span * days) if span is not None and days and span == int(span) else None
    terms = PaymentTerms(
        text(group, "Note"),
        "",
        day(group, "PaymentDueDate"),
        None,
        number(group, "SettlementDiscountPercent"),
        whole,
        day(settlement, "EndDate"),
        money(group, "SettlementDiscountAmount"),
    )
    return terms if terms != PaymentTerms() else None


def write_payment_terms(terms: PaymentTerms | None, currency: str) -> list[Draft]:
    if terms is None:
        return []
    days = None if terms.discount_days is None else Decimal(terms.discount_days)
    return [
        {
            "Note": terms.note,
            "SettlementDiscountPercent": terms.discount_percent,
            "SettlementDiscountAmount": amount(terms.discount, currency),
            "PaymentDueDate": terms.due,
            "SettlementPeriod": {
                "DurationMeasure": Said(days, (("unitCode", "DAY"),)),
                "EndDate": terms.discount_due,
            },
        }
    ]


def read_payment_means(groups: list[Group]) -> tuple[PaymentMeans, ...]:
    return tuple(_means(each) for each in groups)


def _means(group: Group) -> PaymentMeans:
    account = group.group("PayeeFinancialAccount")
    branch = account.group("FinancialInstitutionBranch") if account else None
    return PaymentMeans(
        text(group, "PaymentMeansCode"),
        text(account, "ID"),
        text(account, "Name"),
        text(branch, "ID") or text(branch, "FinancialInstitution", "ID"),
        text(group, "PaymentID"),
        text(group, "PaymentMandate", "ID"),
    )


def write_payment_means(given: Iterable[PaymentMeans]) -> list[Draft]:
    return [
        {
            "PaymentMeansCode": each.code,
            "PaymentID": each.reference,
            "PayeeFinancialAccount": {
                "ID": each.account,
                "Name": each.account_name,
                "FinancialInstitutionBranch": {"ID": each.bank},
            },
            "PaymentMandate": {"ID": each.mandate},
        }
        for each in given
    ]


def take_bare_number(shipment: Group | None) -> Group | None:
    """Return a shipment, its number taken where it says nothing: UBL wants one of each."""
    if shipment and shipment.text("ID") in {"1", UNKNOWN}:
        text(shipment, "ID")
    return shipment


def read_transport(shipment: Group | None, carrier: Party | None = None) -> Transport | None:
    """Read how a shipment is carried; `carrier` is the party a Delivery names."""
    if shipment is None and carrier is None:
        return None
    stage = shipment.group("ShipmentStage") if shipment else None
    party = carrier or read_party(stage.group("CarrierParty") if stage else None, "carrier")
    means = stage.group("TransportMeans", "RoadTransport") if stage else None
    transport = Transport(
        codes.TRANSPORT_MODES.name(text(stage, "TransportModeCode")),
        party.identifiers[0].value if party and party.identifiers else "",
        party.name if party else "",
        "",
        text(means, "LicensePlateID"),
        text(shipment, "Delivery", "TrackingID"),
    )
    return transport if transport != Transport() else None


def write_transport(transport: Transport | None) -> Draft:
    """Draft the parts of a Shipment that say how it is carried."""
    if transport is None:
        return {}
    return {
        "ShipmentStage": {
            "TransportModeCode": codes.TRANSPORT_MODES.code(transport.mode),
            "CarrierParty": {
                "PartyIdentification": [{"ID": transport.carrier}],
                "PartyName": [{"Name": transport.name}],
            },
            "TransportMeans": {"RoadTransport": {"LicensePlateID": transport.vehicle}},
        },
        "Delivery": {"TrackingID": transport.tracking},
    }
