"""Sound documents to start from, and ways to spoil them."""

from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import cast

from lxml import etree

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import (
    Batch,
    DespatchAdvice,
    DespatchLine,
    HandlingUnit,
    OrderReference,
)
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Measure, Moment, Money, Period, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Address, Channel, Contact, Identifier, Party, Reference
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.terms import PaymentMeans, PaymentTerms
from edi.canonical.totals import Totals
from edi.messages.ubl import (
    EN_16931,
    PEPPOL_BILLING,
    PEPPOL_DESPATCH_ADVICE,
    PEPPOL_ORDER,
    PEPPOL_ORDER_RESPONSE,
    DocumentResult,
    Profile,
    Result,
    read_documents,
    write_despatch_advice,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
)
from edi.messages.ubl.tables import CAC, CBC

D = Decimal
CHARGE, NOT_CHARGE = True, False
ISSUED = date(2026, 11, 21)
PREFIXES = {"cac": CAC, "cbc": CBC}
PEPPOL_ORDER_CHANGE = Profile(
    "urn:fdc:peppol.eu:poacc:trns:order_change:3",
    "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3",
)


def euro(amount: str | int) -> Money:
    return Money(D(amount), "EUR")


def party(role: str, name: str, vat: str = "", **more: object) -> Party:
    country = {"VAT": vat[:2]}.get("VAT") or "DE"
    return Party(
        role=role,
        name=name,
        identifiers=(Identifier("GLN", "4012345000009"),),
        address=Address(("Speicherstr. 1",), "Hamburg", "", "20457", country),
        tax_ids=(Identifier("VAT", vat),) if vat else (),
        registration=Identifier("GLN", "4012345000009"),
        endpoint=Identifier("GLN", "4012345000009"),
        **more,  # type: ignore[arg-type]
    )


HANSA = party("seller", "Hansa Components", "DE123456789")
DANZIG = party("buyer", "Danzig Trading", "PL1234567890")
YARD = Party(
    "ship-to",
    "Danzig Yard",
    (Identifier("GLN", "4012345000009"),),
    address=Address(("Nabrzeze 2", "Gate 3"), "Gdansk", "", "80-001", "PL"),
    contacts=(Contact("delivery", "Bob", (Channel("phone", "+48 58 1"),)),),
)
STANDARD = TaxCategory("VAT", "S", D(19))
GTIN = Identifier("GTIN-13", "4006381333931")


def order_line(number: int, tax: TaxCategory = STANDARD) -> OrderLine:
    return OrderLine(
        str(number),
        D(10),
        Unit("C62"),
        euro("9.25"),
        products=(Identifier("SELLER", f"HC-{number}"), GTIN),
        descriptions=("Bearing",),
        tax=tax,
        stated_amount=euro("92.50"),
    )


def an_order(count: int = 2, /, **changes: object) -> Order:
    net = D("92.50") * count
    tax = (net * D(19) / 100).quantize(D("0.01"))
    given: dict[str, object] = {
        "number": "DT-4711",
        "issued": ISSUED,
        "currency": "EUR",
        "parties": (DANZIG, HANSA, YARD),
        "dates": (Moment("delivery", date(2026, 12, 1)), Moment("cancel-after", date(2027, 1, 1))),
        "lines": tuple(order_line(n) for n in range(1, count + 1)),
        "totals": Totals(lines=net, net=net, tax=tax, gross=net + tax, payable=net + tax),
    }
    return Order(**{**given, **changes})  # type: ignore[arg-type]


def a_response() -> OrderResponse:
    line = OrderResponseLine(
        "1",
        LineAnswer.ACCEPTED,
        D(10),
        Unit("C62"),
        price=euro("9.25"),
        products=(Identifier("SELLER", "HC-1"),),
        descriptions=("Bearing",),
        dates=(Moment("current-delivery", date(2026, 12, 2)),),
    )
    return OrderResponse(
        "DT-4711",
        ISSUED,
        ISSUED,
        Answer.ACCEPTED,
        "R-1",
        "EUR",
        (DANZIG, HANSA),
        lines=(line,),
    )


