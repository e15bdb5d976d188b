"""`OrderResponse` to 855, or where it answers a change to 865."""

from collections.abc import Iterator, Sequence

from edi.canonical.measures import Moment, Unit
from edi.canonical.parties import Identifier
from edi.canonical.responses import Confirmation, LineAnswer, OrderResponse, OrderResponseLine
from edi.messages.guides import Guide
from edi.messages.x12 import codes, terms_writing, writing
from edi.messages.x12.order_writing import Price
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_DATES_OF_AN_ACK = 2  # one in it, one in the DTM that may follow


def write_order_response(
    response: OrderResponse,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 855 for an order response, or the 865 where it has a `change_number`.

    They go in groups of kind PR and CA. `control_number` is ST02, 4 to 9 characters. Where the
    date of the order is not known that of the response is said. Raises NotWritableError as
    `write_order` does.
    """
    style = Style(version, delimiters, guide)
    is_changed = bool(response.change_number)
    body = [_bca(response) if is_changed else _bak(response), *_heading(response, style)]
    for line in response.lines:
        body += _line(line, response.currency, style, is_changed=is_changed)
    body.append(("CTT", str(len(response.lines))))
    if response.totals and response.totals.payable is not None:
        body.append(("AMT", "TT", writing.number(response.totals.payable)))
    message = "865" if is_changed else "855"
    return writing.checked_message(message, control_number, body, response, style)


def _answer(response: OrderResponse) -> str:
    with_detail, without = codes.ANSWER_CODES[response.answer]
    return with_detail if response.lines else without


def _bak(response: OrderResponse) -> WrittenSegment:
    ordered = writing.day(response.order_issued or response.issued)
    issued = writing.day(response.issued)
    answer = _answer(response)
    return (
        "BAK", "00", answer, response.order_number, ordered, "", "", "", response.number, issued
    )  # fmt: skip


def _bca(response: OrderResponse) -> WrittenSegment:
    ordered = writing.day(response.order_issued or response.issued)
    return (
        "BCA",
        "00",
        _answer(response),
        response.order_number,
        "",
        response.change_number,
        ordered,
        "",
        "",
        response.number,
        writing.day(response.issued),
    )


def _heading(response: OrderResponse, style: Style) -> Iterator[WrittenSegment]:
    yield from writing.currency(response.currency)
    yield from writing.references(response.references)
    yield from writing.contacts(response.contacts)
    yield from terms_writing.delivery(response.delivery_terms)
    yield from terms_writing.charges(response.charges, response.currency)
    yield from terms_writing.payment(response.payment_terms, response.currency)
    yield from writing.moments(response.dates)
    yield from terms_writing.carrier(response.transport)
    yield from writing.notes(response.notes, style)
    yield from writing.parties(response.parties)


def _line(
    line: OrderResponseLine, usual: str, style: Style, *, is_changed: bool
) -> Iterator[WrittenSegment]:
    place = ("POC", 6) if is_changed else ("PO1", 4)
    price = Price(line.price, line.price_per, "", *place)
    yield _poc(line, price) if is_changed else _po1(line, price)
    if line.price and line.price.currency != usual:
        yield from writing.currency(line.price.currency)
    yield from price.ctp()
    yield from writing.descriptions(line.descriptions)
    yield from writing.references(line.references)
    in_ack = not line.schedule and len(line.dates) <= _DATES_OF_AN_ACK
    in_ack = in_ack and not (line.dates and _has_no_place_in_ack(line.dates[0]))
    if not in_ack:
        yield from writing.moments(line.dates)
    yield from _acks(line, line.dates if in_ack else ())
    yield from writing.notes(line.notes, style)


def _has_no_place_in_ack(moment: Moment) -> bool:
    return moment.time is not None or not codes.DATE_KINDS.code(moment.kind)


def _po1(line: OrderResponseLine, price: Price) -> WrittenSegment:
    return (
        "PO1",
        line.number,
        writing.number(line.ordered),
        writing.unit(line.unit, "PO1", 3) if line.ordered is not None else "",
        price.amount,
        price.basis,
        *writing.products(line.products),
    )


def _poc(line: OrderResponseLine, price: Price) -> WrittenSegment:
    return (
        "POC",
        line.number,
        codes.CHANGE_ANSWER_CODES.get(line.answer, "CA"),
        writing.number(line.ordered),
        "",
        writing.unit(line.unit, "POC", 5),
        price.amount,
        price.basis,
        *writing.products(line.products),
    )


def _acks(line: OrderResponseLine, dates: Sequence[Moment]) -> Iterator[WrittenSegment]:
    """Write an ACK for each part that is answered for itself."""
    whole = Confirmation(line.answer, line.quantity, line.unit, tuple(dates))
    substitutes = list(line.substitutes)
    for part in line.schedule or (whole,):
        instead: list[Identifier] = []
        if part.answer is LineAnswer.SUBSTITUTED:
            instead, substitutes = substitutes, []
        yield from _ack(part, part.unit or line.unit, instead)


def _ack(
    part: Confirmation, unit: Unit | None, instead: Sequence[Identifier]
) -> Iterator[WrittenSegment]:
    dates = list(part.dates)
    in_ack = dates.pop(0) if dates and not _has_no_place_in_ack(dates[0]) else None
    yield (
        "ACK",
        codes.LINE_ANSWER_CODES[part.answer],
        writing.number(part.quantity),
        writing.unit(unit, "ACK", 3),
        codes.DATE_KINDS.code(in_ack.kind) if in_ack else "",
        writing.day(in_ack.date) if in_ack else "",
        "",
        *writing.products(instead),
    )
    yield from writing.moments(dates)
