"""Who sends to whom: what an envelope says, in no syntax in particular."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from edi.canonical.changes import OrderChange
from edi.canonical.documents import Document
from edi.canonical.orders import Order
from edi.canonical.receiving import ReceivingAdvice

if TYPE_CHECKING:
    from edi.canonical.parties import Party

MUTUAL = "MUTUAL"
_X12 = {"01": "DUNS", "16": "DUNS+4", "ZZ": MUTUAL}  # data element I05
_EDIFACT = {"1": "DUNS", "9": "DUNS+4", "14": "GLN", "ZZZ": MUTUAL, "ZZ": MUTUAL}  # 0007
_OF_BUYERS = (Order, OrderChange, ReceivingAdvice)
_PREFERRED = ("GLN", "DUNS", "DUNS+4", MUTUAL)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address; `scheme` is one of `Identifier`'s, or such as `x12:12`, `edifact:31B`."""

    id: str
    scheme: str = MUTUAL


@dataclass(frozen=True, slots=True)
class Addressing:
    """What an envelope says; `number` is that of the interchange, the group and the like."""

    sender: Endpoint
    receiver: Endpoint
    written: datetime
    number: int = 1
    is_test: bool = False

    def swapped(self) -> "Addressing":
        """Return the same the other way round, as an answer needs it."""
        return Addressing(self.receiver, self.sender, self.written, self.number, self.is_test)


def addressing_of(header: Any, written: datetime | None = None) -> Addressing | None:
    """Return what an envelope says of its parties: an ISA, a UNB, or the result of a cXML."""
    written = written or datetime.now(UTC)
    if hasattr(header, "deployment") and header.sender and header.receiver:
        sender, receiver = header.sender[0], header.receiver[0]
        return Addressing(
            Endpoint(sender.value, sender.scheme),
            Endpoint(receiver.value, receiver.scheme),
            written,
            is_test=header.deployment == "test",
        )
    if hasattr(header, "sender_qualifier"):
        return Addressing(
            _endpoint(header.sender, header.sender_qualifier, _X12, "x12"),
            _endpoint(header.receiver, header.receiver_qualifier, _X12, "x12"),
            written,
            is_test=header.usage == "T",
        )
    if hasattr(header, "recipient"):
        return Addressing(
            _endpoint(header.sender.id, header.sender.qualifier, _EDIFACT, "edifact"),
            _endpoint(header.recipient.id, header.recipient.qualifier, _EDIFACT, "edifact"),
            written,
            is_test=header.is_test,
        )
    return None


def between(document: Document, written: datetime | None = None) -> Addressing:
    """Return addresses from the parties of a document: buyer to seller, or back.

    A party without a number of its own is its role: `BUYER`, `SELLER`.
    """
    sender, receiver = ends_of(document)
    is_from_buyer = isinstance(document, _OF_BUYERS)
    names = ("BUYER", "SELLER") if is_from_buyer else ("SELLER", "BUYER")
    ends = _number(sender, names[0]), _number(receiver, names[1])
    return Addressing(*ends, written or datetime.now(UTC))


def ends_of(document: Document) -> "tuple[Party | None, Party | None]":
    """Return who sends a document and who receives it, as far as it names them."""
    buyer, seller = _party(document, "buyer"), _party(document, "seller", "supplier", "vendor")
    return (buyer, seller) if isinstance(document, _OF_BUYERS) else (seller, buyer)


def qualifier(endpoint: Endpoint, syntax: str) -> str:
    """Return the code for an endpoint's scheme in `x12` or `edifact`; mutual where it has none."""
    codes = _X12 if syntax == "x12" else _EDIFACT
    own, _, code = endpoint.scheme.partition(":")
    if own == syntax and code:
        return code
    found = next((code for code, name in codes.items() if name == endpoint.scheme), "")
    return found or ("ZZ" if syntax == "x12" else "")


def _endpoint(number: str, code: str, codes: dict[str, str], prefix: str) -> Endpoint:
    return Endpoint(number, codes.get(code) or (f"{prefix}:{code}" if code else MUTUAL))


def _party(document: Document, *roles: str) -> "Party | None":
    parties = getattr(document, "parties", ())
    return next((each for role in roles for each in parties if each.role == role), None)


def _number(party: "Party | None", role: str) -> Endpoint:
    if party is None:
        return Endpoint(role)
    numbers = {each.scheme: each.value for each in reversed(party.identifiers)}
    scheme = next((scheme for scheme in _PREFERRED if scheme in numbers), "")
    return Endpoint(numbers[scheme], scheme) if scheme else Endpoint(role)
