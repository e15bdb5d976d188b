"""Parties, their names, addresses, numbers and contacts."""

from collections.abc import Iterable

from edi.canonical.parties import Address, Channel, Contact, Identifier, Party
from edi.messages.ubl import codes
from edi.messages.ubl.drafts import Draft, Said, identifier
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.tables import aggregates
from edi.messages.ubl.taking import attribute, take, text

# The number either side gave a party stands beside it, as do contacts for one purpose.
_ASSIGNED = {"CustomerAssignedAccountID": "BUYER", "SupplierAssignedAccountID": "SELLER"}
_CONTACTS = {
    "DeliveryContact": "delivery",
    "AccountingContact": "accounting",
    "BuyerContact": "buyer",
    "DespatchContact": "despatch",
    "SellerContact": "seller",
}
_GENERAL = "information"


def read_wrapped(wrapper: Group | None, role: str, *, legal: bool) -> Party | None:
    """Read a CustomerParty or SupplierParty; a legal party goes by its registered name."""
    if wrapper is None:
        return None
    inner = wrapper.group("Party")
    party = read_party(inner, role, legal=legal) or Party(role)
    assigned = tuple(
        Identifier(scheme, value)
        for key, scheme in _ASSIGNED.items()
        if (value := text(wrapper, key))
    )
    contacts = tuple(
        contact
        for key, purpose in _CONTACTS.items()
        if (contact := read_contact(wrapper.group(key), purpose))
    )
    full = Party(
        role,
        party.name,
        assigned + party.identifiers,
        party.more_names,
        party.address,
        party.contacts + contacts,
        party.references,
        party.tax_ids,
        party.registration,
        party.endpoint,
    )
    return full if full != Party(role) else None


def read_party(
    group: Group | None, role: str, *, legal: bool = False, contact_role: str = _GENERAL
) -> Party | None:
    """Read a Party; None if there is none. `contact_role` is what its own contact is for."""
    if group is None:
        return None
    entity = group.group("PartyLegalEntity")
    registered = text(entity, "RegistrationName")
    names = [name for each in group.groups("PartyName") if (name := text(each, "Name"))]
    if registered and registered not in names:
        names.insert(0 if legal else len(names), registered)
    elif registered and legal:
        names.remove(registered)
        names.insert(0, registered)
    contact = read_contact(group.group("Contact"), contact_role)
    return Party(
        role,
        names[0] if names else "",
        tuple(
            found
            for each in group.groups("PartyIdentification")
            if (found := read_identifier(each, "ID"))
        ),
        tuple(names[1:]),
        read_address(group.group("PostalAddress")),
        (contact,) if contact else (),
        (),
        tuple(
            Identifier(codes.our_name(kind) if kind not in _TAXES else kind, number)
            for each in group.groups("PartyTaxScheme")
            if (number := text(each, "CompanyID"))
            for kind in [text(each, "TaxScheme", "ID") or "TAX"]
        ),
        read_identifier(entity, "CompanyID"),
        read_identifier(group, "EndpointID"),
    )


_TAXES = {"VAT", "TAX"}


def read_identifier(group: Group | None, key: str) -> Identifier | None:
    leaf = take(group, key)
    if leaf is None or not leaf.value:
        return None
    return Identifier(codes.party_scheme(attribute(leaf, "schemeID")), str(leaf.value))


def read_address(group: Group | None) -> Address:
    """Read an address: the number of the house is part of the street."""
    if group is None:
        return Address()
    first = " ".join(filter(None, [text(group, "StreetName"), text(group, "BuildingNumber")]))
    more = [text(each, "Line") for each in group.groups("AddressLine")]
    street = [first, text(group, "AdditionalStreetName"), *more]
    region = text(group, "CountrySubentity") or text(group, "CountrySubentityCode")
    return Address(
        tuple(filter(None, street)),
        text(group, "CityName"),
        region,
        text(group, "PostalZone"),
        text(group, "Country", "IdentificationCode"),
    )