def a_change() -> OrderChange:
    order = an_order()
    return OrderChange(
        order.number,
        ISSUED,
        ISSUED,
        "C-1",
        1,
        currency="EUR",
        parties=order.parties,
        dates=order.dates,
        lines=tuple(LineChange(LineAction.CHANGE, line) for line in order.lines),
        totals=order.totals,
    )


def an_advice() -> DespatchAdvice:
    sscc = "340123450000000000"
    digit = next(d for d in "0123456789" if _is_gs1(sscc[:17] + d))
    unit = sscc[:17] + digit
    line = DespatchLine(
        "1",
        D(8),
        Unit("C62"),
        order_number="DT-4711",
        order_line="1",
        products=(Identifier("SELLER", "HC-1"), GTIN),
        descriptions=("Bearing",),
        outstanding=D(2),
        outstanding_reason="Out of stock",
        unit_id=unit,
        batches=(Batch("L-7", "S-9", None, date(2027, 1, 1), ISSUED),),
    )
    shipper = party("ship-from", "Hansa Warehouse")
    return DespatchAdvice(
        "DA-1",
        ISSUED,
        time(9, 30),
        orders=(OrderReference("DT-4711", ISSUED),),
        parties=(shipper, party("ship-to", "Danzig Yard"), DANZIG, HANSA),
        dates=(Moment("delivery", date(2026, 12, 1)), Moment("shipped", ISSUED, time(8))),
        measures=(Measure("gross-weight", D("12.5"), Unit("KGM")),),
        units=(HandlingUnit(unit, kind="pallet", package="PX", sscc=unit),),
        lines=(line,),
    )


def _is_gs1(text: str) -> bool:
    weighted = sum(int(d) * (3, 1)[at % 2] for at, d in enumerate(reversed(text[:-1])))
    return (weighted + int(text[-1])) % 10 == 0


def invoice_line(number: int, tax: TaxCategory = STANDARD) -> InvoiceLine:
    return InvoiceLine(
        str(number),
        D(10),
        Unit("C62"),
        euro("10.00"),
        stated_amount=euro("100.00"),
        products=(Identifier("SELLER", f"HC-{number}"), GTIN),
        descriptions=("Bearing",),
        tax=tax,
        order_line=str(number),
        period=Period(date(2026, 11, 2), date(2026, 11, 19)),
    )


def an_invoice(tax: TaxCategory = STANDARD, **changes: object) -> Invoice:
    """Two lines of 100, an allowance of 10 and a charge of 20: 210 to be taxed."""
    net, vat = D("210.00"), ((tax.rate or D(0)) * D("2.10")).quantize(D("0.01"))
    plain = TaxCategory(tax.kind, tax.category, tax.rate)
    numbers = tax.category != "O"
    sides = (HANSA, DANZIG) if numbers else (_untaxed(HANSA), _untaxed(DANZIG))
    given: dict[str, object] = {
        "number": "HC-1",
        "issued": ISSUED,
        "currency": "EUR",
        "orders": (OrderReference("DT-4711"),),
        "due": date(2026, 12, 21),
        "period": Period(date(2026, 11, 1), date(2026, 11, 20)),
        "buyer_reference": "Dana",
        "parties": (*sides, YARD),
        "dates": (Moment("delivered", ISSUED),),
        "notes": ("Thank you",),
        "lines": (invoice_line(1, plain), invoice_line(2, plain)),
        "charges": (
            AllowanceCharge(NOT_CHARGE, euro("10.00"), D(5), euro("200.00"), "discount", "", plain),
            AllowanceCharge(CHARGE, euro("20.00"), code="freight", tax=plain),
        ),
        "taxes": (TaxAmount(tax, Money(vat, "EUR"), Money(net, "EUR")),),
        "totals": Totals(
            lines=D("200.00"),
            allowances=D("10.00"),
            charges=D("20.00"),
            net=net,
            tax=vat,
            gross=net + vat,
            payable=net + vat,
        ),
        "payment_terms": PaymentTerms(note="30 days"),
        "payment_means": (PaymentMeans("30", "DE89370400440532013000", reference="HC-1"),),
    }
    return Invoice(**{**given, **changes})  # type: ignore[arg-type]


