"""Order lines that are as most are, taken whole (see `turns`)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from edi.canonical.measures import Moment, Money
from edi.canonical.orders import OrderLine
from edi.canonical.parties import Identifier, Reference
from edi.messages.edifact import audits, codes, moments, order_headings
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.parts import joined
from edi.messages.edifact.shorthand import Good, Shorthand

_ONE = Decimal(1)
_GTIN_TYPES = {"EN", "SRV", "UP"}
_scheme_of = {  # without those of GTINs, which have a check digit
    code: codes.PRODUCT_SCHEMES.name(code) for code in ("SA", "VP", "VN", "IN", "BP", "MF", "MP")
}.get
_BASES = {code: codes.PRICE_BASES.name(code) for code in ("AAA", "AAB")}


def _lines(draft: Draft, turns: Sequence[Good]) -> int:
    """Take lines; stop at a GTIN that is none, of which audits warn, and a note that goes on."""
    lines, currency, full = draft.lines, draft.currency, draft.description_length
    before = len(lines)
    for turn in turns:
        (
            number, product, scheme, second, scheme2, third, scheme3, text, more, text2, more2,
            quantity, unit, dated, on, stated, note, basis, amount, per, refers, reference,
        ) = turn.groups()  # fmt: skip
        products: tuple[Identifier, ...] | None
        name, name2 = _scheme_of(scheme), _scheme_of(scheme2)
        if name and name2:
            products = (Identifier(name, product.rstrip()), Identifier(name2, second.rstrip()))
            if third:
                products = _more(products, third, scheme3)
        else:
            products = _products((product, scheme), (second, scheme2), (third, scheme3))
        if products is None or (note and len(note) == draft.text_length):
            break
        texts: tuple[str, ...] = ()
        if text and not (more or text2) and len(text) < full:
            texts = (text.rstrip(),)
        elif more and not text2 and len(more) < full == len(text) and not more.isspace():
            texts = ((text + more).rstrip(),)
        elif text:
            texts = _descriptions(text, more, text2, more2, full)
        line = OrderLine(
            number,
            Decimal(quantity) if "," not in quantity else decimal(quantity),
            codes.unit(unit) if unit else None,
            Money(Decimal(amount) if "," not in amount else decimal(amount), currency)
            if amount
            else None,
            _BASES[basis] if amount else "",
            products,
            texts,
            _dates(dated + on) if dated else (),
            (_referred(refers, reference),) if refers else (),
            (),
            (note.rstrip(),) if note else (),
            (),
            decimal(per) if per else _ONE,
            None,
            None,
            Money(decimal(stated), currency) if stated else None,
        )
        lines.append(line)
    return len(lines) - before


def _products(*pairs: tuple[str | None, str | None]) -> tuple[Identifier, ...] | None:
    """Return the products of a line, None when one is given as a GTIN and is none."""
    found: tuple[Identifier, ...] | None = ()
    for value, kind in pairs:
        if value and found is not None:
            found = _more(found, value, kind)
    return found


def _more(
    products: tuple[Identifier, ...], value: str, kind: str | None
) -> tuple[Identifier, ...] | None:
    if kind not in _GTIN_TYPES:
        name = codes.PRODUCT_SCHEMES.name(kind) if kind else ""
    elif audits.is_gtin(value):
        name = codes.product_scheme(kind, value)
    else:
        return None
    return (*products, Identifier(name, value.rstrip()))


def _referred(kind: str, value: str) -> Reference:
    return Reference(codes.REFERENCE_KINDS.name(kind), value.rstrip())


def _descriptions(
    text: str, more: str | None, text2: str | None, more2: str | None, full: int
) -> tuple[str, ...]:
    """Return the texts of one or two IMDs; the second goes on where the first is full."""
    first = joined([text, more], full)
    if not text2:
        return (first,)
    second = joined([text2, more2], full)
    return (first + second,) if len(first) == 2 * full else (first, second)


@lru_cache(maxsize=4096)
def _dates(text: str) -> tuple[Moment]:
    """Return a line's date: the last eight are its day, as one text is found faster than two."""
    return (Moment(codes.DATE_KINDS.name(text[:-8]), moments.usual_day(text[-8:])),)


LINES = Shorthand(
    "LIN",
    (
        "LIN 1082=whole! 7140 7143",
        "PIA? (4347=1|5) 7140! 7143! 7140 7143",
        "IMD? (7077=F) 7008! 7008=blank",
        "IMD? (7077=F) 7008! 7008=blank",
        "QTY (6063=21) 6060=number 6411",
        "DTM? 2005 2380=date! (2379=102)!",
        "MOA? (5025=203) 5004!",
        "FTX? (4451=AAI) 4440!",
        "PRI? 5125=AAA|AAB 5118! 5284",
        "RFF? 1153 1154!",
    ),
    _lines,
)
SHORTHANDS = (*order_headings.SHORTHANDS, LINES)
