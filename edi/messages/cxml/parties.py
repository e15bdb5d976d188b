"""Addresses, contacts and credentials to and from parties."""

from collections.abc import Iterable

from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.messages.cxml import codes
from edi.messages.cxml.nodes import Element
from edi.syntax.xml.writing import Node

_CHANNELS = {"Phone": "phone", "Fax": "fax", "Email": "email", "URL": "cxml:URL"}
_OWN = "information"  # the role of the contact that an address is by its phone and email


def credentials(side: Element | None) -> tuple[Identifier, ...]:
    """Return who From, To or Sender is; shared secrets are not even read."""
    if side is None:
        return ()
    return tuple(
        Identifier(codes.PARTY_SCHEMES.name(credential.get("domain")), identity)
        for credential in side.all("Credential")
        if (identity := credential.text("Identity"))
    )


def party(element: Element, role: str) -> Party | None:
    """Return the party of an Address, or of a Contact that has one; None for an empty one."""
    scheme = element.get("addressIDDomain") or "buyerLocationID"
    own = element.get("addressID")
    identifiers = [Identifier(codes.PARTY_SCHEMES.name(scheme), own)] if own else []
    tax_ids: list[Identifier] = []
    for reference in element.all("IdReference"):
        name = codes.PARTY_SCHEMES.name(reference.get("domain"))
        given = Identifier(name, reference.get("identifier"))
        (tax_ids if name in {"VAT", "TAX"} else identifiers).append(given)
    postal = element.first("PostalAddress")
    channels = _channels(element)
    found = Party(
        role,
        element.text("Name"),
        tuple(identifiers),
        postal.texts("DeliverTo") if postal else (),
        _address(postal) if postal else Address(),
        (Contact(_OWN, "", channels),) if channels else (),
        tax_ids=tuple(tax_ids),
    )
    return found if found != Party(role) else None


def _address(postal: Element) -> Address:
    country = postal.first("Country")
    return Address(
        postal.texts("Street"),
        postal.text("City"),
        postal.text("State"),
        postal.text("PostalCode"),
        country.get("isoCountryCode") if country else "",
    )


def _channels(element: Element) -> tuple[Channel, ...]:
    found: list[Channel] = []
    for name, kind in _CHANNELS.items():
        for each in element.all(name):
            number = each.first("TelephoneNumber")
            text = _number(number) if number else each.text()
            if text:
                found.append(Channel(kind, text))
    return tuple(found)


def _number(number: Element) -> str:
    """Put a telephone number together as people write it."""
    country = number.text("CountryCode").removeprefix("+")
    parts = [f"+{country}" if country else "", number.text("AreaOrCityCode"), number.text("Number")]
    extension = number.text("Extension")
    return " ".join([part for part in parts if part] + ([f"x{extension}"] if extension else []))


def sort_contacts(contacts: Iterable[Element]) -> tuple[tuple[Party, ...], tuple[Contact, ...]]:
    """Tell contacts that are parties by their role from those that are people."""
    parties: list[Party] = []
    people: list[Contact] = []
    for element in contacts:
        role = element.get("role")
        name = codes.PARTY_ROLES.name(role)
        if not name.startswith("cxml:") or element.first("PostalAddress"):
            found = party(element, name)
            parties += [found] if found else []
        else:
            name = codes.CONTACT_ROLES.name(role) if role else _OWN
            people.append(Contact(name, element.text("Name"), _channels(element)))
    return tuple(parties), tuple(people)


def with_sides(
    parties: tuple[Party, ...], buyer: tuple[Identifier, ...], seller: tuple[Identifier, ...]
) -> tuple[Party, ...]:
    """Add buyer and seller by their credentials, where the document itself names none."""
    roles = {each.role for each in parties}
    added = [
        Party(role, identifiers=identifiers)
        for role, identifiers in (("buyer", buyer), ("seller", seller))
        if identifiers and role not in roles
    ]
    return (*parties, *added)


