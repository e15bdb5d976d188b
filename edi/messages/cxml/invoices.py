"""InvoiceDetailRequest to and from `Invoice`.

Amounts of a credit memo are negative in cXML and positive in `Invoice`, as are its quantities.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from edi.canonical.charges import AllowanceCharge
from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Money, Period
from edi.canonical.parties import Identifier, Reference
from edi.canonical.terms import PaymentTerms
from edi.canonical.totals import Totals, compute_totals
from edi.messages.cxml import amounts, codes, parties
from edi.messages.cxml.nodes import Element
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_KINDS = {
    "creditMemo": InvoiceKind.CREDIT_NOTE,
    "lineLevelCreditMemo": InvoiceKind.CREDIT_NOTE,
    "debitMemo": InvoiceKind.DEBIT_NOTE,
    "lineLevelDebitMemo": InvoiceKind.DEBIT_NOTE,
}
_PURPOSES = {
    InvoiceKind.CREDIT_NOTE: "lineLevelCreditMemo",
    InvoiceKind.DEBIT_NOTE: "lineLevelDebitMemo",
    InvoiceKind.INVOICE: "standard",
}
_DELETE = "cxml:delete"
_TOTALS = {  # elements of the summary to fields of Totals (EN 16931 BT-106 to BT-115)
    "SubtotalAmount": "lines",
    "TotalAllowances": "allowances",
    "TotalCharges": "charges",
    "TotalAmountWithoutTax": "net",
    "NetAmount": "gross",
    "DepositAmount": "prepaid",
    "DueAmount": "payable",
}
_ROLES = {"buyer": "soldTo", "seller": "from"}  # as invoices call them


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
        purpose_code=_DELETE if header.get("operation") == "delete" else "",
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
    for name, field in _TOTALS.items():
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
    per, price_unit = amounts.price_basis(item, unit)
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
        amounts.products(reference, reference),
        reference.texts("Description") if reference else (),
        taxes[0].category if taxes else None,
        taxes,
        charges,
        order,
        reference.get("lineNumber") if reference else "",
        notes=item.texts("Comments"),
    )


def invoice_node(invoice: Invoice) -> Node:
    """Return the InvoiceDetailRequest."""
    sign = -1 if invoice.kind is InvoiceKind.CREDIT_NOTE else 1
    return Node(
        "InvoiceDetailRequest",
        children=[_header(invoice), *_orders(invoice, sign), _summary(invoice, sign)],
    )


def _header(invoice: Invoice) -> Node:
    attributes = [
        ("invoiceID", invoice.number),
        ("purpose", _PURPOSES.get(invoice.kind, "standard")),
        ("operation", "delete" if invoice.purpose_code == _DELETE else "new"),
        ("invoiceDate", moment_of(invoice.issued, None) + "T12:00:00+00:00"),
    ]
    known = {each.kind: each.value for each in invoice.references}
    due = [("paymentNetDueDate", invoice.due.isoformat())] if invoice.due else []
    inside = [
        Node("InvoiceDetailHeaderIndicator"),
        Node("InvoiceDetailLineIndicator", "", [("isTaxInLine", "yes")]),
        *_partners(invoice),
        *_named(known, "cxml:payloadID", "DocumentReference", "payloadID"),
        *_named(known, "invoice", "InvoiceIDInfo", "invoiceID"),
        *_named(known, "despatch-advice", "ShipNoticeIDInfo", "shipNoticeID"),
        *amounts.payment_nodes(invoice.payment_terms),
        *([Node("PaymentInformation", "", due)] if due else []),
        *_period_node(invoice.period),
        *parties.comments(invoice.notes),
        *parties.reference_nodes(
            invoice.references, "cxml:payloadID", "invoice", "despatch-advice"
        ),
    ]
    return Node("InvoiceDetailRequestHeader", "", attributes, inside)


def _named(known: dict[str, str], kind: str, name: str, attribute: str) -> list[Node]:
    return [Node(name, "", [(attribute, known[kind])])] if kind in known else []


def _partners(invoice: Invoice) -> list[Node]:
    contacts = []
    for party in invoice.parties:
        role = _ROLES.get(party.role) or codes.PARTY_ROLES.code(party.role)
        contacts += [parties.contact_node(party, role)] if role else []
    contacts += parties.contact_nodes((), invoice.contacts)
    return [Node("InvoicePartner", children=[contact]) for contact in contacts]


def _period_node(period: Period | None) -> list[Node]:
    if period is None or period.start is None or period.end is None:
        return []
    span = [("startDate", period.start.isoformat()), ("endDate", period.end.isoformat())]
    return [Node("Period", "", span)]


def _orders(invoice: Invoice, sign: int) -> Iterator[Node]:
    """Yield a group for each run of lines of one order, the first order being the invoice's own."""
    known = {order.number: order for order in invoice.orders}
    own = invoice.orders[0].number if invoice.orders else ""
    for number, lines in groupby(invoice.lines, lambda line: line.order_number or own):
        order = known.get(number) or OrderReference(number)
        attributes = [("orderID", order.number)] if order.number else []
        if order.issued:
            attributes.append(("orderDate", moment_of(order.issued, None)))
        payload = Node("DocumentReference", "", [("payloadID", "")])
        reference = Node("OrderReference", "", attributes, [payload])
        info = Node("InvoiceDetailOrderInfo", children=[reference])
        items = [_item(line, invoice.currency, sign) for line in lines]
        yield Node("InvoiceDetailOrder", children=[info, *items])


