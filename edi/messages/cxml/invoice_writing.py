"""`Invoice` to InvoiceDetailRequest; amounts of a credit note become negative."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Period
from edi.canonical.totals import Totals, compute_totals
from edi.messages.cxml import amounts, codes, items, parties
from edi.messages.cxml.invoices import DELETE, TOTALS
from edi.messages.cxml.structure import moment_of
from edi.syntax.xml.values import write_decimal
from edi.syntax.xml.writing import Node

_PURPOSES = {
    InvoiceKind.CREDIT_NOTE: "lineLevelCreditMemo",
    InvoiceKind.DEBIT_NOTE: "lineLevelDebitMemo",
    InvoiceKind.INVOICE: "standard",
}
_ROLES = {"buyer": "soldTo", "seller": "from"}  # as invoices call them


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
        ("operation", "delete" if invoice.purpose_code == DELETE else "new"),
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
        billed = [_item(line, invoice.currency, sign) for line in lines]
        yield Node("InvoiceDetailOrder", children=[info, *billed])


def _item(line: InvoiceLine, currency: str, sign: int) -> Node:
    attributes = [("invoiceLineNumber", line.number)]
    if line.quantity is not None:
        attributes.append(("quantity", write_decimal(line.quantity * sign)))
    price = line.price
    inside = [Node("UnitOfMeasure", codes.unit_code(line.unit))]
    if price:
        amount = amounts.amount_node("UnitPrice", price.amount, price.currency or currency)
        inside.append(amount)
    inside += items.price_basis_nodes(line.price_per, line.unit, line.price_unit)
    inside.append(_reference(line))
    inside += _line_amounts(line, currency, sign)
    inside += parties.comments(line.notes)
    return Node("InvoiceDetailItem", "", attributes, inside)


def _reference(line: InvoiceLine) -> Node:
    inside = [
        *([items.item_id(line.products)] if line.products else []),
        *[parties.described(text) for text in line.descriptions[:1]],
        *items.classifications(line.products),
        *items.retail(line.products, "InvoiceDetailItemReferenceIndustry"),
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
        name = next(name for name, known in TOTALS.items() if known == field)
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
