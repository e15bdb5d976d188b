"""Order lines that are as most are, taken whole (see `turns`)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from edi.canonical.assembly import assembler
from edi.canonical.measures import Moment, Money
from edi.canonical.orders import OrderLine
from edi.canonical.parties import Identifier, Reference
from edi.messages.edifact import audits, codes, moments
from edi.messages.edifact.audits import decimal
from edi.messages.edifact.drafts import joined
from edi.messages.edifact.taking import Draft
from edi.messages.edifact.turns import Good, Shorthand

_ONE = Decimal(1)
_GTIN_TYPES = {"EN", "SRV", "UP"}
_line, _money, _identifier = assembler(OrderLine), assembler(Money), assembler(Identifier)
_number = lru_cache(maxsize=8192)(decimal)  # quantities, which repeat as prices do not
_scheme = lru_cache(maxsize=1024)(codes.PRODUCT_SCHEMES.name)
_unit = lru_cache(maxsize=1024)(codes.unit)
_KNOWN_SCHEMES = {  # without those of GTINs, which have a check digit
    code: codes.PRODUCT_SCHEMES.name(code) for code in ("SA", "VP", "VN", "IN", "BP", "MF", "MP")
}
_BASES = {code: codes.PRICE_BASES.name(code) for code in ("AAA", "AAB")}


def _order_turns(draft: Draft, turns: Sequence[Good]) -> int:
    """Take lines; stop at a GTIN that is none, of which audits warn, and a note that goes on."""
    lines, currency, full = draft.lines, draft.currency, draft.description_length
    for taken, turn in enumerate(turns):
        (
            number, product, scheme, second, scheme2, third, scheme3, text, more, text2, more2,
            quantity, unit, dated, on, stated, note, basis, amount, per, refers, reference,
        ) = turn.groups()  # fmt: skip
        products: tuple[Identifier, ...] | None
        if scheme in _KNOWN_SCHEMES and scheme2 in _KNOWN_SCHEMES and not third:
            products = (
                _identifier(_KNOWN_SCHEMES[scheme], product.rstrip()),
                _identifier(_KNOWN_SCHEMES[scheme2], second.rstrip()),
            )
        else:
            products = _products((product, scheme), (second, scheme2), (third, scheme3))
        if products is None or (note and len(note) == draft.text_length):
            return taken
        texts: tuple[str, ...] = ()
        if text and not (more or text2) and len(text) < full:
            texts = (text.rstrip(),)
        elif more and not text2 and len(more) < full == len(text) and not more.isspace():
            texts = ((text + more).rstrip(),)
        elif text:
            texts = _descriptions(text, more, text2, more2, full)
        line = _line(
            number.rstrip(),
            _number(quantity),
            _unit(unit) if unit else None,
            _money(Decimal(amount) if "," not in amount else decimal(amount), currency)
            if amount
            else None,
            _BASES[basis] if amount else "",
            products,
            texts,
            (_date(dated, on),) if dated else (),
            (_referred(refers, reference),) if refers else (),
            (),
            (note.rstrip(),) if note else (),
            (),
            decimal(per) if per else _ONE,
            None,
            None,
            _money(decimal(stated), currency) if stated else None,
        )
        lines.append(line)
    return len(turns)


def _products(*pairs: tuple[str | None, str | None]) -> tuple[Identifier, ...] | None:
    """Return the products of a line, None when one is given as a GTIN and is none."""
    found = []
    for value, kind in pairs:
        if not value:
            continue
        if kind not in _GTIN_TYPES:
            name = _scheme(kind) if kind else ""
        elif audits.is_gtin(value):
            name = codes.product_scheme(kind, value)
        else:
            return None
        found.append(_identifier(name, value.rstrip()))
    return tuple(found)


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
def _date(kind: str, on: str) -> Moment:
    said = moments.read(on, "102")
    if not isinstance(said, moments.When):  # the pattern lets nothing else through
        raise TypeError
    return Moment(codes.DATE_KINDS.name(kind), said.day)


SHORTHAND = Shorthand(
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
    _order_turns,
)