def read_contact(group: Group | None, role: str) -> Contact | None:
    if group is None:
        return None
    channels = [
        Channel(kind, value)
        for kind, key in (("phone", "Telephone"), ("fax", "Telefax"), ("email", "ElectronicMail"))
        if (value := text(group, key))
    ]
    for other in group.groups("OtherCommunication"):
        kind = codes.CHANNELS.name(text(other, "ChannelCode")) or codes.our_name(
            text(other, "Channel")
        )
        value = text(other, "Value")
        if value:
            channels.append(Channel(kind, value))
    contact = Contact(role, text(group, "Name"), tuple(channels))
    return contact if contact.name or channels else None


def write_wrapped(party: Party | None, kind: str, *, legal: bool) -> Draft:
    """Draft a party as a CustomerParty or SupplierParty, which is its `kind`."""
    if party is None:
        return {}
    places = aggregates()[kind].by_key
    assigned = {scheme: key for key, scheme in _ASSIGNED.items() if key in places}
    purposes = {role: key for key, role in _CONTACTS.items() if key in places}
    general = next((each for each in party.contacts if each.role not in purposes), None)
    draft: Draft = {"Party": write_party(party, general, legal=legal)}
    for each in party.identifiers:
        if each.scheme in assigned:
            draft.setdefault(assigned[each.scheme], each.value)
    for contact in party.contacts:
        if contact.role in purposes:
            draft.setdefault(purposes[contact.role], write_contact(contact))
    return draft


def write_plain(party: Party | None) -> Draft:
    """Draft a party that stands as a Party itself."""
    if party is None:
        return {}
    return write_party(party, party.contacts[0] if party.contacts else None)


def write_party(party: Party, contact: Contact | None, *, legal: bool = False) -> Draft:
    """Draft a Party; a legal one is named by its registered name, others by PartyName."""
    names = party.more_names if legal else (party.name, *party.more_names)
    return {
        "EndpointID": write_identifier(party.endpoint),
        "PartyIdentification": [{"ID": each} for each in _identifiers(party.identifiers)],
        "PartyName": [{"Name": name} for name in names] if party.name else [],
        "PostalAddress": write_address(party.address),
        "PartyTaxScheme": [
            {"CompanyID": each.value, "TaxScheme": {"ID": codes.own_code(each.scheme)}}
            for each in party.tax_ids
            if codes.own_code(each.scheme)
        ],
        "PartyLegalEntity": {
            "RegistrationName": party.name if legal else None,
            "CompanyID": write_identifier(party.registration),
        },
        "Contact": write_contact(contact) if contact else None,
    }


def write_identifier(given: Identifier | None) -> Said | None:
    """Draft an identifier; None where UBL has no name for its scheme."""
    scheme_id = codes.party_scheme_id(given.scheme) if given else None
    return None if given is None or scheme_id is None else identifier(given.value, scheme_id)


def _identifiers(given: Iterable[Identifier]) -> list[Said | None]:
    return [write_identifier(each) for each in given if each.scheme not in _ASSIGNED.values()]


def write_address(address: Address) -> Draft:
    street = [*address.street, "", ""]
    return {
        "StreetName": street[0],
        "AdditionalStreetName": street[1],
        "AddressLine": [{"Line": line} for line in address.street[2:]],
        "CityName": address.city,
        "CountrySubentity": address.region,
        "PostalZone": address.postal_code,
        "Country": {"IdentificationCode": address.country},
    }


def write_contact(contact: Contact) -> Draft:
    """Draft a contact: the first phone, fax and mail in their places, others as further ones."""
    places = {"phone": "Telephone", "fax": "Telefax", "email": "ElectronicMail"}
    draft: Draft = {"Name": contact.name, "OtherCommunication": []}
    for channel in contact.channels:
        place = places.pop(channel.kind, "")
        if place:
            draft[place] = channel.value
            continue
        code = codes.CHANNELS.code(channel.kind)
        name = "" if code else codes.own_code(channel.kind)
        if code or name:
            other = {"ChannelCode": code, "Channel": name, "Value": channel.value}
            draft["OtherCommunication"].append(other)
    return draft
