"""NAD groups to parties."""

from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.messages.edifact import codes
from edi.messages.edifact.shorthand import Good

_TAX_NUMBERS = {"VA": "VAT", "FC": "TAX", "AHP": "TAX"}  # 1153
REGISTRATION = "XA"


class PartyDraft:
    """A NAD with the RFF, CTA and COM that followed it so far."""

    __slots__ = ("_contacts", "_nad", "_references", "_registration", "_tax_ids")

    def __init__(self, nad: tuple[str | None, ...]) -> None:
        self._nad = nad
        self._references: list[Reference] = []
        self._tax_ids: list[Identifier] = []
        self._registration: Identifier | None = None
        self._contacts: list[Contact] = []

    def add_reference(self, kind: str, value: str) -> None:
        if kind in _TAX_NUMBERS:
            self._tax_ids.append(Identifier(_TAX_NUMBERS[kind], value))
        elif kind == REGISTRATION and self._registration is None:
            self._registration = Identifier("edifact:XA", value)
        else:
            self._references.append(Reference(codes.REFERENCE_KINDS.name(kind), value))

    def add_contact(self, role: str | None, name: str | None) -> None:
        kind = codes.CONTACT_ROLES.name(role) if role else ""
        self._contacts.append(Contact(kind, (name or "").rstrip()))

    def add_channel(self, value: str, kind: str) -> None:
        channel = Channel(codes.CHANNELS.name(kind), value.rstrip())
        last = self._contacts.pop() if self._contacts else Contact("")
        self._contacts.append(Contact(last.role, last.name, (*last.channels, channel)))

    def party(self) -> Party:
        nad = self._nad
        role, value, agency = nad[:3]
        plain, names, street = _texts(nad[3:8]), _texts(nad[8:13]), _texts(nad[13:17])
        if plain and not names:
            names, plain = plain[:1], plain[1:]
        city, region, postal_code, country = [each.rstrip() if each else "" for each in nad[17:21]]
        known = (Identifier(_scheme(agency), value.rstrip()),) if value else ()
        return Party(
            codes.PARTY_ROLES.name(role or ""),
            names[0] if names else "",
            known,
            names[1:],
            Address(plain + street, city, region, postal_code, country),
            tuple(self._contacts),
            tuple(self._references),
            tuple(self._tax_ids),
            self._registration,
        )


def whole_party(turn: Good) -> Party:
    """Turn a NAD of these components into a party: those of one that has no more than most."""
    (
        role, value, agency, name, more, street, street2, city, region, postal_code, country,
    ) = turn.groups("")  # fmt: skip
    streets: tuple[str, ...] = ()
    if street:
        streets = (street.rstrip(), street2.rstrip()) if street2 else (street.rstrip(),)
    return Party(
        codes.PARTY_ROLES.name(role),
        name.rstrip(),
        (Identifier(_scheme(agency), value.rstrip()),) if value else (),
        (more.rstrip(),) if more else (),
        Address(streets, city.rstrip(), region.rstrip(), postal_code.rstrip(), country.rstrip()),
    )


def _scheme(agency: str | None) -> str:
    return codes.PARTY_SCHEMES.name(agency) if agency else ""


def _texts(values: tuple[str | None, ...]) -> tuple[str, ...]:
    """Return the texts that are not blank, without blanks at their ends."""
    if not any(values):
        return ()
    return tuple([text for value in values if value and (text := value.rstrip())])
