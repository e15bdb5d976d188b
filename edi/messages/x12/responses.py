"""855 and 865 to `OrderResponse`.

An 865 is the seller's answer to a change, or a change the seller asks for: both are an answer to
an order as changed by `change_number` (BCA05). A line with several ACK or SCH is answered in parts.
A line of an 855 without ACK is answered as the header answers the order; one of an 865 as POC02
says. The answer was issued on BAK09 or BCA10, else on the date of the order.
"""

from decimal import Decimal
from typing import Any

from edi.canonical.measures import Moment
from edi.canonical.parties import Identifier
from edi.canonical.responses import (
    Answer,
    Confirmation,
    LineAnswer,
    OrderResponse,
    OrderResponseLine,
)
from edi.canonical.totals import Totals
from edi.messages.checking import Good, Take
from edi.messages.x12 import codes, terms
from edi.messages.x12.changes import UNIT
from edi.messages.x12.headings import HEADING, Heading, LineDraft, line_takers
from edi.messages.x12.remarks import Remark
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import clock, day, products

_NOT_CONFIRMED = {LineAnswer.REJECTED, LineAnswer.BACKORDERED}
_ACK_PRODUCTS = slice(6, 28)


class ResponseDraft(Heading):
    """An 855 or 865 while its segments come in."""

    def __init__(self) -> None:
        super().__init__()
        self.bak: Good | None = None
        self.bca: Good | None = None

    def begin(self, segment: Good) -> None:
        self.bak = segment
        terms.note_spare(self.spare, "BAK", segment, {1, 2, 3, 4, 8, 9})

    def begin_changed(self, segment: Good) -> None:
        self.bca = segment
        terms.note_spare(self.spare, "BCA", segment, {1, 2, 3, 5, 6, 9, 10})

    @property
    def answer(self) -> Answer:
        begin = self.bak or self.bca
        code = begin[2] if begin else None
        return codes.ANSWERS.get(code or "", Answer.RECEIVED)

    def finish_line(self, line: LineDraft) -> OrderResponseLine:
        head = line.head
        if self.bca:
            ordered, unit = head[3], head[5][UNIT] if head[5] else None
            products_from = 7
        else:
            ordered, unit = head[2], head[3]
            products_from = 5
        parts = [_ack(*each) for each in zip(line.acks, line.ack_dates, strict=True)]
        schedule = _schedule(line, parts)
        answer = self._line_answer(line, parts)
        first = parts[0] if parts else None
        whole = Decimal(ordered) if ordered else None
        return OrderResponseLine(
            number=head[1] or str(line.ordinal),
            answer=answer,
            quantity=_confirmed(line, schedule or tuple(parts), answer, whole),
            unit=(first.unit if first else None) or (UNITS[unit] if unit else None),
            ordered=whole,
            price=line.money(),
            products=products(head.groups()[products_from : head.lastindex]),
            descriptions=tuple(line.descriptions),
            dates=(*line.dates, *_dates(line, parts, schedule)),
            price_per=line.per,
            references=tuple(line.references),
            notes=tuple(line.notes),
            substitutes=_substitutes(line),
            schedule=schedule,
        )

    def _line_answer(self, line: LineDraft, parts: list[Confirmation]) -> LineAnswer:
        answers = {part.answer for part in parts}
        if answers:
            return answers.pop() if len(answers) == 1 else LineAnswer.CHANGED
        if self.bca:
            return codes.CHANGE_ANSWERS.get(line.head[2], LineAnswer.CHANGED)
        is_refused = self.answer is Answer.REJECTED
        return LineAnswer.REJECTED if is_refused else LineAnswer.ACCEPTED

    def response(self) -> OrderResponse:
        """Return the response; only for a message without faults, which has its BAK or BCA."""
        self.end_line()
        if self.bca:
            number, ordered, own, issued = self.bca.group(3, 6, 9, 10)
            change = (self.bca[5] or "").rstrip()
        elif self.bak:
            number, ordered, own, issued = self.bak.group(3, 4, 8, 9)
            change = ""
        else:
            raise AssertionError
        return OrderResponse(
            order_number=number.rstrip(),
            order_issued=day(ordered),
            issued=day(issued or ordered),
            answer=self.answer,
            number=(own or "").rstrip(),
            currency=self.currency,
            parties=self.taxed(party.party() for party in self.parties),
            references=tuple(self.references),
            dates=tuple(self.dates),
            lines=tuple(self.lines),
            contacts=tuple(self.contacts),
            notes=tuple(self.notes),
            change_number=change,
            totals=None if self.total is None else Totals(payable=self.total),
            charges=tuple(self.charges),
            payment_terms=self.payment_terms,
            delivery_terms=self.delivery_terms,
            transport=self.transport,
        )

    def remarks(self) -> list[Remark]:
        self.end_line()
        return self.miscounted(len(self.lines))


