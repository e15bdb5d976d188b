"""Order lines that are as most are, taken whole (see `turns`)."""

from decimal import Decimal
from functools import lru_cache

from edi.canonical.assembly import assembler
from edi.canonical.measures import Moment, Money
from edi.canonical.orders import OrderLine
from edi.canonical.parties import Identifier
from edi.messages.edifact import audits, codes, moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.taking import Draft
from edi.messages.edifact.turns import Shorthand

_ONE = Decimal(1)
_line, _money = assembler(OrderLine), assembler(Money)


def _order_turn(  # noqa: PLR0913, PLR0917 - one call a line is what makes it fast
    draft: Draft,
    number: str | None,
    product: str | None,
    scheme: str | None,
    more: str | None,
    second: str | None,
    second_scheme: str | None,
    form: str | None,
    text: str | None,
    kind: str | None,
    quantity: str | None,
    unit: str | None,
    date_kind: str | None,
    date: str | None,
    date_form: str | None,
    sum_kind: str | None,
    stated: str | None,
    qualifier: str | None,
    amount: str | None,
    per: str | None,
) -> bool:
    """Take a line that is as most are: at most one of each, and of the kinds that have a field."""
    if kind != "21" or (more and more not in {"1", "5"}) or (form and form != "F"):
        return False
    if sum_kind not in {None, "203"} or qualifier not in {None, "AAA", "AAB"}:
        return False
    products = _products(product, scheme, second, second_scheme)
    dates = _dates(date_kind, date, date_form)
    if products is None or dates is None or not quantity or not audits.is_number(quantity):
        return False
    if text and (not text.strip() or len(text) >= draft.description_length):
        return False
    currency = draft.currency
    draft.lines.append(
        _line(
            number.rstrip() if number else str(len(draft.lines) + 1),
            decimal(quantity),
            codes.unit(unit) if unit else None,
            _money(decimal(amount), currency) if amount else None,
            codes.PRICE_BASES.name(qualifier or "AAA") if amount else "",
            products,
            (text.rstrip(),) if text else (),
            dates,
            (),
            (),
            (),
            (),
            decimal(per) if per else _ONE,
            None,
            None,
            _money(decimal(stated), currency) if stated else None,
        )
    )
    return True


@lru_cache(maxsize=65536)
def _products(
    first: str | None, scheme: str | None, second: str | None, second_scheme: str | None
) -> tuple[Identifier, ...] | None:
    """Return the products of a line; None when one is a GTIN that is none."""
    found = []
    for value, kind in ((first, scheme), (second, second_scheme)):
        if not value:
            continue
        if kind in _GTIN_TYPES and not audits.is_gtin(value):
            return None
        found.append(Identifier(codes.product_scheme(kind, value), value.rstrip()))
    return tuple(found)


@lru_cache(maxsize=4096)
def _dates(kind: str | None, value: str | None, form: str | None) -> tuple[Moment, ...] | None:
    """Return the date of a line; None when it is none, or more than a date."""
    if not kind:
        return ()
    said = moments.read(value, form) if value else None
    if not isinstance(said, moments.When) or said.until or not said.is_whole:
        return None
    return (Moment(codes.DATE_KINDS.name(kind), said.day, said.time),)


_GTIN_TYPES = {"EN", "SRV", "UP"}
SHORTHAND = Shorthand(
    "LIN",
    {
        "LIN": ("1082", "7140", "7143"),
        "LIN/PIA": ("4347", "7140", "7143"),
        "LIN/IMD": ("7077", "7008"),
        "LIN/QTY": ("6063", "6060", "6411"),
        "LIN/DTM": ("2005", "2380", "2379"),
        "LIN/MOA": ("5025", "5004"),
        "LIN/PRI": ("5125", "5118", "5284"),
    },
    _order_turn,
)
