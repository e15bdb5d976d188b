"""Conditions of rules that a table cannot say: parties, currencies, lines.

Each takes a group of the rule's context and the facts of its document, and says whether the rule
holds; `sums`, `processes` and `identifiers` have more of them.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from edi.messages.ubl.nodes import Group, Leaf, in_price
from edi.messages.ubl.rules.facts import ZERO, Facts, currency_of, is_vat, product
from edi.messages.ubl.rules.notation import check, has_two_decimals
from edi.messages.ubl.tables import Aggregate, codes

_CARD_DIGITS = 10
# That there is a number at all is asked elsewhere.
_VAT_PREFIXES = codes("iso3166") | {"EL", ""}
_UNITS = codes("rec20")
_PARTIES = frozenset({"Party", "CustomerParty", "SupplierParty", "Delivery"})


# Whole documents


@check
def payee_is_another(payee: Group, facts: Facts) -> bool:
    seller = facts.root.group("AccountingSupplierParty", "Party")
    names, numbers = ("PartyName", "Name"), ("PartyIdentification", "ID")
    if not _texts(payee, names) or seller is None:
        return bool(_texts(payee, names))
    return not any(_texts(payee, each) & _texts(seller, each) for each in (names, numbers))


def _texts(party: Group, where: tuple[str, str]) -> set[str]:
    outer, key = where
    return {each.text(key) for each in party.groups(outer) if each.leaf(key)}


@check
def tax_in_tax_currency(root: Group, _facts: Facts) -> bool:
    currency = root.text("TaxCurrencyCode")
    return not currency or currency in _tax_currencies(root)


def _tax_currencies(root: Group) -> list[str]:
    return [currency_of(each.leaf("TaxAmount")) for each in root.groups("TaxTotal")]


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
    return all(
        each.text("CompanyID")[:2] in _VAT_PREFIXES for each in _tax_schemes(root) if is_vat(each)
    )


def _tax_schemes(root: Group) -> Iterator[Group]:
    for party in _parties(root):
        yield from party.groups("PartyTaxScheme")


def _parties(group: Group) -> Iterator[Group]:
    """Yield the parties of a heading."""
    for key, is_party in _ways_to_parties(group.table):
        for each in group.groups(key):
            if is_party:
                yield each
            else:
                yield from _parties(each)


@cache
def _ways_to_parties(table: Aggregate) -> tuple[tuple[str, bool], ...]:
    """Return which children of an aggregate are parties or lead to some, and which of both."""
    return tuple(
        (child.key, child.type == "Party") for child in table.children if child.type in _PARTIES
    )


# Currencies and decimals


@check
def one_currency(root: Group, facts: Facts) -> bool:
    return facts.seen.currencies <= {facts.currency} and all(
        placed.attribute("currencyID") == facts.currency
        for placed in facts.amounts
        if not _is_tax_total_abroad(placed.group, root)
    )


def _is_tax_total_abroad(group: Group, root: Group) -> bool:
    return group.table.name == "TaxTotal" and group.parent is root and not group.all("TaxSubtotal")


@check
def one_currency_where_given(_root: Group, facts: Facts) -> bool:
    return facts.seen.currencies <= {facts.currency} and all(
        placed.attribute("currencyID") == facts.currency for placed in facts.amounts
    )


@check
def currencies_are_known(_root: Group, facts: Facts) -> bool:
    known = codes("iso4217")
    found = {placed.attribute("currencyID") for placed in facts.amounts}
    return found | facts.seen.currencies <= known


@check
def price_in_currency(line: Group, facts: Facts) -> bool:
    leaf = line.leaf("Price", "PriceAmount")
    return leaf is None or currency_of(leaf) == facts.currency


@check
def amounts_have_cents(_root: Group, facts: Facts) -> bool:
    return all(map(has_two_decimals, facts.seen.sums)) and all(
        has_two_decimals(placed.leaf.value)
        for placed in facts.amounts
        if isinstance(placed.leaf.value, Decimal) and not in_price(placed.group)
    )


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
        and currency_of(each.leaf("TaxAmount")) == currency
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
        currency_of(each.leaf("TaxAmount")): each.number("TaxAmount") or ZERO
        for each in root.groups("TaxTotal")
    }
    if not abroad or abroad not in found or facts.currency not in found:
        return True
    return product(found[abroad], found[facts.currency]) >= 0


# Orders


@check
def number_is_unique(line: Group, facts: Facts) -> bool:
    return facts.numbers_are_unique or facts.line_numbers[line.text("ID")] == 1


@check
def category_has_rate(category: Group, _facts: Facts) -> bool:
    return category.number("Percent") is not None or category.text("ID") == "O"


@check
def standard_rate_is_positive(category: Group, _facts: Facts) -> bool:
    return category.text("ID") != "S" or (category.number("Percent") or ZERO) > 0


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
    quantity = line.leaf("InvoicedQuantity") or line.leaf("CreditedQuantity")
    return _is_unit_known(quantity) and _is_unit_known(line.leaf("Price", "BaseQuantity"))


def _is_unit_known(leaf: Leaf | None) -> bool:
    unit = leaf.attributes.get("unitCode") if leaf and leaf.attributes else None
    return unit is None or unit in _UNITS


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
    category = part.group("TaxCategory")
    return category is not None and is_vat(category) and category_has_rate(category, _facts)


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
