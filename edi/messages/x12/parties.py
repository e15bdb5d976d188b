"""N1 loops, PER and REF to parties, contacts and references."""

from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.messages.checking import Good
from edi.messages.x12 import codes

_role, _scheme = codes.PARTY_ROLES.name, codes.PARTY_SCHEMES.name


class PartyDraft:
    """An N1 with the N2, N3, N4, REF and PER that followed it so far."""

    def __init__(self, n1: Good) -> None:
        self._n1 = n1  # of four elements at least
        self._names: list[str] = []
        self._street: list[str] = []
        self._place = ("", "", "", "")
        self._references: list[Reference] = []
        self._tax_ids: list[Identifier] = []
        self._contacts: list[Contact] = []

    def n2(self, segment: Good) -> None:
        self._names += [value.rstrip() for value in segment.groups() if value]

    def n3(self, segment: Good) -> None:
        self._street += [value.rstrip() for value in segment.groups() if value]

    def n4(self, segment: Good) -> None:
        city, region, postal_code, country, *_ = segment.groups("")
        self._place = city.rstrip(), region, postal_code.rstrip(), country

    def per(self, segment: Good) -> None:
        self._contacts.append(contact(segment))

    def ref(self, segment: Good) -> None:
        scheme = codes.TAXPAYER_NUMBERS.get(segment[1])
        if scheme and segment[2]:
            self._tax_ids.append(Identifier(scheme, segment[2].rstrip()))
        else:
            self._references.append(reference(segment))

    def party(self) -> Party:
        role, name, scheme, value = self._n1.group(1, 2, 3, 4)
        known = (Identifier(codes.PARTY_SCHEMES.name(scheme), value.rstrip()),) if scheme else ()
        return Party(
            codes.PARTY_ROLES.name(role),
            (name or "").rstrip(),
            known,
            tuple(self._names),
            Address(tuple(self._street), *self._place),
            tuple(self._contacts),
            tuple(self._references),
            tuple(self._tax_ids),
        )


def whole_party(turn: Good) -> Party:
    """Turn an N1 with its N3 and N4 into a party; see `PARTY`."""
    role, name, scheme, value, street, street2, city, region, postal_code, country = turn.groups("")
    return Party(
        _role(role),
        name.rstrip(),
        (Identifier(_scheme(scheme), value.rstrip()),) if scheme else (),
        (),
        Address(
            (street.rstrip(), street2.rstrip())
            if street2
            else (street.rstrip(),)
            if street
            else (),
            city.rstrip(),
            region,
            postal_code.rstrip(),
            country,
        ),
    )


def contact(per: Good) -> Contact:
    return contact_of(*per.group(1, 2, 3, 4, 5, 6, 7, 8))


def contact_of(role: str, name: str | None, *pairs: str | None) -> Contact:
    """Make a contact of PER01, PER02 and pairs of a channel's kind and its value."""
    channels = [
        Channel(codes.CHANNELS.name(kind), value.rstrip())
        for kind, value in zip(pairs[::2], pairs[1::2], strict=True)
        if kind and value
    ]
    return Contact(codes.CONTACT_ROLES.name(role), (name or "").rstrip(), tuple(channels))


def reference(segment: Good) -> Reference:
    """Turn a REF or N9, which start alike, into a reference."""
    kind, value, description = segment.group(1, 2, 3)
    name = codes.REFERENCE_KINDS.name(kind)
    return Reference(name, (value or "").rstrip(), (description or "").rstrip())


PARTY = "N1 1 2 3+4?", "N3? 1 2?", "N4? 1 2? 3? 4?"  # the shape that `whole_party` takes