def address_node(given: Party) -> Node:
    """Return an Address; identifiers after the first do not fit, nor contacts beyond the first."""
    country = given.address.country
    attributes = [("isoCountryCode", country)] if country else []
    return Node("Address", "", [*attributes, *_identity(given)], _inside(given))


def contact_node(given: Party, role: str) -> Node:
    """Return a Contact for a party, with all its identifiers."""
    node = Node("Contact", "", [("role", role), *_identity(given)], _inside(given))
    for identifier in (*given.identifiers[1:], *given.tax_ids):
        domain = codes.PARTY_SCHEMES.code(identifier.scheme)
        if domain:
            attributes = [("identifier", identifier.value), ("domain", domain)]
            node.children.append(Node("IdReference", "", attributes))
    return node


def _identity(given: Party) -> list[tuple[str, str]]:
    domain = codes.PARTY_SCHEMES.code(given.identifiers[0].scheme) if given.identifiers else ""
    if not domain:
        return []
    return [("addressID", given.identifiers[0].value), ("addressIDDomain", domain)]


def _inside(given: Party) -> list[Node]:
    channels = given.contacts[0].channels if given.contacts else ()
    return [
        name_node(given.name),
        *_postal(given),
        *_channel_nodes(channels, is_one_each=False),
    ]


def name_node(text: str) -> Node:
    return Node("Name", text, [("xml:lang", "en")])


def _postal(given: Party) -> list[Node]:
    place = given.address
    if place == Address() and not given.more_names:
        return []
    inside = [
        *[Node("DeliverTo", name) for name in given.more_names],
        *[Node("Street", street) for street in place.street],
        Node("City", place.city),
        *([Node("State", place.region)] if place.region else []),
        *([Node("PostalCode", place.postal_code)] if place.postal_code else []),
        Node("Country", place.country, [("isoCountryCode", place.country)]),
    ]
    return [Node("PostalAddress", children=inside)]


def _channel_nodes(channels: Iterable[Channel], *, is_one_each: bool) -> list[Node]:
    order = {"email": "Email", "phone": "Phone", "fax": "Fax", "cxml:URL": "URL"}
    return [
        _channel(name, channel.value)
        for kind, name in order.items()
        for channel in [each for each in channels if each.kind == kind][
            : 1 if is_one_each else None
        ]
    ]


def _channel(name: str, value: str) -> Node:
    if name in {"Email", "URL"}:
        return Node(name, value)
    country = Node("CountryCode", "", [("isoCountryCode", "")])
    number = [country, Node("AreaOrCityCode"), Node("Number", value)]
    return Node(name, children=[Node("TelephoneNumber", children=number)])


def contact_nodes(parties: Iterable[Party], contacts: Iterable[Contact]) -> list[Node]:
    """Return a Contact for each party and person that cXML has a role for."""
    nodes = []
    for each in parties:
        role = codes.PARTY_ROLES.code(each.role)
        nodes += [contact_node(each, role)] if role else []
    for person in contacts:
        role = codes.CONTACT_ROLES.code(person.role)
        if role:
            inside = [name_node(person.name), *_channel_nodes(person.channels, is_one_each=False)]
            nodes.append(Node("Contact", "", [("role", role)], inside))
    return nodes


def references(element: Element) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            codes.REFERENCE_KINDS.name(each.get("domain")),
            each.get("identifier"),
            each.text("Description"),
        )
        for each in element.all("IdReference")
    )


def reference_nodes(given: Iterable[Reference], *but: str) -> list[Node]:
    """Return an IdReference for each reference whose kind cXML can say, but for some kinds."""
    nodes = []
    for each in given:
        domain = codes.REFERENCE_KINDS.code(each.kind)
        if domain and each.kind not in but:
            attributes = [("identifier", each.value), ("domain", domain)]
            inside = [described(each.description)] if each.description else []
            nodes.append(Node("IdReference", "", attributes, inside))
    return nodes


def described(text: str) -> Node:
    return Node("Description", text, [("xml:lang", "en")])


def comments(notes: Iterable[str]) -> list[Node]:
    return [Node("Comments", note, [("xml:lang", "en")]) for note in notes]
