"""`Order` to 850."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from edi.canonical.measures import Money
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.messages.guides import Guide
from edi.messages.x12 import codes, terms_writing, writing
from edi.messages.x12.writing import Style, WrittenMessage
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import WrittenSegment

_PRICE_DIGITS = 17
_MOST_PER = 99  # CTP11 has two digits


def write_order(
    order: Order,
    control_number: str,
    *,
    version: str = "004010",
    delimiters: Delimiters = DEFAULT,
    guide: Guide | None = None,
) -> WrittenMessage:
    """Write the 850 for an order, for a group of kind PO.

    `control_number` is ST02, 4 to 9 characters. Raises NotWritableError naming segment and
    element when what X12 must have does not fit; what it has no place for is in `left_out`.
    """
    style = Style(version, delimiters, guide)
    body = [*_heading(order, style), *_lines(order, style), *_summary(order)]
    return writing.checked_message("850", control_number, body, order, style)


def purpose_code(purpose: Purpose, code: str, segment_id: str) -> str:
    """Return BEG01, BCH01 or BSN01."""
    own = code.removeprefix("x12:") if code.startswith("x12:") else ""
    if purpose is Purpose.OTHER and (not own or own in codes.PURPOSES):
        sentence = "The purpose is another than its code says. Correct the document."
        raise writing.unsayable(sentence, segment_id, 1, code)
    return codes.PURPOSE_CODES.get(purpose, own)


def _heading(order: Order, style: Style) -> Iterator[WrittenSegment]:
    yield (
        "BEG",
        purpose_code(order.purpose, order.purpose_code, "BEG"),
        writing.required(codes.ORDER_KINDS, order.kind, "BEG", 2),
        order.number,
        order.release,
        writing.day(order.issued),
        order.contract,
    )
    yield from writing.currency(order.currency)
    yield from writing.references(order.references)
    yield from writing.contacts(order.contacts)
    yield from terms_writing.delivery(order.delivery_terms)
    yield from terms_writing.charges(order.charges, order.currency)
    yield from terms_writing.payment(order.payment_terms, order.currency)
    yield from writing.moments(order.dates)
    yield from terms_writing.carrier(order.transport)
    yield from terms_writing.taxes(order.taxes, order.currency)
    yield from writing.notes(order.notes, style)
    yield from writing.parties(order.parties)


def _lines(order: Order, style: Style) -> Iterator[WrittenSegment]:
    for line in order.lines:
        price = Price(line.price, line.price_per, line.price_basis, "PO1", 4)
        yield (
            "PO1",
            line.number,
            writing.number(line.quantity),
            writing.unit(line.unit, "PO1", 3) if line.quantity is not None else "",
            price.amount,
            price.basis,
            *writing.products(line.products),
        )
        currency = line.price.currency if line.price else order.currency
        if currency != order.currency:
            yield from writing.currency(currency)
        yield from price.ctp()
        yield from _line_details(line, currency, style)


def _line_details(line: OrderLine, currency: str, style: Style) -> Iterator[WrittenSegment]:
    yield from writing.descriptions(line.descriptions)
    yield from writing.references(line.references)
    yield from terms_writing.charges(line.charges, currency)
    yield from writing.moments(line.dates)
    after_notes = list(terms_writing.category(line.tax))
    yield from writing.texts(line.notes, style)
    yield from after_notes
    yield from writing.parties(line.parties)
    stated = line.stated_amount
    if stated and stated.currency == currency:
        yield ("AMT", "1", writing.number(stated.amount))


def _summary(order: Order) -> Iterator[WrittenSegment]:
    yield ("CTT", str(len(order.lines)))
    if order.stated_total is not None:
        yield ("AMT", "TT", writing.number(order.stated_total))


class Price:
    """How a price for some units is said: in PO104 and PO105, or in a CTP, or for one unit."""

    def __init__(
        self,
        price: Money | None,
        per: Decimal,
        basis: str,
        segment_id: str,
        element: int,
        *,
        has_ctp: bool = True,
    ) -> None:
        own = codes.PRICE_BASES.code(basis) if price else ""
        self.amount = writing.number(price.amount if price else None)
        self.basis = own
        self._ctp: Sequence[str] = ()
        if price is None or per == 1:
            self.basis = "" if own in codes.PRICE_PER else own
        elif per in codes.PRICE_PER_CODES:
            self.basis = codes.PRICE_PER_CODES[per]
        elif has_ctp and per == per.to_integral_value() and 1 < per <= _MOST_PER:
            self._ctp = ("CTP", "", "", self.amount, *[""] * 7, f"{per:.0f}")
            self.amount = self.basis = ""
        else:
            self.amount, self.basis = for_one(price, per, segment_id, element), ""

    def ctp(self) -> Iterator[WrittenSegment]:
        if self._ctp:
            yield self._ctp


def for_one(price: Money, per: Decimal, segment_id: str, element: int) -> str:
    """Return the price for one unit where that is exact; a rounded one would change the total."""
    one = price.amount / per if per else Decimal("NaN")
    text = f"{one:f}"
    if one * per != price.amount or sum(c.isdigit() for c in text) > _PRICE_DIGITS:
        sentence = f"X12 cannot say a price for {per} units. Give the price for one unit."
        raise writing.unsayable(sentence, segment_id, element, str(price.amount))
    return text
