from edi.record import Record


class Identifier(Record):
    """A value in a scheme: one of `names.PARTY_SCHEMES` or `names.PRODUCT_SCHEMES`.

    A code without such a name keeps its own with its list: `x12:CB`, `edifact:SRV`, `iso6523:0192`
    (ISO 6523, as UBL's schemeID).
    """

    scheme: str
    value: str


class Address(Record):
    street: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


class Channel(Record):
    """A way to reach somebody: `kind` is one of `names.CHANNELS` or a code such as `x12:UR`."""

    kind: str
    value: str


class Contact(Record):
    """`role` is one of `names.CONTACT_ROLES` or a code such as `x12:AP`."""

    role: str
    name: str = ""
    channels: tuple[Channel, ...] = ()


class Reference(Record):
    """`kind` is one of `names.REFERENCE_KINDS` or a code such as `x12:PS`."""

    kind: str
    value: str
    description: str = ""


class Party(Record):
    """`role` is one of `names.PARTY_ROLES` or a code such as `x12:Z7`.

    `identifiers` say who it is. `tax_ids` are its numbers as a taxpayer, `registration` its number
    in a register of companies, `endpoint` its electronic address in a network.
    """

    role: str
    name: str = ""
    identifiers: tuple[Identifier, ...] = ()
    more_names: tuple[str, ...] = ()
    address: Address = Address()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
    tax_ids: tuple[Identifier, ...] = ()
    registration: Identifier | None = None
    endpoint: Identifier | None = None
