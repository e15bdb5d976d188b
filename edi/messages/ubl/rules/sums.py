"""Conditions on sums: of lines, allowances, charges and taxes, and what is due in the end.

Amounts are compared as exact decimals, rounded to cents half up as the official rules do.
"""

from decimal import Decimal

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.rules.facts import (
    ZERO,
    Facts,
    charges,
    currency_of,
    is_vat,
    product,
    rounded,
    total,
    whole,
)
from edi.messages.ubl.rules.notation import check

_SLACK = Decimal("0.02")
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_QUANTITIES = {"Invoice": "InvoicedQuantity", "CreditNote": "CreditedQuantity"}


def near(one: Decimal, other: Decimal) -> bool:
    return one == other or abs(one - other) <= _SLACK


@check
def sum_of_lines(totals: Group, facts: Facts) -> bool:
    stated = totals.number("LineExtensionAmount")
    return stated is None or stated == facts.line_total


@check
def sum_of_lines_where_given(totals: Group, facts: Facts) -> bool:
    return sum_of_lines(totals, facts)


@check
def sum_of_allowances(totals: Group, facts: Facts) -> bool:
    return _sum_is(totals.number("AllowanceTotalAmount"), facts.allowances, needed=True)


@check
def sum_of_charges(totals: Group, facts: Facts) -> bool:
    return _sum_is(totals.number("ChargeTotalAmount"), facts.charges, needed=True)


@check
def sum_of_allowances_or_none(totals: Group, facts: Facts) -> bool:
    return _sum_is(totals.number("AllowanceTotalAmount") or ZERO, facts.allowances, needed=False)


@check
def sum_of_charges_or_none(totals: Group, facts: Facts) -> bool:
    return _sum_is(totals.number("ChargeTotalAmount") or ZERO, facts.charges, needed=False)


def _sum_is(stated: Decimal | None, parts: list[Group], *, needed: bool) -> bool:
    if stated is None:
        return not (parts and needed)
    return stated == rounded(total(each.number("Amount") for each in parts))


@check
def total_without_tax(totals: Group, _facts: Facts) -> bool:
    stated, lines = totals.number("TaxExclusiveAmount"), totals.number("LineExtensionAmount")
    if stated is None or lines is None:
        return True
    return stated == rounded(_less_and_plus(totals, lines))


def _less_and_plus(totals: Group, lines: Decimal) -> Decimal:
    less = totals.number("AllowanceTotalAmount") or ZERO
    return total([lines, -less, totals.number("ChargeTotalAmount")])


@check
def sum_of_taxes(tax_total: Group, _facts: Facts) -> bool:
    stated, parts = tax_total.number("TaxAmount"), tax_total.groups("TaxSubtotal")
    if stated is None or not parts:
        return True
    return stated == rounded(total(each.number("TaxAmount") for each in parts))


@check
def total_with_tax(root: Group, facts: Facts) -> bool:
    totals = root.group("LegalMonetaryTotal")
    taxes = [
        each.number("TaxAmount")
        for each in root.groups("TaxTotal")
        if currency_of(each.leaf("TaxAmount")) == facts.currency
    ]
    if totals is None or not facts.currency:
        return True
    stated, net = totals.number("TaxInclusiveAmount"), totals.number("TaxExclusiveAmount")
    if len(taxes) != 1 or stated is None or net is None:
        return False
    return stated == rounded(total([net, *taxes]))


@check
def amount_due(totals: Group, _facts: Facts) -> bool:
    due, gross = totals.number("PayableAmount"), totals.number("TaxInclusiveAmount")
    if due is None or gross is None:
        return due is None
    paid = totals.number("PrepaidAmount") or ZERO
    rounding = totals.number("PayableRoundingAmount") or ZERO
    return rounded(due - rounding) == rounded(gross - paid)


@check
def tax_of_part(part: Group, _facts: Facts) -> bool:
    tax, taxed = part.number("TaxAmount"), part.number("TaxableAmount")
    category = part.group("TaxCategory")
    rate = category.number("Percent") if category and is_vat(category) else None
    if tax is None or taxed is None:
        return True
    if rate is None or not whole(rate):
        return not whole(tax)
    return is_tax_of(tax, taxed, rate)


def is_tax_of(tax: Decimal, taxed: Decimal, rate: Decimal) -> bool:
    """Say whether a tax is its rate of an amount, give or take one unit, as EN 16931 allows."""
    expected = rounded(product(abs(taxed), rate) / _HUNDRED)
    return abs(tax) - 1 < expected < abs(tax) + 1


@check
def line_amount(line: Group, facts: Facts) -> bool:
    quantity = line.number(_QUANTITIES.get(facts.name, "Quantity"))
    price = line.group("Price")
    each = price.number("PriceAmount") if price else None
    per = price.number("BaseQuantity") if price else None
    expected = product(_ONE if quantity is None else quantity, each or ZERO)
    if per and per != _ONE:
        expected /= per
    if "AllowanceCharge" in line.items:
        expected += rounded(total(c.number("Amount") for c in charges(line, is_charge=True)))
        expected -= rounded(total(c.number("Amount") for c in charges(line, is_charge=False)))
    return near(line.number("LineExtensionAmount") or ZERO, expected)


# Allowances, charges and prices


@check
def percent_of_base(charge: Group, _facts: Facts) -> bool:
    base, percent = charge.number("BaseAmount"), charge.number("MultiplierFactorNumeric")
    if base is None or percent is None:
        return True
    return near(charge.number("Amount") or ZERO, product(base, percent) / _HUNDRED)


@check
def base_with_percent(charge: Group, _facts: Facts) -> bool:
    return charge.value("MultiplierFactorNumeric") is None or charge.value("BaseAmount") is not None


@check
def percent_with_base(charge: Group, _facts: Facts) -> bool:
    return charge.value("BaseAmount") is None or charge.value("MultiplierFactorNumeric") is not None


@check
def is_allowance(charge: Group, _facts: Facts) -> bool:
    return charge.value("ChargeIndicator") is False


@check
def net_is_gross_less_discount(price: Group, _facts: Facts) -> bool:
    if "AllowanceCharge" not in price.items:
        return True
    gross = price.number("AllowanceCharge", "BaseAmount")
    net, discount = price.number("PriceAmount"), price.number("AllowanceCharge", "Amount")
    return gross is None or net is None or discount is None or net == gross - discount


@check
def order_total_without_tax(totals: Group, _facts: Facts) -> bool:
    stated, lines = totals.number("TaxExclusiveAmount"), totals.number("LineExtensionAmount")
    return stated is None or lines is None or stated == _less_and_plus(totals, lines)


@check
def order_amount_due(totals: Group, _facts: Facts) -> bool:
    return totals.number("TaxInclusiveAmount") is None or amount_due(totals, _facts)


@check
def order_total_with_tax(root: Group, _facts: Facts) -> bool:
    totals, tax = root.group("AnticipatedMonetaryTotal"), root.number("TaxTotal", "TaxAmount")
    gross = totals.number("TaxInclusiveAmount") if totals else None
    if totals is None or gross is None or tax is None:
        return True
    net = totals.number("TaxExclusiveAmount")
    if net is None:
        net = _less_and_plus(totals, totals.number("LineExtensionAmount") or ZERO)
    return gross == net + tax
