"""Drafts to documents: ORDERS, ORDRSP and ORDCHG."""

import datetime as dt
from decimal import Decimal

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.responses import Answer, LineAnswer, OrderResponse, OrderResponseLine
from edi.canonical.totals import Totals
from edi.messages.edifact import codes
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parts import Dated, LinePart, Part, tax_amounts

_ONE = Decimal(1)


class IncompleteError(Exception):
    """A message without faults that still says too little: `tag` is the segment that is missing."""

    def __init__(self, tag: str, sentence: str) -> None:
        super().__init__(sentence)
        self.tag = tag
        self.sentence = sentence


def issued(draft: Draft) -> tuple[dt.date, dt.time | None]:
    """Take out the date of the document: 137, else the order's, 4."""
    found = _issued(draft)
    return found.day, found.time


def issued_on(draft: Draft) -> dt.date:
    """Take out the date of a document that has no field for its time."""
    found = _issued(draft)
    draft.day_of(found, "")
    return found.day


def _issued(draft: Draft) -> Dated:
    found = draft.head.take_date("137", "4")
    if found is None:
        raise IncompleteError(
            "DTM",
            "The date of the document (DTM with qualifier 137) is missing, and it is required. Add "
            "it and send the message again.",
        )
    return found


def purpose(draft: Draft) -> tuple[Purpose, str]:
    known = codes.PURPOSES.get(draft.function or "9", Purpose.OTHER)
    return known, f"edifact:{draft.function}" if known is Purpose.OTHER else ""


def totals(draft: Draft) -> Totals | None:
    """Take the sums of the summary; those the document has no field for stay."""
    sums: dict[str, Decimal] = {}
    kept = []
    for kind, money in draft.summary.amounts:
        name = codes.TOTALS.get(kind)
        if name and name not in sums and money.currency == draft.currency:
            sums[name] = money.amount
        elif not name or money.currency != draft.currency or sums[name] != money.amount:
            kept.append((kind, money))
    draft.summary.amounts = tuple(kept)
    return Totals(**sums) if sums else None


def first_reference(draft: Draft, kind: str) -> str:
    """Take out the value of the heading's first reference of a kind, empty when there is none."""
    found = draft.take_reference(kind)
    return found.value if found else ""


def order(draft: Draft) -> Order:
    """Return the order; only for a message without faults."""
    head = draft.head
    day = issued_on(draft)
    known, code = purpose(draft)
    document = Order(
        number=draft.number,
        issued=day,
        purpose=known,
        purpose_code=code,
        kind=codes.ORDER_KINDS.name(draft.kind) if draft.kind else "stand-alone",
        release=first_reference(draft, "RE"),
        contract=first_reference(draft, "CT"),
        currency=draft.currency,
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(),
        notes=head.notes,
        lines=tuple(
            [line if type(line) is OrderLine else _order_line(line, draft) for line in draft.lines]
        ),
        totals=totals(draft),
        charges=head.charge_list(),
        taxes=tax_amounts(head.taxes, draft.currency),
        payment_terms=draft.payment_terms(),
        delivery_terms=draft.delivery,
        transport=draft.transport,
    )
    _leave_taxes(draft, head)
    _leave_payment(draft)
    return document


def _leave_payment(draft: Draft) -> None:
    """Name how and to which account to pay, of which orders and their answers say nothing."""
    if draft.means_code:
        draft.left.add("PAI")
    if any(draft.account):
        draft.left.add("NAD/FII")


def _leave_taxes(draft: Draft, part: Part) -> None:
    if any(tax.amount is None for tax in part.taxes):
        draft.left.add("TAX")


_PLAIN_PRICES = {"AAA", "INF"}  # 5125 that says no more than the price's type (5375) does


