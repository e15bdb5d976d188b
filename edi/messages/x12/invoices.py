"""810 to `Invoice`.

TDS01 is what is due (`payable`). Where only lines state taxes, those of the invoice are their sum
by category. What the parts come to is compared with TDS01; a difference is a warning, for the
business to settle. BIG10, the invoice this one is about, becomes a reference `invoice`.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from msgspec.structs import replace

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Moment, Money, Period
from edi.canonical.parties import Reference
from edi.canonical.terms import PaymentTerms, Transport
from edi.canonical.totals import Totals, compare_totals
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.headings import HEADING, Heading, LineDraft, line_takers
from edi.messages.x12.parties import reference
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import day, products
from edi.syntax.faults import Severity

CORRECTION = "05"  # data element 353
PERIOD = ("x12:186", "x12:187")  # data element 374, of an invoice
LINE_PERIOD = ("x12:150", "x12:151")
ORDER_LINE = "x12:LI"  # data element 128
_CENT = Decimal("0.01")
_WIDE = Context(prec=200)  # a quantity of 10 digits times a price of 17
_FIRST_PRODUCT = 5


class InvoiceDraft(Heading):
    """An 810 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.big: Good | None = None
        self.tds: Good | None = None
        self.orders: list[OrderReference] = []
        self.buyer_reference = ""

    def begin(self, segment: Good) -> None:
        self.big = segment
        ordered, order, release, about = segment.group(3, 4, 5, 10)
        if order:
            issued = day(ordered) if ordered else None
            self.orders.append(OrderReference(order.rstrip(), issued, (release or "").rstrip()))
        if about:
            self.references.append(Reference("invoice", about.rstrip()))
        taken = {1, 2, 4, 7, 8, 10} | ({3, 5} if order else set())
        terms.note_spare(self.spare, "BIG", segment, taken)

    def nte(self, segment: Good) -> None:
        self.notes.append(segment[2].rstrip())
        terms.note_spare(self.spare, "NTE", segment, {2})

    def number(self, segment: Good) -> None:
        found = reference(segment)
        if found.kind == "purchase-order" and found.value:
            self.orders.append(OrderReference(found.value))
        elif found.kind == "customer-reference" and found.value and not self.buyer_reference:
            self.buyer_reference = found.value
        else:
            self.references.append(found)

    def total_of(self, segment: Good) -> None:
        self.end_line()
        self.tds = segment
        terms.note_spare(self.spare, "TDS", segment, {1})

    def cad(self, segment: Good) -> None:
        mode, vehicle, carrier, name, kind, number, service = segment.group(1, 3, 4, 5, 7, 8, 9)
        is_tracking = kind == "CN"
        self.transport = Transport(
            mode=codes.TRANSPORT_MODES.name(mode) if mode else "",
            carrier=(carrier or "").rstrip(),
            name=(name or "").rstrip(),
            service=f"x12:{service}" if service else "",
            vehicle=(vehicle or "").rstrip(),
            tracking=(number or "").rstrip() if is_tracking else "",
        )
        taken = {1, 3, 4, 5, 9} | ({7, 8} if is_tracking else set())
        terms.note_spare(self.spare, "CAD", segment, taken)

    def finish_line(self, line: LineDraft) -> InvoiceLine:
        it1 = line.head
        number, quantity, unit = it1.group(1, 2, 3)
        order, order_line, others = _ordered(line.references)
        period, dates = _period(line.dates, LINE_PERIOD)
        return InvoiceLine(
            number=number or str(line.ordinal),
            quantity=Decimal(quantity) if quantity else None,
            unit=UNITS[unit] if unit else None,
            price=line.money(),
            price_per=line.per,
            products=products(it1.groups()[_FIRST_PRODUCT : it1.lastindex]),
            descriptions=tuple(line.descriptions),
            tax=line.tax,
            taxes=tuple(line.taxes),
            charges=tuple(line.charges),
            order_number=order,
            order_line=order_line,
            dates=dates,
            period=period,
            parties=tuple(party.party() for party in line.parties),
            references=others,
        )

    def invoice(self) -> Invoice:
        """Return the invoice; only for a message without faults, which has its BIG and TDS."""
        self.end_line()
        if self.big is None or self.tds is None:
            raise AssertionError
        kind, kind_code, purpose = _kind(self.big)
        period, dates = _period(self.dates, PERIOD)
        due = self.payment_terms.due if self.payment_terms else None
        is_due_only = self.payment_terms == PaymentTerms(due=due)
        taxes = tuple(self.taxes) or _summed(self.lines)
        return Invoice(
            number=self.big[2].rstrip(),
            issued=day(self.big[1]),
            kind=kind,
            kind_code=kind_code,
            purpose_code=purpose,
            currency=self.currency,
            orders=tuple(self.orders),
            due=due,
            period=period,
            buyer_reference=self.buyer_reference,
            parties=tuple(party.party() for party in self.parties),
            contacts=tuple(self.contacts),
            references=tuple(self.references),
            dates=dates,
            notes=tuple(self.notes),
            lines=tuple(self.lines),
            charges=tuple(self.charges),
            taxes=taxes,
            totals=Totals(payable=terms.implied(self.tds[1])),
            payment_terms=None if is_due_only else self.payment_terms,
            delivery_terms=self.delivery_terms,
            transport=self.transport,
        )

    def remarks(self) -> list[Remark]:
        self.end_line()
        return [*self.miscounted(len(self.lines)), *self._miscalculated()]

    def _miscalculated(self) -> list[Remark]:
        invoice = self.invoice()
        if self.tds is None or not _is_computable(invoice):
            return []
        found = compare_totals(invoice, _rounding(invoice.lines))
        sentence = (
            "The invoice asks for {stated:f} (TDS01), but its lines, allowances, charges and taxes "
            "come to {computed:f}. Find out which is right before it is paid."
        )
        return [
            Remark(
                self.tds,
                "TDS",
                1,
                "7",
                sentence.format(stated=each.stated, computed=each.computed),
                "610",
                severity=Severity.WARNING,
            )
            for each in found
        ]


