"""What a document says it comes to, and what its lines come to."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce
from typing import Protocol

from edi.canonical.charges import AllowanceCharge, TaxAmount
from edi.canonical.measures import Money
from edi.record import Record, names

_CENT = Decimal("0.01")
_WHOLE_CENTS = {0, -1, -2}  # exponents
_WIDE = Context(prec=200)  # what a sender writes is added up exactly, however long it is


class Totals(Record):
    """Sums as stated, None where the message states none.

    `lines` is the sum of the line amounts (EN 16931 BT-106), `allowances` and `charges` those of
    the document (BT-107, BT-108), `net` without tax (BT-109), `tax` (BT-110), `gross` with tax
    (BT-112), `prepaid` (BT-113), `rounding` (BT-114), `payable` what is due (BT-115).
    """

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


_NAMES = names(Totals)


class _Line(Protocol):
    @property
    def amount(self) -> Money | None: ...


class _Document(Protocol):
    @property
    def lines(self) -> Iterable[_Line]: ...
    @property
    def charges(self) -> tuple[AllowanceCharge, ...]: ...
    @property
    def taxes(self) -> tuple[TaxAmount, ...]: ...
    @property
    def totals(self) -> Totals | None: ...


class Difference(Record):
    """A sum that is not what the parts come to; `name` is a field of `Totals`."""

    name: str
    stated: Decimal
    computed: Decimal


def compute_totals(document: _Document) -> Totals:
    """Add up an order or an invoice: lines, allowances and charges, taxes; rounded to cents.

    What the document alone can know, `prepaid` and `rounding`, is taken from its own totals.
    """
    stated = document.totals or Totals()
    lines = _sum(line.amount for line in document.lines)
    allowances = _sum(each.amount for each in document.charges if not each.is_charge)
    charges = _sum(each.amount for each in document.charges if each.is_charge)
    add, subtract = _WIDE.add, _WIDE.subtract
    net = add(subtract(lines, allowances), charges)
    tax = _sum(each.amount for each in document.taxes)
    gross = add(net, tax)
    payable = add(subtract(gross, stated.prepaid or Decimal(0)), stated.rounding or Decimal(0))
    return Totals(
        lines, allowances, charges, net, tax, gross, stated.prepaid, stated.rounding, payable
    )


def compare_totals(document: _Document, tolerance: Decimal = Decimal(0)) -> list[Difference]:
    """Return the stated sums that differ from the computed ones by more than `tolerance`."""
    if document.totals is None:
        return []
    computed = compute_totals(document)
    found = []
    for name in _NAMES:
        stated, sum_of_parts = getattr(document.totals, name), getattr(computed, name)
        if stated is not None and abs(_WIDE.subtract(stated, sum_of_parts)) > tolerance:
            found.append(Difference(name, stated, sum_of_parts))
    return found


def _sum(amounts: Iterable[Money | None]) -> Decimal:
    """Add amounts, each rounded to cents as invoices round their lines."""
    given = [each.amount for each in amounts if each]
    total = reduce(_WIDE.add, given, Decimal(0))
    if not given or total.as_tuple().exponent in _WHOLE_CENTS:  # then so has each of them
        return total.quantize(_CENT, ROUND_HALF_UP, _WIDE) if given else total
    return reduce(_WIDE.add, [each.quantize(_CENT, ROUND_HALF_UP, _WIDE) for each in given])
