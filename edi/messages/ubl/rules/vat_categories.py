"""The rules of EN 16931 for each category of VAT, BR-S-01 to BR-O-14.

All categories have the same ten rules, with the differences that a row of `CATEGORIES` names.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.rules.facts import ZERO, Categories, Facts, is_vat, total
from edi.messages.ubl.rules.notation import Rule, Step, Test, path
from edi.messages.ubl.rules.sums import is_tax_of
from edi.syntax.faults import Severity


class Category(NamedTuple):
    """A category of VAT: `id` is that in the rules, `code` that in documents.

    `registered` says who needs a tax number: the seller any, the seller a VAT number, both, or
    nobody may have one. `rate` is how the rate has to be. `by_rate` says that there is a part of
    the breakdown for each rate, whose tax is computed; elsewhere there is one without tax.
    """

    id: str
    code: str
    name: str
    registered: Literal["seller", "seller VAT", "both", "both VAT", "none"]
    rate: Literal["positive", "zero", "not negative", "absent"]
    by_rate: bool = False
    needs_reason: bool = False


CATEGORIES = (
    Category("S", "S", "standard rated", "seller", "positive", by_rate=True),
    Category("Z", "Z", "zero rated", "seller", "zero"),
    Category("E", "E", "exempt from VAT", "seller", "zero", needs_reason=True),
    Category("AE", "AE", "reverse charge", "both", "zero", needs_reason=True),
    Category("IC", "K", "intra-Community supply", "both VAT", "zero", needs_reason=True),
    Category("G", "G", "export outside the EU", "seller VAT", "zero", needs_reason=True),
    Category("O", "O", "not subject to VAT", "none", "absent", needs_reason=True),
    Category("AF", "L", "IGIC of the Canary Islands", "seller", "not negative", by_rate=True),
    Category("AG", "M", "IPSI of Ceuta and Melilla", "seller", "not negative", by_rate=True),
)
_SELLER = ("AccountingSupplierParty", "Party")
_AGENT = ("TaxRepresentativeParty",)
_BUYER = ("AccountingCustomerParty", "Party")
_REGISTERED = {
    "seller": "the seller, or the seller's tax representative, needs a tax number",
    "seller VAT": "the seller, or the seller's tax representative, needs a VAT number",
    "both": "seller and buyer need tax or register numbers",
    "both VAT": "seller and buyer need VAT numbers",
    "none": "neither seller nor buyer may have a VAT number",
}
_RATES = {
    "positive": "must be more than zero",
    "zero": "must be zero",
    "not negative": "must be zero or more",
    "absent": "must be left out",
}
_LINE = "Line/Item/ClassifiedTaxCategory"
_PART = "TaxTotal/TaxSubtotal/TaxCategory"
_ALLOWANCE = "AllowanceCharge[ChargeIndicator=false]/TaxCategory"
_CHARGE = "AllowanceCharge[ChargeIndicator=true]/TaxCategory"
_RATED = (
    (5, _LINE),
    (6, _ALLOWANCE),
    (6, f"Line/{_ALLOWANCE}"),
    (7, _CHARGE),
    (7, f"Line/{_CHARGE}"),
)
_NOWHERE = Categories()


def rules() -> Iterator[Rule]:
    """Yield the rules of all categories."""
    for category in CATEGORIES:
        yield from _rules(category)
    yield from _of_supplies()
    yield from _of_no_vat()


def _rules(category: Category) -> Iterator[Rule]:
    shown = f"“{category.name}” ({category.code})"
    yield _rule(
        category, 1, "", _breakdown(category), f"The VAT breakdown has no part for {shown}, or "
        "more than it may have, or one that nothing belongs to. Correct it."
    )  # fmt: skip
    where = {"a line": _lines, "an allowance": _allowances, "a charge": _charges}
    for number, (what, given) in enumerate(where.items(), 2):
        sentence = f"With {what} that is {shown}, {_REGISTERED[category.registered]}. Correct it."
        yield _rule(category, number, "", _registration(category, given), sentence)
    for number, context in _RATED:
        sentence = f"The VAT rate of {shown} {_RATES[category.rate]}. Correct it."
        yield _rule(category, number, context, _rate(category), sentence, ("Percent",))
    yield _rule(
        category, 8, _PART, _taxable(category), f"The taxable amount of {shown} is not what its "
        "lines, allowances and charges add up to. Correct it."
    )  # fmt: skip
    expected = "the rate of its taxable amount" if category.by_rate else "zero"
    sentence = f"The VAT of {shown} must be {expected}. Correct it."
    yield _rule(category, 9, _PART, _tax(category), sentence)
    needed = "needs a reason for the exemption" if category.needs_reason else "may have no reason"
    sentence = f"The part of the VAT breakdown for {shown} {needed} (BT-120, BT-121). Correct it."
    yield _rule(category, 10, _PART, _reason(category), sentence)


def _rule(
    category: Category,
    number: int,
    context: str,
    test: Test,
    sentence: str,
    place: tuple[str, ...] = (),
) -> Rule:
    steps: tuple[Step, ...] = ()
    if context:
        *before, last = path(context).steps
        steps = (*before, Step(last.key, ("ID",), category.code))
        test = _if_vat(test)
    name = f"BR-{category.id}-{number:02}"
    asked_of = "" if context else category.code
    return Rule(name, Severity.ERROR, steps, test, sentence, place, category=asked_of)


def _if_vat(test: Test) -> Test:
    return lambda group, facts: not is_vat(group) or test(group, facts)


def _lines(found: Categories) -> list[Group]:
    return found.of_lines


def _allowances(found: Categories) -> list[Group]:
    return found.of_allowances


def _charges(found: Categories) -> list[Group]:
    return found.of_charges


def _parts(facts: Facts, code: str) -> int:
    categories = (each.group("TaxCategory") for each in facts.breakdown)
    return sum(each is not None and each.text("ID") == code and is_vat(each) for each in categories)


def _breakdown(category: Category) -> Test:
    """Count the standard rate whatever its scheme is (BR-S-01), of others what is VAT."""

    def test(_root: Group, facts: Facts) -> bool:
        found = facts.categories.get(category.code, _NOWHERE)
        used = [*found.of_lines, *found.of_allowances, *found.of_charges]
        if not category.by_rate:
            used += found.others
            return not any(map(is_vat, used)) or _parts(facts, category.code) == 1
        if category.code != "S":
            return any(map(is_vat, used)) == bool(_parts(facts, category.code))
        return bool(used) == any(
            part.text("TaxCategory", "ID") == category.code for part in facts.breakdown
        )

    return test


def _registration(category: Category, given: Callable[[Categories], list[Group]]) -> Test:
    def test(_root: Group, facts: Facts) -> bool:
        used = given(facts.categories.get(category.code, _NOWHERE))
        if category.registered == "none":  # BR-O-03 and BR-O-04 leave out those of lines
            used = [each for each in used if given is _lines or _is_of(facts.root, each)]
        if not any(map(is_vat, used)):  # BR-S-02 wants the scheme named
            return not used or given is not _lines or category.code != "S"
        agent = facts.has_tax_number(*_AGENT, vat_only=True)
        if category.registered == "none":
            return not (
                agent
                or facts.has_tax_number(*_SELLER, vat_only=True)
                or facts.has_tax_number(*_BUYER, vat_only=True)
            )
        vat_only = category.registered.endswith("VAT")
        seller = agent or facts.has_tax_number(*_SELLER, vat_only=vat_only)
        return seller and (not category.registered.startswith("both") or _buyer(facts, vat_only))

    return test


def _is_of(root: Group, category: Group) -> bool:
    return category.parent is not None and category.parent.parent is root


def _buyer(facts: Facts, vat_only: bool) -> bool:
    legal = facts.root.text(*_BUYER, "PartyLegalEntity", "CompanyID")
    return facts.has_tax_number(*_BUYER, vat_only=True) or (bool(legal) and not vat_only)


def _rate(category: Category) -> Test:
    def test(group: Group, _facts: Facts) -> bool:
        rate = group.number("Percent")
        if rate is None:
            return category.rate == "absent"
        holds = {"positive": rate > 0, "zero": rate == 0, "not negative": rate >= 0}
        return holds.get(category.rate, False)

    return test


def _taxable(category: Category) -> Test:
    def test(group: Group, facts: Facts) -> bool:
        stated = group.parent.number("TaxableAmount") if group.parent else None
        rate = group.number("Percent") if category.by_rate else None
        sums = facts.taxable.get(category.code, {})
        found = [sum_ for taxed, sum_ in sums.items() if rate is None or taxed == rate]
        if stated is None or (category.by_rate and not found):
            return stated is None
        computed = total(found)
        return abs(stated - computed) < 1 if category.by_rate else stated == computed

    return test


def _tax(category: Category) -> Test:
    def test(group: Group, _facts: Facts) -> bool:
        part = group.parent
        tax = part.number("TaxAmount") if part else None
        taxed = part.number("TaxableAmount") if part else None
        if tax is None or taxed is None:
            return True
        if category.by_rate:
            return is_tax_of(tax, taxed, group.number("Percent") or ZERO)
        return tax == 0

    return test


def _reason(category: Category) -> Test:
    def test(group: Group, _facts: Facts) -> bool:
        given = group.all("TaxExemptionReason") or group.all("TaxExemptionReasonCode")
        return bool(given) is category.needs_reason

    return test


def _of_supplies() -> Iterator[Rule]:
    def delivered(root: Group, facts: Facts) -> bool:
        period = root.group("InvoicePeriod")
        on = root.value("Delivery", "ActualDeliveryDate")
        return not _parts(facts, "K") or on is not None or bool(period and period.items)

    def abroad(root: Group, facts: Facts) -> bool:
        country = ("Delivery", "DeliveryLocation", "Address", "Country", "IdentificationCode")
        return not _parts(facts, "K") or bool(root.text(*country))

    supply = CATEGORIES[4]
    yield _rule(
        supply, 11, "", delivered, "An intra-Community supply needs the date of delivery (BT-72) "
        "or the invoicing period (BG-14). Add one."
    )  # fmt: skip
    yield _rule(
        supply, 12, "", abroad, "An intra-Community supply needs the country the goods went to "
        "(BT-80). Add it."
    )  # fmt: skip


def _of_no_vat() -> Iterator[Rule]:
    def others(given: Callable[[Categories], list[Group]]) -> Test:
        def test(_root: Group, facts: Facts) -> bool:
            kinds = facts.categories.items()
            others = (given(found) for code, found in kinds if code not in {"", "O"})
            return not _parts(facts, "O") or not any(
                is_vat(each) for all_ in others for each in all_
            )

        return test

    def alone(_root: Group, facts: Facts) -> bool:
        return not _parts(facts, "O") or len(facts.breakdown) == _parts(facts, "O")

    kinds: dict[str, Test] = {
        "parts of the VAT breakdown": alone,
        "lines": others(_lines),
        "allowances": others(_allowances),
        "charges": others(_charges),
    }
    for number, (what, test) in enumerate(kinds.items(), 11):
        sentence = (
            f"A document that is not subject to VAT (O) may have no {what} of another category. "
            "Put them in a document of their own."
        )
        yield _rule(CATEGORIES[6], number, "", test, sentence)