def _kind(big: Good) -> tuple[InvoiceKind, str, str]:
    """Return the kind with its own code where it has no name, and the code of the purpose."""
    code, purpose = big.group(7, 8)
    kind = codes.INVOICE_KINDS.get(code, InvoiceKind.OTHER) if code else InvoiceKind.INVOICE
    if kind is InvoiceKind.INVOICE and purpose == CORRECTION:
        return InvoiceKind.CORRECTED, "", ""
    own = f"x12:{code}" if kind is InvoiceKind.OTHER else ""
    return kind, own, f"x12:{purpose}" if purpose and purpose != "00" else ""


def _ordered(given: Iterable[Reference]) -> tuple[str, str, tuple[Reference, ...]]:
    """Return the order and its line that references name, and the other references."""
    order = line = ""
    others: list[Reference] = []
    for each in given:
        if each.kind == "purchase-order" and not order:
            order = each.value
        elif each.kind == ORDER_LINE and not line:
            line = each.value
        else:
            others.append(each)
    return order, line, tuple(others)


def _period(
    given: Iterable[Moment], kinds: tuple[str, str]
) -> tuple[Period | None, tuple[Moment, ...]]:
    """Return the period that two of the dates bound, and the other dates."""
    dates = tuple(given)
    bounds = {each.kind: each.date for each in dates if each.kind in kinds}
    others = tuple(each for each in dates if each.kind not in kinds)
    period = Period(bounds.get(kinds[0]), bounds.get(kinds[1])) if bounds else None
    return period, others


def _summed(lines: Iterable[InvoiceLine]) -> tuple[TaxAmount, ...]:
    sums: dict[TaxCategory, Money] = {}
    for tax in (tax for line in lines for tax in line.taxes):
        known = sums.get(tax.category, Money(Decimal(0), tax.amount.currency))
        sums[tax.category] = Money(known.amount + tax.amount.amount, known.currency)
    return tuple(TaxAmount(category, amount) for category, amount in sums.items())


def _is_computable(invoice: Invoice) -> bool:
    """Tell whether every part says an amount; a percentage of something is not enough."""
    charges: list[AllowanceCharge] = [*invoice.charges]
    for line in invoice.lines:
        charges += line.charges
    return all(each.amount for each in charges) and all(line.amount for line in invoice.lines)


def _rounding(lines: Iterable[InvoiceLine]) -> Decimal:
    """Return by how much rounding the lines may change the sum."""
    amounts = [line.amount.amount for line in lines if line.amount]
    cents = [amount.quantize(_CENT, ROUND_HALF_UP, _WIDE) for amount in amounts]
    parts = (abs(_WIDE.subtract(*each)) for each in zip(amounts, cents, strict=True))
    return sum(parts, Decimal(0))


def _it1(draft: InvoiceDraft, segment: Good) -> None:
    draft.begin_line(segment, "IT1")
    if draft.line:
        draft.line.priced(segment[4], segment[5])
        basis = {5} if segment[5] in codes.PRICE_PER else set()
        terms.note_spare(draft.spare, "IT1", segment, {1, 2, 3, 4, *basis, *range(6, 26)})


def _taxed(draft: InvoiceDraft, segment: Good) -> None:
    if draft.charges:
        draft.charges[-1] = replace(draft.charges[-1], tax=terms.tax_category(segment))
    terms.note_spare(draft.spare, "SAC/TXI", segment, {1, 3, 6})


def _line_taxed(draft: InvoiceDraft, segment: Good) -> None:
    if draft.line and draft.line.charges:
        last = draft.line.charges[-1]
        draft.line.charges[-1] = replace(last, tax=terms.tax_category(segment))
    terms.note_spare(draft.spare, "IT1/SAC/TXI", segment, {1, 3, 6})


TAKERS: dict[str, Take[Any]] = {
    **{path: take for path, take in HEADING.items() if path not in {"TAX", "TD5", "CTT/AMT"}},
    **line_takers("IT1", "ACK", "SCH", "AMT"),
    "BIG": InvoiceDraft.begin,
    "NTE": InvoiceDraft.nte,
    "REF": InvoiceDraft.number,
    "IT1": _it1,
    "IT1/SAC/TXI": _line_taxed,
    "TDS": InvoiceDraft.total_of,
    "CAD": InvoiceDraft.cad,
    "SAC/TXI": _taxed,
}
