"""Whether two customers are one, by what, and how sure that is."""

import pytest

from deals.conflicts.likeness import (
    Customer,
    Sign,
    likeness,
    name_similarity,
    registrable_domain,
)
from deals.conflicts.models import Thresholds
from deals.conflicts.precedence import Claim, Rule, Side, precedence
from partners.accounts.duplicates.models import IdentityKind
from portal.kernel.ids import new_id

VAT, LEI, DUNS = IdentityKind.VAT, IdentityKind.LEI, IdentityKind.DUNS


def customer(name: str = "halden logistik", country: str = "NO", **more: object) -> Customer:
    return Customer(new_id(), name, country, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("shop.halden.co.uk", "halden.co.uk"),
        ("WWW.Halden-AS.NO.", "halden-as.no"),
        ("co.uk", None),
        ("gmail.com", None),
        ("halden.github.io", "halden.github.io"),
        (None, None),
    ],
)
def test_what_of_a_host_one_registers(host: str | None, domain: str | None) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("other", "points", "sign"),
    [
        (customer("other", registered={VAT: "NO123456789"}), 100, Sign.REGISTER),
        (customer("other", domain="halden.example"), 100, Sign.DOMAIN),
        (customer("other", mail_domains=frozenset({"halden.example"})), 90, Sign.MAIL),
        (customer("halden logistiks"), 80, Sign.NAME),
        (customer("halden logistik", "SE"), 0, None),
        (customer("nordwind maritim"), 0, None),
        # Registers know them as two, however alike their names are; a site's number does not.
        (customer(registered={VAT: "NO987654321"}), 0, None),
        (customer(registered={VAT: "SE987654321"}), 80, Sign.NAME),
        (customer(registered={DUNS: "987654321"}), 80, Sign.NAME),
    ],
)
def test_customers_are_alike_by_their_strongest_sign(
    other: Customer, points: int, sign: Sign | None
) -> None:
    known = {VAT: "NO123456789", LEI: "x", DUNS: "123456789"}
    one = customer(domain="halden.example", registered=known)

    assert likeness(one, other) == (points, sign)
    assert likeness(other, one) == (points, sign)


def test_how_alike_names_must_be_is_the_programmes_to_say() -> None:
    one, other = customer("nordwind maritim"), customer("nordwint maritime")

    assert likeness(one, other, Thresholds(name_similarity=100)).sign is None
    assert likeness(one, other, Thresholds(name_similarity=85)).sign is Sign.NAME


def test_numbers_in_names_tell_them_apart_and_the_order_of_words_does_not() -> None:
    assert name_similarity("stadtverk 2 nord", "stadtverk 3 nord") == 0
    assert name_similarity("nord stadtverk", "stadtverk nord") == 100


def claim(**changes: object) -> Claim:
    values: dict[str, object] = {
        "is_renewal": False,
        "is_incumbent": False,
        "is_named_in_writing": False,
        "sequence": 7,
        "documents": 0,
    }
    return Claim(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("this", "other", "rule", "side"),
    [
        (claim(is_renewal=True, is_incumbent=True), claim(sequence=1), Rule.INCUMBENT, Side.THIS),
        (claim(is_incumbent=True), claim(sequence=1), Rule.EARLIEST, Side.OTHER),
        (claim(is_named_in_writing=True, letters=1), claim(sequence=1), Rule.WRITTEN, Side.THIS),
        (
            claim(is_named_in_writing=True, documents=2),
            claim(sequence=1),
            Rule.EARLIEST,
            Side.OTHER,
        ),
        (claim(letters=1), claim(sequence=1), Rule.EARLIEST, Side.OTHER),
        (claim(sequence=None), claim(), Rule.EARLIEST, Side.OTHER),
        (claim(sequence=None, documents=2), claim(sequence=None), Rule.EVIDENCE, Side.THIS),
        (claim(), claim(), Rule.DECISION, None),
    ],
)
def test_the_first_rule_that_separates_them_decides(
    this: Claim, other: Claim, rule: Rule, side: Side | None
) -> None:
    steps = precedence(this, other)

    assert steps[-1] == (rule, side)
    assert all(step.goes_to is None for step in steps[:-1])
    assert [step.rule for step in steps] == list(Rule)[: len(steps)]
