"""`Order` to 850."""

from collections.abc import Iterator

from edi.canonical.orders import Order, OrderLine, Purpose
from edi.messages.x12 import codes, writing
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_NOTE = ("N9", "L1", "", "Notes")


def write_order(
    order: Order,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
) -> list[WrittenSegment]:
    """Return the 850 for an order, ST to SE, for a group of kind PO.

    `control_number` is ST02, 4 to 9 characters. Raises NotWritableError naming segment and
    element when a field does not fit; nothing is cut or left out.
    """
    body = [*_heading(order), *_lines(order), *_summary(order)]
    return writing.checked_message("850", version, control_number, body, delimiters)


def _heading(order: Order) -> Iterator[WrittenSegment]:
    code = order.purpose_code.removeprefix("x12:")
    purpose = codes.PURPOSE_CODES.get(order.purpose, code)
    if order.purpose is Purpose.OTHER and code in codes.PURPOSES:
        raise writing.unsayable(
            "The purpose is another than its code says. Correct the order.", "BEG", 1, purpose
        )
    issued = writing.day(order.issued)
    kind = codes.ORDER_KINDS.code(order.kind)
    yield ("BEG", purpose, kind, order.number, order.release, issued, order.contract)
    yield from writing.currency(order.currency)
    yield from writing.references(order.references)
    yield from writing.contacts(order.contacts)
    yield from writing.moments(order.dates)
    if order.notes:
        yield _NOTE
    for note in order.notes:
        yield ("MSG", note)
    yield from writing.parties(order.parties)


def _lines(order: Order) -> Iterator[WrittenSegment]:
    for line in order.lines:
        yield (
            "PO1",
            line.number,
            writing.number(line.quantity),
            writing.unit(line.unit, "PO1", 3),
            writing.number(line.price.amount if line.price else None),
            codes.PRICE_BASES.code(line.price_basis),
            *writing.products(line.products),
        )
        if line.price and line.price.currency != order.currency:
            yield ("CUR", "BY", line.price.currency)
        yield from _line_details(line)


def _line_details(line: OrderLine) -> Iterator[WrittenSegment]:
    for description in line.descriptions:
        yield ("PID", "F", "", "", "", description)
    yield from writing.references(line.references)
    yield from writing.moments(line.dates)
    for note in line.notes:
        yield ("MSG", note)
    yield from writing.parties(line.parties)


def _summary(order: Order) -> Iterator[WrittenSegment]:
    yield ("CTT", str(len(order.lines)))
    if order.stated_total is not None:
        yield ("AMT", "TT", writing.number(order.stated_total))
