"""`OrderResponse` to 855."""

from collections.abc import Iterator

from edi.canonical.measures import Moment
from edi.canonical.responses import OrderResponse, OrderResponseLine
from edi.messages.x12 import codes, writing
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment


def write_order_response(
    response: OrderResponse,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
) -> list[WrittenSegment]:
    """Return the 855 for an order response, ST to SE, for a group of kind PR.

    `control_number` is ST02, 4 to 9 characters. A line has at most two dates. Raises
    NotWritableError naming segment and element when a field does not fit.
    """
    body = [*_heading(response), *_lines(response), ("CTT", str(len(response.lines)))]
    return writing.checked_message("855", version, control_number, body, delimiters)


def _heading(response: OrderResponse) -> Iterator[WrittenSegment]:
    with_detail, without = codes.ANSWER_CODES[response.answer]
    yield (
        "BAK",
        "00",
        with_detail if response.lines else without,
        response.order_number,
        writing.day(response.order_issued or response.issued),
        "",
        "",
        "",
        response.number,
        writing.day(response.issued),
    )
    yield from writing.currency(response.currency)
    yield from writing.references(response.references)
    yield from writing.moments(response.dates)
    yield from writing.parties(response.parties)


def _lines(response: OrderResponse) -> Iterator[WrittenSegment]:
    for line in response.lines:
        if line.price and line.price.currency != response.currency:
            raise writing.unsayable(
                "A line is priced in another currency than the response. Use one currency.",
                "PO1",
                4,
                line.price.currency,
            )
        yield _po1(line)
        for description in line.descriptions:
            yield ("PID", "F", "", "", "", description)
        yield from _ack(line)


def _po1(line: OrderResponseLine) -> WrittenSegment:
    return (
        "PO1",
        line.number,
        writing.number(line.ordered),
        writing.unit(line.unit, "PO1", 3) if line.ordered is not None else "",
        writing.number(line.price.amount if line.price else None),
        "",
        *writing.products(line.products),
    )


def _ack(line: OrderResponseLine) -> Iterator[WrittenSegment]:
    answer = codes.LINE_ANSWER_CODES[line.answer]
    unit = writing.unit(line.unit, "ACK", 3)
    first = _date(line.dates[0]) if line.dates else ()
    yield ("ACK", answer, writing.number(line.quantity), unit, *first)
    yield from writing.moments(line.dates[1:])


def _date(moment: Moment) -> tuple[str, str]:
    if moment.time is not None:
        raise writing.unsayable(
            "The date of a line of an 855 has no time of day. Leave the time out.",
            "ACK",
            5,
            str(moment.time),
        )
    return codes.DATE_KINDS.code(moment.kind), writing.day(moment.date)
