"""`Invoice` to INVOIC."""

from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Period
from edi.canonical.terms import PaymentTerms
from edi.canonical.totals import Totals, compute_totals
from edi.messages.edifact import codes, moments, sections
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage

_INVOICED = "4"  # 6343, what a currency is for
_PAYABLE = "9"
_PAYEES = ("remit-to", "seller", "supplier")


def write_invoice(invoice: Invoice, reference: str, *, style: Style = D96A) -> WrittenMessage:
    """Return the INVOIC for an invoice or a credit note; `reference` is UNH0062.

    Raises NotWritableError naming segment and element when a value does not fit; nothing is cut.
    """
    to = Composer("INVOIC", style)
    kind = codes.INVOICE_KIND_CODES.get(invoice.kind, "380")
    if invoice.kind is InvoiceKind.OTHER and invoice.kind_code.startswith("edifact:"):
        kind = invoice.kind_code.removeprefix("edifact:")
    function = invoice.purpose_code.removeprefix("edifact:")
    to.add("BGM", "1001", kind, "1004", invoice.number, "1225", _own(function) or "9")
    _dates(to, invoice)
    for means in invoice.payment_means[:1]:
        if means.code:
            to.add("PAI", "4461", means.code)
    sections.notes(to, invoice.notes)
    sections.terms_note(to, invoice.payment_terms)
    _references(to, invoice)
    _parties(to, invoice)
    sections.currency(to, invoice.currency, _INVOICED)
    sections.payment_terms(to, _terms(invoice), invoice.currency)
    sections.transport(to, invoice.transport)
    sections.delivery_terms(to, invoice.delivery_terms)
    sections.charges(to, invoice.charges, invoice.currency)
    for line in invoice.lines:
        _line(to, line, invoice.currency)
    _summary(to, invoice)
    return to.finish(reference, invoice)


def _own(code: str) -> str:
    return "" if ":" in code else code


def _terms(invoice: Invoice) -> PaymentTerms | None:
    """Return the terms with the day the invoice is due, which INVOIC says there."""
    terms = invoice.payment_terms
    if invoice.due is None:
        return terms
    given = terms or PaymentTerms()
    return PaymentTerms(
        given.note, given.kind, invoice.due, given.net_days, given.discount_percent,
        given.discount_days, given.discount_due, given.discount,
    )  # fmt: skip


def _dates(to: Composer, invoice: Invoice) -> None:
    sections.date(to, "137", moments.write(invoice.issued))
    sections.dates(to, invoice.dates, codes.INVOICE_DATE_KINDS)
    if invoice.tax_point:
        sections.date(to, "131", moments.write(invoice.tax_point))
    _period(to, invoice.period)


def _period(to: Composer, period: Period | None) -> None:
    if period is None:
        return
    if period.start and period.end:
        sections.date(to, "263", moments.write_period(period.start, period.end))
    elif period.start:
        sections.date(to, "194", moments.write(period.start))
    elif period.end:
        sections.date(to, "206", moments.write(period.end))


def _references(to: Composer, invoice: Invoice) -> None:
    for order in invoice.orders:
        sections.reference(to, "ON", order.number)
        if order.issued:
            sections.date(to, "171", moments.write(order.issued))
    sections.reference(to, "CR", invoice.buyer_reference)
    sections.references(to, invoice.references)


def _parties(to: Composer, invoice: Invoice) -> None:
    """Write the parties, with the account in the group of whom is paid."""
    means = invoice.payment_means[0] if invoice.payment_means else None
    roles = {party.role for party in invoice.parties}
    payee = next((role for role in _PAYEES if role in roles), "")
    for party in invoice.parties:
        if means and party.role == payee and (means.account or means.bank):
            sections.parties(to, [party], account=(means.account, means.account_name, means.bank))
            payee = ""
        else:
            sections.parties(to, [party])


def _line(to: Composer, line: InvoiceLine, currency: str) -> None:
    sections.products(to, line.number, "", line.products)
    sections.descriptions(to, line.descriptions)
    sections.quantity(to, "47", line.quantity, line.unit)
    sections.dates(to, line.dates, codes.INVOICE_DATE_KINDS)
    _period(to, line.period)
    sections.notes(to, line.notes)
    sections.amount(to, "203", line.stated_amount, currency)
    sections.price(to, line.price, "", line.price_per, line.price_unit, currency)
    sections.reference(to, "ON", line.order_number, line.order_line)
    sections.references(to, line.references)
    if line.taxes:
        sections.taxes(to, line.taxes, currency, with_basis=to.version != "D96A")
    elif line.tax:
        sections.tax(to, line.tax)
    sections.parties(to, line.parties)
    sections.charges(to, line.charges, currency)


def _summary(to: Composer, invoice: Invoice) -> None:
    to.add("UNS", "0081", "S")
    to.add("CNT", "6069", "2", "6066", str(len(invoice.lines)))
    given = invoice.totals
    if given in {None, Totals()}:  # INVOIC must state one, so it is what the parts come to
        given = Totals(payable=compute_totals(invoice).payable)
    sections.totals(to, given, payable=_PAYABLE)
    sections.amount(to, "176", invoice.tax_total, invoice.currency)
    sections.taxes(to, invoice.taxes, invoice.currency, with_basis=True)
