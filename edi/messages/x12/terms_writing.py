"""Allowances and charges, taxes, terms and carriers to SAC, TXI, ITD, FOB and TD5."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from edi.canonical.charges import AllowanceCharge, TaxAmount, TaxCategory
from edi.canonical.measures import Money
from edi.canonical.terms import DeliveryTerms, PaymentTerms, Transport
from edi.messages.x12 import codes, writing
from edi.messages.x12.terms import MUTUAL
from edi.syntax.x12.writer import WrittenSegment

_SCAC = re.compile(r"[A-Z]{2,4}")
_INCOTERM = re.compile(r"[A-Z]{3}")
_MOST_DAYS = 999
_MOST_BASIS_DIGITS = 9
_BASE_PRICE = "6"  # data element 378


def charges(
    given: Sequence[AllowanceCharge], currency: str, *, with_tax: bool = False
) -> Iterator[WrittenSegment]:
    """Write each as a SAC, with a CUR of its own in another currency, or (`with_tax`) a TXI."""
    for each in given:
        amount = each.amount
        percent = writing.number(each.percent)
        is_foreign = amount is not None and amount.currency != currency
        if is_foreign and (with_tax or not amount or not amount.currency):
            continue  # nothing there says the currency, and a bare number would lie
        yield (
            "SAC",
            "C" if each.is_charge else "A",
            *_charge_code(each.code),
            writing.cents(amount.amount, "SAC", 5) if amount else "",
            _BASE_PRICE if percent else "",
            percent,
            *[""] * 7,
            each.reason,
        )
        if is_foreign and amount:
            yield ("CUR", "BY", amount.currency)
        if with_tax and each.tax:
            yield from category(each.tax)


def _charge_code(name: str) -> tuple[str, str, str]:
    """Return SAC02 to SAC04; a code X12 does not know is "other", described by SAC15."""
    agency, slash, code = name.removeprefix("x12:").partition("/")
    if name.startswith("x12:") and slash:
        return "", agency, code
    return codes.CHARGES.code(name) or codes.OTHER_CHARGE, "", ""


def taxes(given: Sequence[TaxAmount], currency: str) -> Iterator[WrittenSegment]:
    for each in given:
        if each.amount.currency == currency:
            yield from category(each.category, each.amount, each.basis)


def category(
    given: TaxCategory | None, amount: Money | None = None, basis: Money | None = None
) -> Iterator[WrittenSegment]:
    """Write a TXI; none where nothing of it can be said."""
    if given is None:
        return
    kind = codes.TAX_KINDS.code(given.kind)
    exempt = given.exemption_code.removeprefix("x12:") if "x12:" in given.exemption_code else ""
    exempt = exempt or codes.TAX_EXEMPT_CODES.get(given.category, "")
    rate = Decimal(0) if given.category == "Z" and given.rate is None else given.rate
    said = writing.number(rate.scaleb(-2)) if rate is not None else ""
    tax = writing.number(amount.amount) if amount else ""
    if kind and (tax or said or exempt):
        yield ("TXI", kind, tax, said, "", "", exempt, "", _basis(basis, said))


def _basis(basis: Money | None, rate: str) -> str:
    text = writing.number(basis.amount) if basis and rate else ""
    return text if sum(c.isdigit() for c in text) <= _MOST_BASIS_DIGITS else ""


def payment(terms: PaymentTerms | None, currency: str) -> Iterator[WrittenSegment]:
    """Write an ITD; a discount is said only with its date or days (ITD03, ITD08)."""
    if terms is None:
        return
    days, net_days = _days(terms.discount_days), _days(terms.net_days)
    due = writing.day(terms.discount_due) if terms.discount_due else ""
    has_limit = bool(days or due)
    discount = terms.discount if has_limit else None
    values = (
        terms.kind[4:] if terms.kind.startswith("x12:") else "",
        "3" if days or net_days else "",
        writing.number(terms.discount_percent) if has_limit else "",
        due,
        days,
        writing.day(terms.due) if terms.due else "",
        net_days,
        writing.cents(discount.amount, "ITD", 8)
        if discount and discount.currency == currency
        else "",
        *[""] * 3,
        terms.note,
    )
    if any(values):
        yield ("ITD", *values)


def _days(count: int | None) -> str:
    return str(count) if count is not None and 0 <= count <= _MOST_DAYS else ""


def delivery(terms: DeliveryTerms | None) -> Iterator[WrittenSegment]:
    if terms is None:
        return
    paid_by = codes.PAID_BY.code(terms.paid_by) or codes.PAID_AS_AGREED
    agency, slash, code = terms.code.removeprefix("x12:").partition("/")
    if _INCOTERM.fullmatch(terms.code):
        agency, code = "01", terms.code
    elif not (slash and terms.code.startswith("x12:")):
        agency = code = ""
    place = (MUTUAL, terms.place) if terms.place else ("", "")
    yield ("FOB", paid_by, *place, agency, code)


def carrier(given: Transport | None) -> Iterator[WrittenSegment]:
    if given is None:
        return
    scheme = ("2" if _SCAC.fullmatch(given.carrier) else MUTUAL) if given.carrier else ""
    mode = codes.TRANSPORT_MODES.code(given.mode)
    service = given.service[4:] if given.service.startswith("x12:") else ""
    if scheme or mode or given.name or service:
        yield ("TD5", "", scheme, given.carrier, mode, given.name, *[""] * 6, service)