def _untaxed(side: Party) -> Party:
    return Party(
        side.role,
        side.name,
        side.identifiers,
        address=side.address,
        registration=side.registration,
        endpoint=side.endpoint,
    )


def a_credit_note() -> Invoice:
    return an_invoice(
        kind=InvoiceKind.CREDIT_NOTE, due=None, references=(Reference("invoice", "HC-0"),)
    )


def an_application_response() -> ApplicationResponse:
    return ApplicationResponse(
        "A-1",
        ISSUED,
        Verdict.REJECTED,
        "HC-1",
        "380",
        (
            ApplicationNote("OPStatusReason:REF", "No such order", ""),
            ApplicationNote("", "Wrong price", "2"),
        ),
        (Party("sender", "Danzig Trading"), Party("recipient", "Hansa Components")),
    )


EXEMPT = {code: TaxCategory("VAT", code, D(0), "because") for code in ("E", "AE", "K", "G")} | {
    "Z": TaxCategory("VAT", "Z", D(0)),
    "O": TaxCategory("VAT", "O", None, "because"),
}
SOUND: dict[str, bytes] = {
    "order": write_order(an_order(), profile=PEPPOL_ORDER).data,
    "change": write_order_change(a_change(), profile=PEPPOL_ORDER_CHANGE).data,
    "response": write_order_response(a_response(), profile=PEPPOL_ORDER_RESPONSE).data,
    "advice": write_despatch_advice(an_advice(), profile=PEPPOL_DESPATCH_ADVICE).data,
    "invoice": write_invoice(an_invoice(), profile=PEPPOL_BILLING).data,
    "credit": write_invoice(a_credit_note(), profile=PEPPOL_BILLING).data,
    "core": write_invoice(an_invoice(), profile=EN_16931).data,
    **{
        f"invoice {code}": write_invoice(an_invoice(tax), profile=EN_16931).data
        for code, tax in {**EXEMPT, "L": TaxCategory("VAT", "L", D(7)),
                          "M": TaxCategory("VAT", "M", D(4))}.items()
    },
}  # fmt: skip


def read(data: bytes) -> list[Result]:
    return list(read_documents(BytesIO(data)))


def read_one(data: bytes) -> DocumentResult:
    (result,) = read(data)
    assert isinstance(result, DocumentResult)
    return result


def codes(data: bytes) -> set[str]:
    return {fault.code for fault in read_one(data).faults}


def spoil(data: bytes, *edits: tuple[str, ...]) -> bytes:
    """Change a document: ("cut", path), ("set", path, text), ("attr", path, name, value) where an
    empty value removes it, ("add", path, xml) at the end, ("after", path, xml), ("copy", path)."""
    root = etree.fromstring(data)
    for kind, path, *rest in edits:
        found = cast("list[etree._Element]", root.xpath(path, namespaces=PREFIXES))
        assert found, path
        for element in found:
            _edit(kind, element, rest)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _edit(kind: str, element: etree._Element, rest: list[str]) -> None:
    parent = element.getparent()
    match kind:
        case "cut" if parent is not None:
            parent.remove(element)
        case "set":
            element.text = rest[0]
        case "attr":
            element.attrib.pop(rest[0], "")
            if rest[1]:
                element.set(rest[0], rest[1])
        case "add":
            element.append(_fragment(rest[0]))
        case "after":
            element.addnext(_fragment(rest[0]))
        case "before":
            element.addprevious(_fragment(rest[0]))
        case "copy":
            element.addnext(etree.fromstring(etree.tostring(element)))
        case _:
            raise AssertionError(kind)


def _fragment(xml: str) -> etree._Element:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
    return etree.fromstring(f"<x {declared}>{xml}</x>")[0]
