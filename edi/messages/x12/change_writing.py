"""`OrderChange` to 860."""

from collections.abc import Iterator

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.messages.guides import Guide
from edi.messages.x12 import codes, terms_writing, writing
from edi.messages.x12.order_writing import Price, purpose_code
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment


def write_order_change(
    change: OrderChange,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 860 for a change or cancellation of an order, for a group of kind PC.

    `control_number` is ST02. Where the order's own date is not known that of the change is said.
    Raises NotWritableError as `write_order` does.
    """
    style = Style(version, delimiters, guide)
    body = [*_heading(change, style)]
    for line in change.lines:
        body += _line(line, change.currency, style)
    body.append(("CTT", str(len(change.lines))))
    if change.totals and change.totals.payable is not None:
        body.append(("AMT", "TT", writing.number(change.totals.payable)))
    return writing.checked_message("860", control_number, body, change, style)


def _heading(change: OrderChange, style: Style) -> Iterator[WrittenSegment]:
    yield (
        "BCH",
        purpose_code(change.purpose, change.purpose_code, "BCH"),
        writing.required(codes.ORDER_KINDS, change.kind, "BCH", 2),
        change.order_number,
        change.release,
        "" if change.sequence is None else str(change.sequence),
        writing.day(change.order_issued or change.issued),
        change.number,
        change.contract,
        "",
        "",
        writing.day(change.issued),
    )
    yield from writing.currency(change.currency)
    yield from writing.references(change.references)
    yield from writing.contacts(change.contacts)
    yield from terms_writing.delivery(change.delivery_terms)
    yield from terms_writing.charges(change.charges, change.currency)
    yield from terms_writing.payment(change.payment_terms, change.currency)
    yield from writing.moments(change.dates)
    yield from terms_writing.carrier(change.transport)
    yield from terms_writing.taxes(change.taxes, change.currency)
    yield from writing.notes(change.notes, style)
    yield from writing.parties(change.parties)


def _line(change: LineChange, usual: str, style: Style) -> Iterator[WrittenSegment]:
    line = change.line
    price = Price(line.price, line.price_per, line.price_basis, "POC", 6)
    yield (
        "POC",
        line.number,
        _action_code(change),
        writing.number(line.quantity),
        writing.number(change.left),
        writing.unit(line.unit, "POC", 5),
        price.amount,
        price.basis,
        *writing.products(line.products),
    )
    currency = line.price.currency if line.price else usual
    if currency != usual:
        yield from writing.currency(currency)
    yield from price.ctp()
    yield from writing.descriptions(line.descriptions)
    yield from writing.references(line.references)
    yield from terms_writing.charges(line.charges, currency)
    yield from writing.moments(line.dates)
    yield from terms_writing.category(line.tax)
    yield from writing.texts(line.notes, style)
    yield from writing.parties(line.parties)
    stated = line.stated_amount
    if stated and stated.currency == currency:
        yield ("AMT", "1", writing.number(stated.amount))


def _action_code(change: LineChange) -> str:
    code = change.action_code[4:] if change.action_code.startswith("x12:") else ""
    says_so = codes.LINE_ACTIONS.get(code, LineAction.CHANGE) is change.action
    return code if code and says_so else codes.LINE_ACTION_CODES[change.action]
