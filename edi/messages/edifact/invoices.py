"""Drafts to invoices."""

from edi.canonical.despatch import OrderReference
from edi.canonical.invoices import Invoice, InvoiceKind, InvoiceLine
from edi.canonical.measures import Money, Period
from edi.messages.edifact import codes
from edi.messages.edifact.documents import first_reference, issued_on, price, totals
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parts import LinePart, Part, Referred, tax_amounts, without

_PERIOD, _START, _END, _TAX_POINT = "263", "194", "206", "131"


def invoice(draft: Draft) -> Invoice:
    """Return the invoice or credit note; only for a message without faults."""
    head = draft.head
    day = issued_on(draft)
    kind = codes.INVOICE_KINDS.get(draft.kind or "380", InvoiceKind.OTHER)
    terms = draft.payment_terms()
    sums = totals(draft)
    tax_total = _foreign_tax(draft)
    taxes = [*head.taxes, *draft.summary.taxes]
    if any(tax.amount is None for tax in taxes):
        draft.left.add("TAX")
    return Invoice(
        number=draft.number,
        issued=day,
        kind=kind,
        kind_code=f"edifact:{draft.kind}" if kind is InvoiceKind.OTHER else "",
        purpose_code=f"edifact:{draft.function}" if draft.function not in {"", "9"} else "",
        currency=draft.currency,
        orders=_orders(draft),
        due=terms.due if terms else None,
        tax_point=draft.take_day(_TAX_POINT),
        period=_period(draft, head),
        buyer_reference=first_reference(draft, "CR"),
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(codes.INVOICE_DATE_KINDS),
        notes=head.notes,
        lines=tuple([_line(draft, line) for line in draft.lines]),
        charges=head.charge_list(),
        taxes=tax_amounts(taxes, draft.currency),
        totals=sums,
        payment_terms=terms,
        payment_means=draft.payment_means(),
        delivery_terms=draft.delivery,
        transport=draft.transport,
        tax_currency=tax_total.currency if tax_total else "",
        tax_total=tax_total,
    )


def _orders(draft: Draft) -> tuple[OrderReference, ...]:
    found = []
    while (reference := draft.take_reference("ON", is_dated=True)) is not None:
        found.append(OrderReference(reference.value, reference.day))
    return tuple(found)


def _foreign_tax(draft: Draft) -> Money | None:
    """Take the tax that is stated in another currency too."""
    for at, (kind, money) in enumerate(draft.summary.amounts):
        if kind == "176" and money.currency != draft.currency:
            draft.summary.amounts = without(draft.summary.amounts, at)
            return money
    return None


def _period(draft: Draft, part: Part) -> Period | None:
    for at, date in enumerate(part.dates):
        if date.kind == _PERIOD and date.until:
            part.dates = without(part.dates, at)
            return Period(date.day, date.until)
    prefix = "LIN/" if isinstance(part, LinePart) else ""
    start, end = (draft.day_of(part.take_date(kind), prefix) for kind in (_START, _END))
    return Period(start, end) if start or end else None


def _line(draft: Draft, line: LinePart) -> InvoiceLine:
    invoiced = line.take_quantity("47")
    quantity, code = invoiced or (None, None)
    unit = codes.unit(code) if code else None
    money, basis, per, price_unit = price(draft, line, unit)
    if basis not in {"", "net"}:
        draft.left.add("LIN/PRI 5125")
    if any(tax.amount is None for tax in line.taxes[1:]):
        draft.left.add("LIN/TAX")
    ordered = line.take_reference("ON") or Referred("", "", "")
    period = _period(draft, line)
    draft.leave_of_line(line, ordered)
    return InvoiceLine(
        number=line.number,
        quantity=quantity,
        unit=unit,
        price=money,
        price_per=per,
        price_unit=price_unit,
        stated_amount=line.take_amount("203", "66", "38"),
        products=line.products,
        descriptions=line.descriptions,
        tax=line.taxes[0].category if line.taxes else None,
        taxes=tax_amounts(line.taxes, line.currency),
        charges=line.charge_list(),
        order_number=ordered.value,
        order_line=ordered.line,
        dates=line.moments(codes.INVOICE_DATE_KINDS),
        period=period,
        parties=line.party_list(),
        references=line.reference_list(),
        notes=line.notes,
    )
