"""One document of each kind, saying what every syntax should be able to say."""

from datetime import date, time
from decimal import Decimal

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.canonical.catalogues import CatalogueAction, CatalogueLine, CataloguePrice, PriceCatalogue
from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import TaxAmount, TaxCategory
from edi.canonical.despatch import DespatchAdvice, DespatchLine, OrderReference
from edi.canonical.documents import Document
from edi.canonical.inventory import InventoryLine, InventoryReport, StockQuantity
from edi.canonical.invoices import Invoice, InvoiceLine
from edi.canonical.measures import Moment, Money, Period, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Address, Identifier, Party
from edi.canonical.receiving import Discrepancy, ReceiptLine, ReceivingAdvice
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.totals import Totals

DAY, WANTED = date(2026, 11, 21), Moment("delivery", date(2026, 12, 4))
VAT = TaxCategory("VAT", "S", Decimal(23))
BUYER = Party(
    "buyer",
    "Danzig Trading",
    (Identifier("GLN", "4006381333931"),),
    address=Address(("Dlugi Targ 28",), "Gdansk", "", "80-830", "PL"),
)
SELLER = Party(
    "seller",
    "Hansa Components",
    (Identifier("GLN", "5412345000013"),),
    address=Address(("Speicherstadt 3",), "Hamburg", "", "20457", "DE"),
)
SHIP_TO = Party(
    "ship-to",
    "Danzig Port Depot",
    (Identifier("GLN", "4000001000005"),),
    address=Address(("Portowa 5",), "Gdynia", "", "81-350", "PL"),
)


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def article(number: str) -> tuple[Identifier, ...]:
    return (Identifier("SELLER", number),)


ORDER_LINES = (
    OrderLine(
        "1", Decimal(120), Unit("EA"), eur("9.25"), products=article("HC-3542"),
        descriptions=("Shackle 12 mm",),
    ),
    OrderLine(
        "2", Decimal("2.5"), Unit("MTR"), eur("88"), products=article("HC-5266"),
        descriptions=("Mooring chain",),
    ),
)  # fmt: skip
ORDER = Order(
    "DT-2026-0815",
    DAY,
    currency="EUR",
    parties=(BUYER, SELLER, SHIP_TO),
    dates=(WANTED,),
    lines=ORDER_LINES,
)
CHANGE = OrderChange(
    "DT-2026-0815",
    DAY,
    DAY,
    "DT-2026-0815-1",
    1,
    Purpose.REPLACEMENT,
    currency="EUR",
    parties=(BUYER, SELLER, SHIP_TO),
    dates=(WANTED,),
    lines=tuple(LineChange(LineAction.CHANGE, line) for line in ORDER_LINES),
)
RESPONSE = OrderResponse(
    "DT-2026-0815",
    DAY,
    date(2026, 11, 23),
    Answer.ACCEPTED,
    "HC-77",
    currency="EUR",
    parties=(BUYER, SELLER, SHIP_TO),
    dates=(WANTED,),
    lines=tuple(
        OrderResponseLine(
            line.number, LineAnswer.ACCEPTED, line.quantity or Decimal(0), line.unit,
            price=line.price, products=line.products, descriptions=line.descriptions,
        )
        for line in ORDER_LINES
    ),
)  # fmt: skip
ADVICE = DespatchAdvice(
    "HC-D-9",
    DAY,
    time(9, 30),
    orders=(OrderReference("DT-2026-0815"),),
    parties=(BUYER, SELLER, SHIP_TO),
    dates=(Moment("shipped", DAY),),
    lines=tuple(
        DespatchLine(
            line.number, line.quantity or Decimal(0), line.unit, "DT-2026-0815", line.number,
            products=line.products, descriptions=line.descriptions,
        )
        for line in ORDER_LINES
    ),
)  # fmt: skip
INVOICE = Invoice(
    "HC-R-4711",
    DAY,
    currency="EUR",
    orders=(OrderReference("DT-2026-0815"),),
    due=date(2026, 12, 21),
    parties=(BUYER, SELLER, SHIP_TO),
    lines=tuple(
        InvoiceLine(
            line.number, line.quantity, line.unit, line.price, stated_amount=amount,
            products=line.products, descriptions=line.descriptions, tax=VAT,
        )
        for line, amount in zip(ORDER_LINES, (eur("1110.00"), eur("220.00")), strict=True)
    ),
    taxes=(TaxAmount(VAT, eur("305.90"), eur("1330.00")),),
    totals=Totals(
        lines=Decimal("1330.00"), net=Decimal("1330.00"), tax=Decimal("305.90"),
        gross=Decimal("1635.90"), payable=Decimal("1635.90"),
    ),
)  # fmt: skip
ANSWER = ApplicationResponse(
    "A-1",
    DAY,
    Verdict.REJECTED,
    "HC-R-4711",
    notes=(ApplicationNote("", "The order is unknown."),),
    parties=(
        Party("sender", "Danzig Trading", BUYER.identifiers),
        Party("recipient", "Hansa Components", SELLER.identifiers),
    ),
)
CATALOGUE = PriceCatalogue(
    "HC-2027",
    DAY,
    valid=Period(date(2027, 1, 1), date(2027, 12, 31)),
    currency="EUR",
    parties=(SELLER, BUYER),
    lines=tuple(
        CatalogueLine(
            line.number, CatalogueAction.CHANGED, products=line.products,
            descriptions=line.descriptions, minimum_order=Decimal(10),
            prices=(
                CataloguePrice(line.price, "net", unit=line.unit),
                CataloguePrice(eur("8.5"), "net", unit=line.unit, from_quantity=Decimal(100)),
            ),
        )
        for line in ORDER_LINES
        if line.price
    ),
)  # fmt: skip
STOCK = InventoryReport(
    "HC-S-1",
    DAY,
    parties=(SELLER, BUYER),
    lines=tuple(
        InventoryLine(
            line.number, line.products, line.descriptions,
            quantities=(
                StockQuantity("on-hand", line.quantity or Decimal(0), line.unit),
                StockQuantity("in-transit", Decimal(50), line.unit),
            ),
        )
        for line in ORDER_LINES
    ),
)  # fmt: skip
RECEIPT = ReceivingAdvice(
    "WE-2026-77",
    DAY,
    received=date(2026, 11, 20),
    despatch_advice="LS-2026-99",
    orders=(OrderReference("DT-2026-0815", DAY),),
    parties=(BUYER, SELLER, SHIP_TO),
    lines=(
        ReceiptLine(
            "1",
            Decimal(110),
            Decimal(100),
            Unit("EA"),
            ordered=Decimal(120),
            discrepancies=(
                Discrepancy("short", Decimal(10), compared_to="ordered"),
                Discrepancy("rejected", Decimal(10), reason="damaged", fate="returned"),
            ),
            products=article("HC-3542"),
            descriptions=("Shackle 12 mm",),
            order_number="DT-2026-0815",
            order_line="1",
        ),
    ),
)
DOCUMENTS: tuple[Document, ...] = (
    ORDER,
    CHANGE,
    RESPONSE,
    ADVICE,
    RECEIPT,
    INVOICE,
    ANSWER,
    CATALOGUE,
    STOCK,
)
