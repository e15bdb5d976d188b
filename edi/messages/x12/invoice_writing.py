"""`Invoice` to 810."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Period
from edi.canonical.terms import PaymentTerms, Transport
from edi.canonical.totals import compute_totals
from edi.messages.guides import Guide
from edi.messages.x12 import codes, terms_writing, writing
from edi.messages.x12.invoices import CORRECTION, LINE_PERIOD, PERIOD
from edi.messages.x12.order_writing import Price
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_SCAC = re.compile(r"[A-Z]{2,4}")
_LONGEST_NTE = 80


def write_invoice(
    invoice: Invoice,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 810 for an invoice or credit note, for a group of kind IN.

    `control_number` is ST02. TDS01, what is due, is as stated, else as the parts come to. Of an
    invoice for several orders the first is in BIG, the others are REFs. Raises NotWritableError as
    `write_order` does.
    """
    style = Style(version, delimiters, guide)
    body = [*_heading(invoice)]
    for line in invoice.lines:
        body += _line(line, invoice.currency)
    body += _summary(invoice)
    return writing.checked_message("810", control_number, body, invoice, style)


def _heading(invoice: Invoice) -> Iterator[WrittenSegment]:
    yield _big(invoice)
    is_short = all(len(note) <= _LONGEST_NTE for note in invoice.notes)
    yield from (("NTE", "", note) for note in invoice.notes if is_short)
    yield from writing.currency(invoice.currency)
    if invoice.buyer_reference:
        yield ("REF", "CR", invoice.buyer_reference)
    yield from (("REF", "PO", order.number) for order in invoice.orders[1:])
    yield from writing.references(invoice.references)
    yield from writing.contacts(invoice.contacts)
    yield from writing.parties(invoice.parties)
    yield from terms_writing.payment(_payment(invoice), invoice.currency)
    yield from writing.moments(invoice.dates)
    yield from _period(invoice.period, PERIOD)
    yield from terms_writing.delivery(invoice.delivery_terms)
    if not is_short:
        yield ("N9", "L1", "", "Notes")
        yield from (("MSG", note) for note in invoice.notes)


def _big(invoice: Invoice) -> WrittenSegment:
    order = invoice.orders[0] if invoice.orders else None
    own = invoice.kind_code[4:] if invoice.kind_code.startswith("x12:") else ""
    code = own if invoice.kind is InvoiceKind.OTHER else codes.INVOICE_KIND_CODES.get(invoice.kind)
    purpose = invoice.purpose_code[4:] if invoice.purpose_code.startswith("x12:") else ""
    if invoice.kind is InvoiceKind.CORRECTED:
        code, purpose = "", CORRECTION
    if code is None or (not code and invoice.kind is InvoiceKind.OTHER):
        sentence = f"X12 has no code for a “{invoice.kind}”. Send it another way."
        raise writing.unsayable(sentence, "BIG", 7, invoice.kind_code or invoice.kind)
    return (
        "BIG",
        writing.day(invoice.issued),
        invoice.number,
        writing.day(order.issued) if order and order.issued else "",
        order.number if order else "",
        order.release if order else "",
        "",
        code,
        purpose,
    )


def _payment(invoice: Invoice) -> PaymentTerms | None:
    if invoice.due is None:
        return invoice.payment_terms
    return replace(invoice.payment_terms or PaymentTerms(), due=invoice.due)


def _period(period: Period | None, kinds: tuple[str, str]) -> Iterator[WrittenSegment]:
    if period:
        for kind, on in zip(kinds, (period.start, period.end), strict=True):
            if on:
                yield ("DTM", kind[4:], writing.day(on))


def _line(line: InvoiceLine, usual: str) -> Iterator[WrittenSegment]:
    price = Price(line.price, line.price_per, "", "IT1", 4, has_ctp=False)
    yield (
        "IT1",
        line.number,
        writing.number(line.quantity),
        writing.unit(line.unit, "IT1", 3),
        price.amount,
        price.basis,
        *writing.products(line.products),
    )
    currency = line.price.currency if line.price else usual
    if currency != usual:
        yield from writing.currency(currency)
    if line.tax and (not line.taxes or line.taxes[0].category != line.tax):
        yield from terms_writing.category(line.tax)
    yield from terms_writing.taxes(line.taxes, currency)
    yield from writing.descriptions(line.descriptions)
    if line.order_number:
        yield ("REF", "PO", line.order_number)
    if line.order_line:
        yield ("REF", "LI", line.order_line)
    yield from writing.references(line.references)
    yield from writing.moments(line.dates)
    yield from _period(line.period, LINE_PERIOD)
    yield from terms_writing.charges(line.charges, currency, with_tax=True)
    yield from writing.parties(line.parties)


def _summary(invoice: Invoice) -> Iterator[WrittenSegment]:
    stated = invoice.totals
    due = stated.payable if stated and stated.payable is not None else None
    due = stated.gross if due is None and stated else due
    due = compute_totals(invoice).payable if due is None else due
    if due is not None:
        yield ("TDS", writing.cents(due, "TDS", 1))
    yield from terms_writing.taxes(invoice.taxes, invoice.currency)
    yield from _carrier(invoice.transport)
    yield from terms_writing.charges(invoice.charges, invoice.currency, with_tax=True)
    yield ("CTT", str(len(invoice.lines)))


def _carrier(given: Transport | None) -> Iterator[WrittenSegment]:
    if given is None:
        return
    scac = given.carrier if _SCAC.fullmatch(given.carrier) else ""
    service = given.service[4:] if given.service.startswith("x12:") else ""
    tracking = ("CN", given.tracking) if given.tracking else ("", "")
    if scac or given.name:
        mode = codes.TRANSPORT_MODES.code(given.mode)
        yield ("CAD", mode, "", given.vehicle, scac, given.name, "", *tracking, service)