def price(
    draft: Draft, line: LinePart, unit: Unit | None
) -> tuple[Money | None, str, Decimal, Unit | None]:
    """Take out a line's price: amount, basis, for how many, of which unit if of another."""
    found = line.take_price()
    if found is None or found[1] is None:
        return None, "", _ONE, None
    qualifier, amount, kind, specified, per, measure = found
    if specified:
        draft.left.add("LIN/PRI 5387")
    basis = codes.PRICE_TYPES.name(kind) if kind else ""
    if not basis or basis.startswith("edifact:"):
        if kind:
            draft.left.add("LIN/PRI 5375")
        basis = codes.PRICE_BASES.name(qualifier or "AAA")
    elif qualifier not in _PLAIN_PRICES:
        draft.left.add("LIN/PRI 5125")
    other = codes.unit(measure) if measure else None
    return (
        Money(decimal(amount or ""), line.currency),
        basis,
        decimal(per) if per else _ONE,
        None if other == unit else other,
    )


def line_tax(line: LinePart) -> TaxCategory | None:
    return line.taxes[0].category if line.taxes else None


def leave_line_taxes(draft: Draft, line: LinePart, *, amounts: bool) -> None:
    if len(line.taxes) > 1 or (amounts and any(tax.amount or tax.basis for tax in line.taxes)):
        draft.left.add("LIN/TAX")


def _order_line(line: LinePart, draft: Draft) -> OrderLine:
    ordered = line.take_quantity("21", "1")
    quantity, code = ordered or (None, None)
    unit = codes.unit(code) if code else None
    money, basis, per, price_unit = price(draft, line, unit)
    if line.taxes:
        leave_line_taxes(draft, line, amounts=True)
    if line.action or line.substitutes or line.variance:
        draft.left.add(
            "LIN 1229" if line.action else "LIN/PIA+3" if line.substitutes else "LIN/QVR"
        )
    return OrderLine(
        line.number,
        quantity,
        unit,
        money,
        basis,
        line.products,
        line.descriptions,
        line.moments(),
        line.reference_list() if line.references else (),
        line.party_list(),
        line.notes,
        line.charge_list(),
        per,
        price_unit,
        line.taxes[0].category if line.taxes else None,
        line.take_amount("203", "66", "128") if line.amounts else None,
    )


_LINE_ANSWERS = {
    "5": LineAnswer.ACCEPTED,
    "11": LineAnswer.ACCEPTED,
    "4": LineAnswer.ACCEPTED,
    "7": LineAnswer.REJECTED,
    "2": LineAnswer.REJECTED,
    "10": LineAnswer.REJECTED,
}
BACKORDER = "BP"  # 4221


_RESPONSES = {"", "231"}  # 1001


def response(draft: Draft) -> OrderResponse:
    """Return the answer to an order; only for a message without faults."""
    head = draft.head
    day = issued_on(draft)
    if draft.kind not in _RESPONSES:
        draft.left.add("BGM 1001")
    if draft.function and draft.function not in codes.ANSWERS:
        draft.left.add("BGM 1225")
    of = draft.take_reference("ON", is_dated=True)
    if of is None:
        raise IncompleteError(
            "RFF",
            "The number of the order (RFF with qualifier ON) is missing, and it is required. Add "
            "it and send the message again.",
        )
    _leave_payment(draft)
    if head.taxes:
        draft.left.add("TAX")
    return OrderResponse(
        order_number=of.value,
        order_issued=of.day,
        issued=day,
        answer=codes.ANSWERS.get(draft.function, Answer.RECEIVED),
        number=draft.number,
        currency=draft.currency,
        parties=head.party_list(),
        change_number=first_reference(draft, "PP"),
        references=head.reference_list(),
        dates=head.moments(),
        lines=tuple([_response_line(line, draft) for line in draft.lines]),
        notes=head.notes,
        totals=totals(draft),
        charges=head.charge_list(),
        payment_terms=draft.payment_terms(),
        delivery_terms=draft.delivery,
        transport=draft.transport,
    )