def _item(line: InvoiceLine, currency: str, sign: int) -> Node:
    attributes = [("invoiceLineNumber", line.number)]
    if line.quantity is not None:
        attributes.append(("quantity", write_decimal(line.quantity * sign)))
    price = line.price
    inside = [Node("UnitOfMeasure", codes.unit_code(line.unit))]
    if price:
        amount = amounts.amount_node("UnitPrice", price.amount, price.currency or currency)
        inside.append(amount)
    inside += amounts.price_basis_nodes(line.price_per, line.unit, line.price_unit)
    inside.append(_reference(line))
    inside += _line_amounts(line, currency, sign)
    inside += parties.comments(line.notes)
    return Node("InvoiceDetailItem", "", attributes, inside)


def _reference(line: InvoiceLine) -> Node:
    inside = [
        *([amounts.item_id(line.products)] if line.products else []),
        *[parties.described(text) for text in line.descriptions[:1]],
        *amounts.classifications(line.products),
        *amounts.retail(line.products, "InvoiceDetailItemReferenceIndustry"),
    ]
    number = line.order_line or line.number
    return Node("InvoiceDetailItemReference", "", [("lineNumber", number)], inside)


def _line_amounts(line: InvoiceLine, currency: str, sign: int) -> list[Node]:
    plain = InvoiceLine("", line.quantity, price=line.price, price_per=line.price_per).amount
    stated = line.stated_amount
    subtotal = plain if line.charges else stated or plain
    nodes = []
    if subtotal:
        value = subtotal.amount * sign
        nodes.append(amounts.amount_node("SubtotalAmount", value, subtotal.currency or currency))
    computed = amounts.tax_of(line.tax, line.amount) if line.tax and not line.taxes else None
    taxes = line.taxes or ((computed,) if computed else ())
    if taxes:
        total = sum((tax.amount.amount for tax in taxes), Decimal(0))
        nodes.append(amounts.tax_node(total, taxes, currency, sign))
    if line.charges:
        inside = amounts.modification_nodes(line.charges, currency)
        nodes.append(Node("InvoiceItemModifications", children=inside))
        if stated:
            name = "TotalAmountWithoutTax"
            nodes.append(
                amounts.amount_node(name, stated.amount * sign, stated.currency or currency)
            )
    return nodes


def _summary(invoice: Invoice, sign: int) -> Node:
    stated, computed = invoice.totals or Totals(), compute_totals(invoice)
    currency = invoice.currency

    def amount(field: str, *, is_required: bool = False) -> list[Node]:
        value = getattr(stated, field)
        if value is None and is_required:
            value = getattr(computed, field)
        name = next(name for name, known in _TOTALS.items() if known == field)
        return [] if value is None else [amounts.amount_node(name, value * sign, currency)]

    tax = computed.tax if stated.tax is None else stated.tax
    tax_node = amounts.tax_node(tax or Decimal(0), invoice.taxes, currency, sign)
    if invoice.tax_point and len(tax_node.children) > _TAX_WITHOUT_DETAILS:
        detail = tax_node.children[_TAX_WITHOUT_DETAILS]
        detail.attributes = [*detail.attributes, ("taxPointDate", invoice.tax_point.isoformat())]
    charges = amounts.modification_nodes(invoice.charges, currency)
    return Node(
        "InvoiceDetailSummary",
        children=[
            *amount("lines", is_required=True),
            tax_node,
            *([Node("InvoiceHeaderModifications", children=charges)] if charges else []),
            *amount("charges"),
            *amount("allowances"),
            *amount("net"),
            *amount("gross", is_required=True),
            *amount("prepaid"),
            *amount("payable"),
        ],
    )


_TAX_WITHOUT_DETAILS = 2  # its Money and its Description come first
