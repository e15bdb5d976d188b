"""Headings, parties and lines of an 850 that are as most are, taken whole (see `shorthand`)."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from edi.canonical.measures import Moment, Money
from edi.canonical.orders import OrderLine
from edi.canonical.parties import Identifier, Reference
from edi.messages.checking import Good, Shorthand
from edi.messages.x12 import codes
from edi.messages.x12.orders import TOTALS, OrderDraft
from edi.messages.x12.parties import PARTY, contact_of, whole_party
from edi.messages.x12.units import UNITS
from edi.messages.x12.values import moment

_ONE = Decimal(1)


def _heading(draft: OrderDraft, turns: Sequence[Good]) -> None:
    """Take a BEG, whose elements are the first groups, with what mostly follows it."""
    draft.beg = turn = turns[0]
    (
        _, currency, refers, reference, refers2, reference2, refers3, reference3,
        role, name, channel, number, channel2, number2, dated, on, dated2, on2,
    ) = turn.groups()[6:]  # fmt: skip
    kinds = codes.REFERENCE_KINDS.name
    draft.currency = currency or ""
    if refers:
        draft.references.append(Reference(kinds(refers), reference.rstrip()))
    if refers2:
        draft.references.append(Reference(kinds(refers2), reference2.rstrip()))
    if refers3:
        draft.references.append(Reference(kinds(refers3), reference3.rstrip()))
    if role:
        draft.contacts.append(contact_of(role, name, channel, number, channel2, number2))
    if dated:
        draft.dates.append(moment(dated, on, None))
    if dated2:
        draft.dates.append(moment(dated2, on2, None))


def _parties(draft: OrderDraft, turns: Sequence[Good]) -> None:
    draft.parties += map(whole_party, turns)


def _lines(draft: OrderDraft, turns: Sequence[Good]) -> None:
    """Take PO1s with what mostly follows them; see `SHORTHANDS`."""
    draft.end_line()
    add, currency, scheme = draft.lines.append, draft.currency, codes.PRODUCT_SCHEMES.name
    units, basis_name, per = UNITS, codes.PRICE_BASES.name, codes.PRICE_PER.get
    for turn in turns:
        (
            number, quantity, unit, price, basis, kind, value, kind2, value2, kind3, value3,
            text, text2, refers, reference, dated, note,
        ) = turn.groups()  # fmt: skip
        product = Identifier(scheme(kind), value.rstrip())
        products: tuple[Identifier, ...] = (product,)
        if kind2:
            products = (product, Identifier(scheme(kind2), value2.rstrip()))
        if kind3:  # also where the pair before it is empty
            products += (Identifier(scheme(kind3), value3.rstrip()),)
        line = OrderLine(
            number,
            Decimal(quantity),
            units[unit],
            Money(Decimal(price), currency),
            basis_name(basis) if basis else "",
            products,
            () if not text else (text.rstrip(), text2.rstrip()) if text2 else (text.rstrip(),),
            _dates(dated) if dated else (),
            (Reference(codes.REFERENCE_KINDS.name(refers), reference.rstrip()),) if refers else (),
            (),
            (note.rstrip(),) if note else (),
            (),
            per(basis, _ONE) if basis else _ONE,
        )
        add(line)


@lru_cache(maxsize=1024)
def _dates(text: str) -> tuple[Moment]:
    """Return a line's date, which stands behind its kind of three characters and a separator."""
    return (moment(text[:3], text[4:], None),)


def _summary(draft: OrderDraft, turns: Sequence[Good]) -> None:
    """Take a CTT with the AMT that mostly follows it."""
    draft.end_line()
    draft.ctt = turn = turns[0]
    count, kind, amount = turn.groups()
    draft.stated_lines = int(count)
    if kind in TOTALS:
        draft.stated_total = Decimal(amount)


_LINE = "PO1 1 2 3 4 5? 6+7 8+9? 10+11?", "PID? (1) 5", "PID? (1) 5", "REF? 1 2", "DTM? 1&2"
SHORTHANDS = (
    Shorthand(
        "BEG",
        (
            "BEG 1 2 3 4? 5 6?",
            "CUR? 1 2",
            "REF? 1 2",
            "REF? 1 2",
            "REF? 1 2",
            "PER? 1 2? 3+4? 5+6?",
            "DTM? 1 2",
            "DTM? 1 2",
        ),
        _heading,
    ),
    Shorthand("N1", PARTY, _parties),
    Shorthand("PO1", (*_LINE, "MSG? 1"), _lines),
    Shorthand("PO1", (*_LINE, "MTX? (1)? 2"), _lines),  # notes since 005010
    Shorthand("CTT", ("CTT 1", "AMT? 1 2"), _summary),
)