def _response_line(line: LinePart, draft: Draft) -> OrderResponseLine:
    confirmed = line.take_quantity("113", "12")
    ordered = line.take_quantity("21")
    quantity, code = confirmed or ordered or (Decimal(0), None)
    before = ordered[0] if confirmed and ordered else None
    if confirmed and ordered and ordered[1] != confirmed[1]:
        draft.left.add("LIN/QTY+21 6411")
    unit = codes.unit(code) if code else None
    money, basis, per, price_unit = price(draft, line, unit)
    if basis not in {"", "net"}:
        draft.left.add("LIN/PRI 5125")
    if price_unit:
        draft.left.add("LIN/PRI 6411")
    for name, given in (("NAD", line.parties), ("ALC", line.charges), ("TAX", line.taxes)):
        if given:
            draft.left.add(f"LIN/{name}")
    return OrderResponseLine(
        number=line.number,
        answer=_line_answer(line, quantity, before),
        quantity=quantity,
        unit=unit,
        ordered=before,
        price=money,
        products=line.products,
        descriptions=line.descriptions,
        dates=line.moments(),
        price_per=per,
        references=line.reference_list(),
        notes=line.notes,
        substitutes=line.substitutes,
    )


def _line_answer(line: LinePart, quantity: Decimal, before: Decimal | None) -> LineAnswer:
    if line.action in _LINE_ANSWERS:
        return _LINE_ANSWERS[line.action]
    return derived_answer(
        has_substitutes=bool(line.substitutes),
        is_backorder=line.variance == BACKORDER,
        is_other_quantity=before is not None and before != quantity,
        has_action=bool(line.action),
    )


def derived_answer(
    *, has_substitutes: bool, is_backorder: bool, is_other_quantity: bool, has_action: bool
) -> LineAnswer:
    """Return what a changed line comes to: 1229 alone does not say what was changed."""
    if has_substitutes:
        return LineAnswer.SUBSTITUTED
    if is_backorder:
        return LineAnswer.BACKORDERED
    if is_other_quantity:
        return LineAnswer.CHANGED_QUANTITY
    return LineAnswer.CHANGED if has_action else LineAnswer.ACCEPTED


def change(draft: Draft) -> OrderChange:
    """Return the change of an order; only for a message without faults."""
    head = draft.head
    day = issued_on(draft)
    of = draft.take_reference("ON", is_dated=True)
    if of is None:
        raise IncompleteError(
            "RFF",
            "The number of the order to change (RFF with qualifier ON) is missing, and it is "
            "required. Add it and send the message again.",
        )
    known, code = purpose(draft)
    kind = "" if draft.kind in {"", "230"} else draft.kind
    document = OrderChange(
        order_number=of.value,
        issued=day,
        order_issued=of.day,
        number=draft.number,
        purpose=known if draft.function else Purpose.CHANGE,
        purpose_code=code,
        kind=codes.ORDER_KINDS.name(kind) if kind else "stand-alone",
        release=first_reference(draft, "RE"),
        contract=first_reference(draft, "CT"),
        currency=draft.currency,
        parties=head.party_list(),
        references=head.reference_list(),
        dates=head.moments(),
        notes=head.notes,
        lines=tuple([_line_change(line, draft) for line in draft.lines]),
        totals=totals(draft),
        charges=head.charge_list(),
        taxes=tax_amounts(head.taxes, draft.currency),
        payment_terms=draft.payment_terms(),
        delivery_terms=draft.delivery,
        transport=draft.transport,
    )
    _leave_taxes(draft, head)
    _leave_payment(draft)
    return document


def _line_change(line: LinePart, draft: Draft) -> LineChange:
    left = line.take_quantity("73")
    action, line.action = line.action or "3", ""
    known = codes.LINE_ACTIONS.get(action)
    return LineChange(
        known or LineAction.CHANGE,
        _order_line(line, draft),
        left[0] if left else None,
        "" if known else f"edifact:{action}",
    )
