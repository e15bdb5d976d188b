"""Conditions of rules that a table cannot say: sums, currencies, codes in many places.

Each takes a group of the rule's context and the facts of its document, and says whether the rule
holds. Amounts are compared as exact decimals, rounded to cents half up as the official rules do.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from edi.messages.ubl.nodes import Group, Leaf
from edi.messages.ubl.rules.facts import (
    ZERO,
    Facts,
    charges,
    is_vat,
    product,
    rounded,
    total,
)
from edi.messages.ubl.rules.notation import Test, has_two_decimals
from edi.messages.ubl.tables import codes

ALL: dict[str, Test] = {}
_SLACK = Decimal("0.02")
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_CARD_DIGITS = 10
_EU_PREFIXES = {"EL"}
_QUANTITIES = {"Invoice": "InvoicedQuantity", "CreditNote": "CreditedQuantity"}
_ORDER_PROCESSES = {
    "Order": {
        "urn:fdc:peppol.eu:poacc:bis:order_only:3",
        "urn:fdc:peppol.eu:poacc:bis:ordering:3",
        "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3",
    },
    "OrderChange": {"urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3"},
}
_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:([0-9]{2}):1\.0")
_PEPPOL_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_INVOICE_TYPES = codes("peppol-invoice")
_CREDIT_TYPES = codes("peppol-credit")


def check(test: Test) -> Test:
    """Make a function known to rule tables under its own name."""
    ALL[test.__name__] = test
    return test


def near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _SLACK


# Whole documents


@check
def payee_is_another(payee: Group, facts: Facts) -> bool:
    seller = facts.root.group("AccountingSupplierParty", "Party")
    name, number = payee.text("PartyName", "Name"), payee.text("PartyIdentification", "ID")
    if not name or seller is None:
        return bool(name)
    same_name = name == seller.text("PartyName", "Name")
    return not same_name and (not number or number != seller.text("PartyIdentification", "ID"))


@check
def tax_in_tax_currency(root: Group, _facts: Facts) -> bool:
    currency = root.text("TaxCurrencyCode")
    return not currency or currency in _tax_currencies(root)


def _tax_currencies(root: Group) -> list[str]:
    return [_currency(each.leaf("TaxAmount")) for each in root.groups("TaxTotal")]


def _currency(leaf: Leaf | None) -> str:
    return (leaf.attributes or {}).get("currencyID", "") if leaf else ""


@check
def one_tax_point(root: Group, _facts: Facts) -> bool:
    return root.value("TaxPointDate") is None or not root.text("InvoicePeriod", "DescriptionCode")


@check
def due_or_terms(root: Group, facts: Facts) -> bool:
    due = root.number("LegalMonetaryTotal", "PayableAmount")
    if facts.name != "Invoice" or due is None or due <= 0:
        return True
    noted = any(each.text("Note") for each in root.groups("PaymentTerms"))
    return root.value("DueDate") is not None or noted


@check
def vat_numbers_name_country(root: Group, _facts: Facts) -> bool:
    known = codes("iso3166") | _EU_PREFIXES
    return all(each.text("CompanyID")[:2] in known for each in _tax_schemes(root) if is_vat(each))


def _tax_schemes(root: Group) -> Iterator[Group]:
    for party in _parties(root):
        yield from party.groups("PartyTaxScheme")


def _parties(group: Group) -> Iterator[Group]:
    """Yield the parties of a heading."""
    for found in group.items.values():
        for each in found if isinstance(found, list) else [found]:
            if not isinstance(each, Group):
                continue
            if each.table.name == "Party":
                yield each
            elif each.table.name in {"CustomerParty", "SupplierParty", "Delivery"}:
                yield from _parties(each)


# Sums


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
        if _currency(each.leaf("TaxAmount")) == facts.currency
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
    rate = part.number("TaxCategory", "Percent")
    if tax is None or taxed is None:
        return True
    if rate is None or not rounded(rate).to_integral_value():
        return not tax.to_integral_value()
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
    gross = price.number("AllowanceCharge", "BaseAmount")
    net, discount = price.number("PriceAmount"), price.number("AllowanceCharge", "Amount")
    return gross is None or net is None or discount is None or net == gross - discount


# Currencies and decimals


@check
def one_currency(root: Group, facts: Facts) -> bool:
    return all(
        placed.attribute("currencyID") == facts.currency
        for placed in facts.amounts
        if not _is_tax_total_abroad(placed.group, root)
    )


def _is_tax_total_abroad(group: Group, root: Group) -> bool:
    return group.table.name == "TaxTotal" and group.parent is root and not group.all("TaxSubtotal")


@check
def one_currency_where_given(_root: Group, facts: Facts) -> bool:
    return all(placed.attribute("currencyID") == facts.currency for placed in facts.amounts)


@check
def currencies_are_known(_root: Group, facts: Facts) -> bool:
    known = codes("iso4217")
    return {placed.attribute("currencyID") for placed in facts.amounts} <= known


@check
def price_in_currency(line: Group, facts: Facts) -> bool:
    leaf = line.leaf("Price", "PriceAmount")
    return leaf is None or _currency(leaf) == facts.currency


@check
def amounts_have_cents(_root: Group, facts: Facts) -> bool:
    return all(
        has_two_decimals(placed.leaf.value)
        for placed in facts.amounts
        if isinstance(placed.leaf.value, Decimal) and not _in_price(placed.group)
    )


def _in_price(group: Group | None) -> bool:
    return group is not None and (group.table.name == "Price" or _in_price(group.parent))


@check
def tax_total_has_cents(root: Group, facts: Facts) -> bool:
    return _tax_has_cents(root, facts.currency)


@check
def tax_total_abroad_has_cents(root: Group, _facts: Facts) -> bool:
    return _tax_has_cents(root, root.text("TaxCurrencyCode"))


def _tax_has_cents(root: Group, currency: str) -> bool:
    return all(
        has_two_decimals(number)
        for each in root.groups("TaxTotal")
        if (number := each.number("TaxAmount")) is not None
        and _currency(each.leaf("TaxAmount")) == currency
    )


@check
def tax_currency_is_another(root: Group, facts: Facts) -> bool:
    return not facts.currency or root.text("TaxCurrencyCode") != facts.currency


@check
def one_breakdown(root: Group, _facts: Facts) -> bool:
    return sum(bool(each.all("TaxSubtotal")) for each in root.groups("TaxTotal")) == 1


@check
def one_total_in_tax_currency(root: Group, _facts: Facts) -> bool:
    bare = sum(not each.all("TaxSubtotal") for each in root.groups("TaxTotal"))
    return bare == (1 if root.text("TaxCurrencyCode") else 0)


@check
def same_sign_of_tax(root: Group, facts: Facts) -> bool:
    abroad = root.text("TaxCurrencyCode")
    found = {
        _currency(each.leaf("TaxAmount")): each.number("TaxAmount") or ZERO
        for each in root.groups("TaxTotal")
    }
    if not abroad or abroad not in found or facts.currency not in found:
        return True
    return product(found[abroad], found[facts.currency]) >= 0


# Orders


@check
def number_is_unique(line: Group, facts: Facts) -> bool:
    return facts.line_numbers[line.text("ID")] == 1


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


@check
def category_has_rate(category: Group, _facts: Facts) -> bool:
    return category.number("Percent") is not None or category.text("ID") == "O"


@check
def standard_rate_is_positive(category: Group, _facts: Facts) -> bool:
    return category.text("ID") != "S" or (category.number("Percent") or ZERO) > 0


@check
def order_process_is_known(root: Group, facts: Facts) -> bool:
    given = root.text("ProfileID")
    return not given or given in _ORDER_PROCESSES.get(facts.name, {given})


@check
def outstanding_has_reason(line: Group, _facts: Facts) -> bool:
    return line.value("OutstandingQuantity") is None or bool(line.text("OutstandingReason"))


# Lines of invoices


@check
def quantity_has_unit(line: Group, _facts: Facts) -> bool:
    leaf = line.leaf("InvoicedQuantity") or line.leaf("CreditedQuantity")
    return leaf is not None and bool((leaf.attributes or {}).get("unitCode"))


@check
def units_are_known(line: Group, _facts: Facts) -> bool:
    found = [line.leaf("InvoicedQuantity"), line.leaf("CreditedQuantity")]
    found.append(line.leaf("Price", "BaseQuantity"))
    given = {(leaf.attributes or {}).get("unitCode") for leaf in found if leaf}
    return given - {None} <= codes("rec20")


@check
def same_unit(line: Group, _facts: Facts) -> bool:
    quantity = line.leaf("InvoicedQuantity") or line.leaf("CreditedQuantity")
    base = line.leaf("Price", "BaseQuantity")
    if base is None or quantity is None or "unitCode" not in (base.attributes or {}):
        return True
    return (base.attributes or {})["unitCode"] == (quantity.attributes or {}).get("unitCode")


@check
def object_reference(line: Group, _facts: Facts) -> bool:
    return all(each.text("DocumentTypeCode") == "130" for each in line.groups("DocumentReference"))


@check
def starts_in_period(period: Group, facts: Facts) -> bool:
    own, whole = period.value("StartDate"), facts.root.value("InvoicePeriod", "StartDate")
    return not (isinstance(own, date) and isinstance(whole, date)) or own >= whole


@check
def ends_in_period(period: Group, facts: Facts) -> bool:
    own, whole = period.value("EndDate"), facts.root.value("InvoicePeriod", "EndDate")
    return not (isinstance(own, date) and isinstance(whole, date)) or own <= whole


@check
def subtotal_has_rate(part: Group, _facts: Facts) -> bool:
    return category_has_rate(part.group("TaxCategory") or part, _facts)


@check
def card_number_is_short(card: Group, _facts: Facts) -> bool:
    return len(card.text("PrimaryAccountNumberID")) <= _CARD_DIGITS


@check
def one_project(root: Group, facts: Facts) -> bool:
    projects = [
        each
        for each in root.groups("AdditionalDocumentReference")
        if each.text("DocumentTypeCode") == "50"
    ]
    return facts.name != "CreditNote" or len(projects) <= 1


# Kinds of documents and processes


@check
def is_peppol_billing(root: Group, _facts: Facts) -> bool:
    return root.text("CustomizationID").startswith(_PEPPOL_BILLING)


@check
def process_is_known(root: Group, _facts: Facts) -> bool:
    return bool(_PROCESS.fullmatch(root.text("ProfileID")))


@check
def type_code_is_known(root: Group, facts: Facts) -> bool:
    name = "invoice" if facts.name == "Invoice" else "credit"
    code = root.text(f"{facts.name}TypeCode")
    return not code or code in codes(f"uncl1001-{name}")


@check
def invoice_type_of_process(root: Group, _facts: Facts) -> bool:
    return _type_is(root, "InvoiceTypeCode", _INVOICE_TYPES)


@check
def credit_type_of_process(root: Group, _facts: Facts) -> bool:
    return _type_is(root, "CreditNoteTypeCode", _CREDIT_TYPES)


def _type_is(root: Group, key: str, known: frozenset[str]) -> bool:
    process, code = _PROCESS.fullmatch(root.text("ProfileID")), root.text(key)
    return not process or process[1] != "01" or not code or code in known
