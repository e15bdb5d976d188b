"""N1 loops and PER to parties and contacts."""

from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.messages.checking import Values
from edi.messages.x12 import codes


class PartyDraft:
    """An N1 with the N2, N3, N4, REF and PER that followed it so far."""

    def __init__(self, n1: Values) -> None:
        self._n1 = n1
        self._names: list[str] = []
        self._street: list[str] = []
        self._n4: Values = (None,) * 4
        self.references: list[Reference] = []
        self.contacts: list[Contact] = []

    def n2(self, values: Values) -> None:
        self._names += [value.rstrip() for value in values if value]

    def n3(self, values: Values) -> None:
        self._street += [value.rstrip() for value in values if value]

    def n4(self, values: Values) -> None:
        self._n4 = values

    def per(self, values: Values) -> None:
        self.contacts.append(contact(values))

    def party(self) -> Party:
        role, name, scheme, value = self._n1[:4]
        city, region, postal_code, country = ((part or "").rstrip() for part in self._n4[:4])
        ids = (
            (Identifier(codes.PARTY_SCHEMES.name(scheme), value.rstrip()),)
            if scheme and value
            else ()
        )
        return Party(
            codes.PARTY_ROLES.name(role or ""),
            (name or "").rstrip(),
            ids,
            tuple(self._names),
            Address(tuple(self._street), city, region, postal_code, country),
            tuple(self.contacts),
            tuple(self.references),
        )


def contact(per: Values) -> Contact:
    role, name = per[:2]
    pairs = per[2:8]
    channels = tuple(
        Channel(codes.CHANNELS.name(kind), value.rstrip())
        for kind, value in zip(pairs[::2], pairs[1::2], strict=True)
        if kind and value
    )
    return Contact(codes.CONTACT_ROLES.name(role or ""), (name or "").rstrip(), channels)
