"""Inputs for fuzzing: good files of every syntax, changed at random, and junk with a structure."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import Batch, DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.canonical.documents import Document
from edi.canonical.invoices import Invoice, InvoiceLine
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.canonical.totals import Totals
from edi.messages.formats import Addressing, Endpoint, NotWritableError, Syntax, Target, write
from edi.messages.formats.syntaxes import VERSIONS

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
_LONGEST = 60_000
_DAY = date(2026, 11, 21)
_EUR = "EUR"


class Seed(NamedTuple):
    """A good file; its changes are told by its name."""

    name: str
    data: bytes


def _money(amount: str) -> Money:
    return Money(Decimal(amount), _EUR)


_PARTIES = (
    Party(
        "buyer",
        "Danzig Trading",
        (Identifier("GLN", "5412345000013"),),
        address=Address(("Quay 5",), "Gdynia", "", "81-350", "PL"),
        contacts=(Contact("order", "Anna Nowak", (Channel("email", "a@danzig.example"),)),),
    ),
    Party("seller", "Hansa Components", (Identifier("GLN", "4012345000016"),)),
    Party("ship-to", "Port Depot", (Identifier("BUYER", "DT-210"),)),
)
_VAT = TaxCategory("VAT", "S", Decimal(19))
_PRODUCTS = (Identifier("SELLER", "HC-3542"), Identifier("GTIN-13", "4000862141404"))
_LINES = tuple(
    OrderLine(
        str(number),
        Decimal(12 * number),
        Unit("H87"),
        _money("9.25"),
        products=_PRODUCTS,
        descriptions=("Shackle, galvanised",),
        dates=(Moment("delivery", _DAY),),
    )
    for number in (1, 2, 3)
)
_ORDER = Order(
    "DT-1",
    _DAY,
    currency=_EUR,
    parties=_PARTIES,
    references=(Reference("contract", "C-26"),),
    dates=(Moment("delivery", _DAY, time(9, 30)),),
    notes=("Deliver before noon",),
    lines=_LINES,
    charges=(AllowanceCharge(True, _money("5.00"), code="freight", reason="Freight"),),  # noqa: FBT003
    payment_terms=PaymentTerms(note="30 days net", net_days=30),
    delivery_terms=DeliveryTerms("DAP"),
    transport=Transport("road"),
)
DOCUMENTS: tuple[Document, ...] = (
    _ORDER,
    OrderChange(
        "DT-1",
        _DAY,
        _DAY,
        "CH-1",
        currency=_EUR,
        parties=_PARTIES,
        lines=(LineChange(LineAction.CHANGE, _LINES[0]), LineChange(LineAction.DELETE, _LINES[1])),
    ),
    OrderResponse(
        "DT-1",
        _DAY,
        _DAY,
        Answer.ACCEPTED_WITH_CHANGES,
        "R-1",
        _EUR,
        parties=_PARTIES,
        lines=(
            OrderResponseLine(
                "1", LineAnswer.ACCEPTED, Decimal(12), Unit("H87"), products=_PRODUCTS
            ),
        ),
    ),
    DespatchAdvice(
        "D-1",
        _DAY,
        time(12, 30),
        orders=(OrderReference("DT-1", _DAY),),
        parties=_PARTIES,
        dates=(Moment("shipped", _DAY),),
        units=(HandlingUnit("1", "", "pallet", sscc="340123450000000004"),),
        lines=(
            DespatchLine(
                "1",
                Decimal(12),
                Unit("H87"),
                order_number="DT-1",
                products=_PRODUCTS,
                unit_id="1",
                batches=(Batch("LOT-7", best_before=_DAY),),
            ),
        ),
    ),
    Invoice(
        "I-1",
        _DAY,
        currency=_EUR,
        orders=(OrderReference("DT-1", _DAY),),
        parties=_PARTIES,
        lines=(
            InvoiceLine(
                "1",
                Decimal(100),
                Unit("H87"),
                _money("9.25"),
                stated_amount=_money("925.00"),
                products=_PRODUCTS,
                descriptions=("Shackle",),
                tax=_VAT,
            ),
        ),
        taxes=(TaxAmount(_VAT, _money("175.75"), _money("925.00")),),
        totals=Totals(
            lines=Decimal("925.00"),
            net=Decimal("925.00"),
            tax=Decimal("175.75"),
            gross=Decimal("1100.75"),
            payable=Decimal("1100.75"),
        ),
    ),
)
ADDRESSING = Addressing(
    Endpoint("5412345000013", "GLN"),
    Endpoint("4012345000016", "GLN"),
    datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    101,
)


def seeds() -> list[Seed]:
    """Return every document in every syntax that has a writer for it, samples and the corpus."""
    found = [
        Seed(f"{document.__class__.__name__} {target}", data)
        for document in DOCUMENTS
        for target in targets()
        if (data := _written(document, target))
    ]
    for folder in (ROOT / "tests" / "edi" / "samples", CORPUS):
        paths = (path for path in sorted(folder.rglob("*")) if path.suffix in _SUFFIXES)
        found += [Seed(path.name, path.read_bytes()[:_LONGEST]) for path in paths]
    return found


_SUFFIXES = {".edi", ".xml", ".csv", ".xlsx"}


def targets() -> Iterator[Target]:
    for syntax in Syntax:
        for version in VERSIONS[syntax]:
            yield Target(syntax, version)


def _written(document: Document, target: Target) -> bytes:
    try:
        return write(document, target, ADDRESSING).data
    except (NotWritableError, ModuleNotFoundError):
        return b""


_MARKS = (
    b"*", b"~", b":", b"^", b"+", b"'", b"?", b"??'", b"\n", b"\r\n", b"\0", b"\x1a", b"\x1d",
    b" ", b";", b",", b'"', b"<", b">", b"/>", b"&", b"&lt;", b"<!--", b"]]>", b"<![CDATA[",
    b"ISA*", b"IEA*1*000000101~", b"ST*850*0001~", b"SE*", b"GS*", b"UNB+", b"UNA:+.? '", b"UNH+",
    b"'UNT+", b"UNZ+1+101'", b"HL*1*1*S~", b"-", b"1e999", b"NaN", b"99999999999999999999999",
    b"20261345", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe",
    "\u0967\u0968".encode(), "\u202e".encode(), "\ufffd".encode(), "\U0001f6a2".encode(),
    b"xmlns=", b"xml:lang='x'", b"<a xmlns:cbc='urn:x'>", b"=1+1", b"'+", b"\x07",
)  # fmt: skip


def changed(chance: random.Random, good: list[Seed]) -> tuple[str, bytes]:
    """Return a good file with one to eight changes, and what it was made of."""
    seed = chance.choice(good)
    data = bytearray(seed.data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not data:
            break
        chance.choice(_CHANGES)(chance, data, good)
    return seed.name, bytes(data[:_LONGEST])


def _flip(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _replace(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.randint(0, 4)] = chance.choice(_MARKS)


def _insert(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(_MARKS) * chance.choice((1, 1, 1, 2, 7))


def _delete(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 1, 2, 8, 60, 400))]


def _cut(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    del data[chance.randrange(len(data)) :]


def _repeat(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    at = chance.randrange(len(data))
    part = bytes(data[at : at + chance.choice((1, 5, 40, 300))])
    data[at:at] = part * min(chance.choice((1, 1, 2, 20, 2000)), _LONGEST // len(part))


def _splice(chance: random.Random, data: bytearray, good: list[Seed]) -> None:
    other = chance.choice(good).data
    at = chance.randrange(len(other)) if other else 0
    part = other[at : at + chance.choice((20, 200, 2000))]
    place = chance.randrange(len(data))
    data[place : place + chance.choice((0, 20, 200))] = part


def _swap(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    """Exchange one character for another everywhere, as a wrong separator does."""
    old = data[chance.randrange(len(data))]
    new = chance.choice((*b"*~:+'?;,\n\r\t |^<>\"\0\x1c\x1d", chance.randrange(256)))
    data[:] = bytes(data).translate(bytes(new if code == old else code for code in range(256)))


def _shuffle(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    """Exchange two parts between separators, as segments, elements, cells or tags in disorder."""
    mark = chance.choice((b"~", b"'", b"\n", b"*", b"+", b";", b"<"))
    parts = bytes(data).split(mark)
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    data[:] = mark.join(parts)


def _lengthen(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice((b"9", b"X", b" ", b"-", b"\xc3\xa9", b"0")) * chance.choice(
        (20, 100, 5000)
    )


def _other_encoding(chance: random.Random, data: bytearray, _good: list[Seed]) -> None:
    text = bytes(data).decode("utf-8", "replace")
    data[:] = text.encode(chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32")), "replace")


Change = Callable[[random.Random, bytearray, list[Seed]], None]
_CHANGES: tuple[Change, ...] = (
    _flip, _flip, _replace, _replace, _insert, _insert, _delete, _delete, _cut, _repeat, _repeat,
    _splice, _splice, _swap, _shuffle, _shuffle, _lengthen, _other_encoding,
)  # fmt: skip


def junk(chance: random.Random) -> tuple[str, bytes]:
    """Return random bytes, or words of a syntax in no order."""
    kind, words = chance.choice(tuple(_WORDS.items()))
    count = chance.choice((0, 3, 30, 300))
    if not words:
        return kind, chance.randbytes(count)
    head = words[0] if chance.random() < 0.8 else b""
    return kind, head + b"".join(chance.choice((*words, *_MARKS)) for _ in range(count))


_ISA = (
    b"ISA*00*          *00*          *ZZ*DANZIGTRADING  *ZZ*HANSACOMP      "
    b"*261121*0930*U*00401*000000101*0*P*:~"
)
_UBL = b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2" '
_WORDS: dict[str, tuple[bytes, ...]] = {
    "random bytes": (),
    "X12 words": (
        _ISA, b"GS*PO*A1*B1*20261121*0930*1*X*004010~", b"ST*850*0001~", b"BEG*00*SA*1**20261121~",
        b"PO1*1*1*EA*1**VP*1~", b"N1*ST*X~", b"CTT*1~", b"SE*5*0001~", b"GE*1*1~", b"HL*1**S~",
        b"IEA*1*000000101~", b"TA1*000000101*261121*0930*A*000~", b"ST*997*0001~", b"ST*856*0002~",
        b"AK1*PO*1~", b"AK9*A*1*1*1~", b"BSN*00*1*20261121*0930~", b"ST*810*1~", b"*", b"~",
    ),
    "EDIFACT words": (
        b"UNB+UNOC:3+A:14+B:14+261121:0930+1'", b"UNA:+.? '", b"UNH+1+ORDERS:D:96A:UN'",
        b"BGM+220+1+9'", b"DTM+137:20261121:102'", b"NAD+BY+1::9'", b"LIN+1'", b"QTY+21:1'",
        b"UNS+S'", b"UNT+5+1'", b"UNZ+1+1'", b"UNG+ORDERS+A+B+261121:0930+1+UN+D:96A'",
        b"UNE+1+1'", b"UNH+2+CONTRL:2:2:UN'", b"UCI+1+A:14+B:14+7'", b"UNH+3+DESADV:D:01B:UN'",
        b"CPS+1'", b"UNH+4+INVOIC:D:01B:UN'", b"MOA+77:1'", b"?", b"'", b"+", b":",
    ),
    "XML words": (
        _UBL + b'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" '
        b'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">',
        b"<cbc:ID>1</cbc:ID>", b"<cbc:IssueDate>2026-11-21</cbc:IssueDate>", b"<cac:OrderLine>",
        b"</cac:OrderLine>", b"<cac:LineItem>", b"</cac:LineItem>", b"</Order>", b"<cbc:Note/>",
        b'<cbc:Quantity unitCode="H87">1</cbc:Quantity>', b"<cXML payloadID='1'>", b"</cXML>",
        b"<Request>", b"<OrderRequest>", b"<?xml version='1.0'?>", b"<!DOCTYPE x>", b"&#0;",
    ),
    "CSV words": (
        b"number;issued;currency;lines.number;lines.quantity;lines.price\n", b"1;2026-11-21;EUR;",
        b"1;5;9.25\n", b'"', b'""', b";", b"\r", b"\n", b"sep=,\n", b"=1+1", b"1e5", b"\t",
    ),
}  # fmt: skip