def _ack(ack: Good, dates: list[Moment]) -> Confirmation:
    code, quantity, unit, kind, on = ack.group(1, 2, 3, 4, 5)
    first = (Moment(codes.DATE_KINDS.name(kind), day(on)),) if kind and on else ()
    return Confirmation(
        codes.LINE_ANSWERS.get(code, LineAnswer.CHANGED),
        Decimal(quantity) if quantity else Decimal(0),
        UNITS[unit] if unit else None,
        (*first, *dates),
    )


def _sch(sch: Good, answer: LineAnswer) -> Confirmation:
    quantity, unit, kind, on, at, second, then, then_at = sch.group(1, 2, 5, 6, 7, 8, 9, 10)
    dates = [Moment(codes.DATE_KINDS.name(kind), day(on), clock(at) if at else None)]
    if second and then:
        later = clock(then_at) if then_at else None
        dates.append(Moment(codes.DATE_KINDS.name(second), day(then), later))
    return Confirmation(answer, Decimal(quantity), UNITS[unit], tuple(dates))


def _schedule(line: LineDraft, parts: list[Confirmation]) -> tuple[Confirmation, ...]:
    """Return the parts of a line that is answered in several."""
    if len(parts) > 1:
        if line.schedule:
            line.spare.add(f"{line.place}/SCH")
        return tuple(parts)
    if len(line.schedule) > 1:
        answer = parts[0].answer if parts else LineAnswer.ACCEPTED
        return tuple(_sch(sch, answer) for sch in line.schedule)
    return ()


def _dates(
    line: LineDraft, parts: list[Confirmation], schedule: tuple[Confirmation, ...]
) -> tuple[Moment, ...]:
    """Return the dates of a line answered as a whole, from its one ACK and its one SCH."""
    dates = parts[0].dates if len(parts) == 1 else ()
    if not schedule and line.schedule:
        dates += _sch(line.schedule[0], LineAnswer.ACCEPTED).dates
    return dates


def _confirmed(
    line: LineDraft,
    parts: tuple[Confirmation, ...],
    answer: LineAnswer,
    ordered: Decimal | None,
) -> Decimal:
    """Return what will come: the parts that are not refused, else what was ordered."""
    if len(parts) > 1:
        given = (part.quantity for part in parts if part.answer not in _NOT_CONFIRMED)
        return sum(given, Decimal(0))
    if parts and line.acks[0][2]:
        return parts[0].quantity
    return Decimal(0) if ordered is None or answer in _NOT_CONFIRMED else ordered


def _substitutes(line: LineDraft) -> tuple[Identifier, ...]:
    """Return the products that come instead: those of an ACK that says so."""
    found: list[Identifier] = []
    for ack in line.acks:
        given = products(ack.groups()[_ACK_PRODUCTS])
        if codes.LINE_ANSWERS.get(ack[1]) is LineAnswer.SUBSTITUTED:
            found += given
        elif given:
            line.spare.add(f"{line.place}/ACK07")
        if ack[1] not in codes.LINE_ANSWERS:
            line.spare.add(f"{line.place}/ACK01")
        terms.note_spare(line.spare, f"{line.place}/ACK", ack, {1, 2, 3, 4, 5, *range(7, 29)})
    return tuple(found)


def _po1(draft: ResponseDraft, segment: Good) -> None:
    draft.begin_line(segment, "PO1")
    if draft.line:
        draft.line.priced(segment[4], segment[5])
        basis = {5} if segment[5] in codes.PRICE_PER else set()
        terms.note_spare(draft.spare, "PO1", segment, {1, 2, 3, 4, *basis, *range(6, 26)})


def _poc(draft: ResponseDraft, segment: Good) -> None:
    draft.begin_line(segment, "POC")
    if draft.line:
        draft.line.priced(segment[6], segment[7])
        basis = {7} if segment[7] in codes.PRICE_PER else set()
        terms.note_spare(draft.spare, "POC", segment, {1, 2, 3, 5, 6, *basis, *range(8, 28)})


_WITHOUT = ("SAC", "TXI", "AMT", "N1")  # a line of a response has no field for these
TAKERS: dict[str, Take[Any]] = {
    "BAK": ResponseDraft.begin,
    "BCA": ResponseDraft.begin_changed,
    **{path: take for path, take in HEADING.items() if path != "TXI"},
    **line_takers("PO1", *_WITHOUT),
    **line_takers("POC", *_WITHOUT),
    "PO1": _po1,
    "POC": _poc,
}
