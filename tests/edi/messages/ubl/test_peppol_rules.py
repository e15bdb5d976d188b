from pathlib import Path

import pytest

from edi.messages.ubl.rules import RULE_SETS, identifiers, rule_set
from tests.edi.messages.ubl.broken import Broken, read_broken
from tests.edi.messages.ubl.documents import SOUND, read_one, spoil

ALL = read_broken("broken_peppol.table")
# The order change has the rules of the order, the advanced response those of the response.
SHARED = ("PEPPOL-T114-", "PEPPOL-T116-")


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: f"{broken.rule} {broken.sound}")
def test_a_document_that_breaks_a_rule_is_told_which(broken: Broken) -> None:
    assert broken.codes() == {broken.rule} | broken.others


def test_every_rule_has_a_document_that_breaks_it() -> None:
    tried = {broken.rule for broken in ALL}
    known = {rule.id for name in RULE_SETS if "Peppol" in name for rule in rule_set(name).rules}
    assert {rule for rule in known if not rule.startswith(SHARED)} <= tried
    assert tried <= known


def test_rules_are_chosen_by_what_the_document_claims() -> None:
    advanced = spoil(
        SOUND["response"],
        ("set", "/*/cbc:CustomizationID", "urn:fdc:peppol.eu:poacc:trns:order_response_advanced:3"),
    )
    assert read_one(advanced).rule_sets == ("Peppol common", "Peppol order_response_advanced:3")
    foreign = ("set", "/*/cbc:CustomizationID", "urn:fdc:peppol.eu:poacc:trns:despatch_advice:3")
    assert read_one(spoil(SOUND["order"], foreign)).rule_sets == ()


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (identifiers.is_norwegian, "974760673", "974760674"),
        (identifiers.is_belgian, "0403170701", "0403170702"),
        (identifiers.is_danish, "DK12345678", "12345678"),
        (identifiers.is_swedish, "2021005448", "2021005449"),
        (identifiers.is_australian, "51824753556", "51824753557"),
    ],
)
def test_numbers_of_companies_are_known_by_their_check_digits(
    check: object, good: str, bad: str
) -> None:
    assert callable(check)
    assert check(good)
    assert not check(bad)
    assert not check("")


def test_the_documentation_lists_the_rules_there_are() -> None:
    text = (Path(__file__).parents[4] / "docs" / "ubl-rules.md").read_text("utf-8")
    rows = {name for line in text.splitlines() if line.startswith("| ") for name in line.split()}
    listed = {name for name in rows if name.startswith(("BR-", "PEPPOL-")) and name[-1].isdigit()}
    assert listed == {rule.id for name in RULE_SETS for rule in rule_set(name).rules}
