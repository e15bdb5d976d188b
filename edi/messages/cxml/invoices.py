"""InvoiceDetailRequest to `Invoice`.

Amounts of a credit memo are negative in cXML and positive in `Invoice`, as are its quantities.
"""

from collections.abc import Iterator

from edi.canonical.charges import AllowanceCharge
from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Money, Period
from edi.canonical.parties import Identifier, Reference
from edi.canonical.terms import PaymentTerms
from edi.canonical.totals import Totals
from edi.messages.cxml import amounts, codes, items, parties
from edi.messages.cxml.nodes import Element

_KINDS = {
    "creditMemo": InvoiceKind.CREDIT_NOTE,
    "lineLevelCreditMemo": InvoiceKind.CREDIT_NOTE,
    "debitMemo": InvoiceKind.DEBIT_NOTE,
    "lineLevelDebitMemo": InvoiceKind.DEBIT_NOTE,
}
DELETE = "cxml:delete"
TOTALS = {  # elements of the summary to fields of Totals (EN 16931 BT-106 to BT-115)
    "SubtotalAmount": "lines",
    "TotalAllowances": "allowances",
    "TotalCharges": "charges",
    "TotalAmountWithoutTax": "net",
    "NetAmount": "gross",
    "DepositAmount": "prepaid",
    "DueAmount": "payable",
}


def read_invoice(
    request: Element, buyer: tuple[Identifier, ...], seller: tuple[Identifier, ...]
) -> Invoice | None:
    header, summary = (
        request.first("InvoiceDetailRequestHeader"),
        request.first("InvoiceDetailSummary"),
    )
    issued = header.day("invoiceDate") if header else None
    if header is None or summary is None or issued is None:
        return None
    kind = _KINDS.get(header.get("purpose"), InvoiceKind.INVOICE)
    sign = -1 if kind is InvoiceKind.CREDIT_NOTE else 1
    partners = [partner.first("Contact") for partner in header.all("InvoicePartner")]
    shipping = header.all("InvoiceDetailShipping", "Contact")
    found, contacts = parties.sort_contacts([*(each for each in partners if each), *shipping])
    orders = request.all("InvoiceDetailOrder")
    subtotal = amounts.money(summary.first("SubtotalAmount"))
    payment = header.first("PaymentInformation")
    details = summary.all("Tax", "TaxDetail")
    return Invoice(
        header.get("invoiceID"),
        issued,
        kind,
        purpose_code=DELETE if header.get("operation") == "delete" else "",
        currency=subtotal.currency if subtotal else "",
        orders=tuple(order for each in orders if (order := _order(each)).number),
        due=payment.day("paymentNetDueDate") if payment else None,
        tax_point=details[0].day("taxPointDate") if details else None,
        period=_period(header.first("Period")),
        parties=parties.with_sides(found, buyer, seller),
        contacts=contacts,
        references=_references(header),
        notes=header.texts("Comments"),
        lines=tuple(_lines(orders, sign)),
        charges=_header_charges(summary),
        taxes=amounts.taxes(summary.first("Tax"), sign),
        totals=_totals(summary, sign),
        payment_terms=_terms(header),
    )


def _order(order: Element) -> OrderReference:
    info = order.first("InvoiceDetailOrderInfo")
    holder = info and (info.first("OrderReference") or info.first("OrderIDInfo"))
    if not holder:
        return OrderReference("")
    return OrderReference(holder.get("orderID"), holder.day("orderDate"))


def _period(period: Element | None) -> Period | None:
    return Period(period.day("startDate"), period.day("endDate")) if period else None


def _references(header: Element) -> tuple[Reference, ...]:
    found = list(parties.references(header))
    for name, attribute, kind in (
        ("InvoiceIDInfo", "invoiceID", "invoice"),
        ("ShipNoticeIDInfo", "shipNoticeID", "despatch-advice"),
        ("DocumentReference", "payloadID", "cxml:payloadID"),
    ):
        element = header.first(name)
        if element:
            found.append(Reference(kind, element.get(attribute)))
    return tuple(found)


def _header_charges(summary: Element) -> tuple[AllowanceCharge, ...]:
    return (
        *amounts.freight(summary.first("ShippingAmount")),
        *_handling(summary.first("SpecialHandlingAmount")),
        *_discount(summary.first("InvoiceDetailDiscount")),
        *amounts.charges(summary.first("InvoiceHeaderModifications")),
    )


def _handling(holder: Element | None) -> tuple[AllowanceCharge, ...]:
    amount = amounts.money(holder)
    if amount is None or holder is None or not amount.amount:
        return ()
    reason = holder.text("Description")
    return (AllowanceCharge(is_charge=True, amount=amount, code="handling", reason=reason),)


def _discount(holder: Element | None) -> tuple[AllowanceCharge, ...]:
    amount = amounts.money(holder)
    if amount is None or holder is None or not amount.amount:
        return ()
    percent = holder.number("percentageRate")
    return (AllowanceCharge(is_charge=False, amount=amount, percent=percent, code="discount"),)


def _totals(summary: Element, sign: int) -> Totals:
    stated = {}
    for name, field in TOTALS.items():
        amount = amounts.money(summary.first(name))
        if amount:
            stated[field] = amount.amount * sign
    tax = amounts.money(summary.first("Tax"))
    return Totals(tax=tax.amount * sign if tax else None, **stated)


def _terms(header: Element) -> PaymentTerms | None:
    old = header.first("InvoiceDetailPaymentTerm")
    if old:
        days = int(old.get("payInNumberOfDays") or 0)
        percent = old.number("percentageRate")
        if percent:
            return PaymentTerms(discount_percent=percent, discount_days=days)
        return PaymentTerms(net_days=days)
    return amounts.payment_terms(header.all("PaymentTerm"))


def _lines(orders: list[Element], sign: int) -> Iterator[InvoiceLine]:
    """Yield the lines; one that is of the first order does not name it again."""
    for at, order in enumerate(orders):
        number = _order(order).number if at else ""
        for item in order.all("InvoiceDetailItem"):
            yield _line(item, number, sign)


def _line(item: Element, order: str, sign: int) -> InvoiceLine:
    reference = item.first("InvoiceDetailItemReference")
    unit = codes.unit(item.text("UnitOfMeasure"))
    per, price_unit = items.price_basis(item, unit)
    quantity = item.number("quantity")
    charges = (
        *amounts.freight(item.first("InvoiceDetailLineShipping")),
        *_handling(item.first("InvoiceDetailLineSpecialHandling")),
        *_discount(item.first("InvoiceDetailDiscount")),
        *amounts.charges(item.first("InvoiceItemModifications")),
    )
    net = amounts.money(item.first("TotalAmountWithoutTax"))
    subtotal = amounts.money(item.first("SubtotalAmount"))
    stated = net or (None if charges else subtotal)
    taxes = amounts.taxes(item.first("Tax"), sign)
    return InvoiceLine(
        item.get("invoiceLineNumber"),
        None if quantity is None else quantity * sign,
        unit,
        amounts.money(item.first("UnitPrice")),
        per,
        price_unit,
        stated and Money(stated.amount * sign, stated.currency),
        items.products(reference, reference),
        reference.texts("Description") if reference else (),
        taxes[0].category if taxes else None,
        taxes,
        charges,
        order,
        reference.get("lineNumber") if reference else "",
        notes=item.texts("Comments"),
    )
