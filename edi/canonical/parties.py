from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value in a scheme.

    Schemes of parties: `GLN`, `DUNS`, `DUNS+4`, `SELLER` and `BUYER` (numbers that side assigned),
    `MUTUAL`. Schemes of products: `SELLER`, `BUYER`, `MANUFACTURER`, `GTIN-12`, `GTIN-13`,
    `GTIN-14`, `SKU`. Schemes of taxpayers: `VAT`, `TAX`. A code without such a name keeps its own
    with its list: `x12:CB`, `edifact:SRV`, `iso6523:0192` (ISO 6523, as UBL's schemeID).
    """

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Address:
    street: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach somebody: `kind` is `phone`, `email`, `fax`, or a code such as `x12:UR`."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Contact:
    """`role` is `buyer`, `seller`, `delivery`, `order`, `information`, or such as `x12:AP`."""

    role: str
    name: str = ""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """`kind` is `contract`, `department`, `customer-order`..., or a code such as `x12:PS`."""

    kind: str
    value: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """`role` is `buyer`, `seller`, `ship-to`, `ship-from`, `bill-to`..., or such as `x12:Z7`.

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
