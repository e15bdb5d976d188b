from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value in a scheme.

    Schemes of parties: `GLN`, `DUNS`, `DUNS+4`, `SELLER` and `BUYER` (numbers that side assigned),
    `MUTUAL`. Schemes of products: `SELLER`, `BUYER`, `MANUFACTURER`, `GTIN-12`, `GTIN-13`,
    `GTIN-14`, `SKU`. A code without such a name keeps its own: `x12:CB`.
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
    """`role` is `buyer`, `seller`, `ship-to`, `ship-from`, `bill-to`..., or such as `x12:Z7`."""

    role: str
    name: str = ""
    identifiers: tuple[Identifier, ...] = ()
    more_names: tuple[str, ...] = ()
    address: Address = Address()
    contacts: tuple[Contact, ...] = ()
    references: tuple[Reference, ...] = ()
