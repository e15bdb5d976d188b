import pytest

from edi.messages.ubl.rules import rule_set
from edi.syntax.faults import Severity
from tests.edi.messages.ubl.broken import Broken, read_broken
from tests.edi.messages.ubl.documents import SOUND, codes, read_one, spoil

ALL = read_broken("broken_invoices.table")
IMPLIED = {"BR-01": "a document without CustomizationID claims to follow no rules"}


@pytest.mark.parametrize("broken", ALL, ids=lambda broken: broken.rule)
def test_a_document_that_breaks_a_rule_is_told_which(broken: Broken) -> None:
    assert broken.codes() == {broken.rule} | broken.others


def test_every_rule_has_a_document_that_breaks_it() -> None:
    tried = {broken.rule for broken in ALL} | IMPLIED.keys()
    assert {rule.id for rule in rule_set("EN 16931").rules} == tried


@pytest.mark.parametrize("sound", SOUND)
def test_a_sound_document_breaks_no_rule(sound: str) -> None:
    result = read_one(SOUND[sound])
    assert not result.faults
    assert result.document is not None
    assert result.rule_sets


def test_a_broken_rule_names_its_place_and_what_to_do() -> None:
    data = spoil(SOUND["core"], ("cut", "//cac:InvoiceLine[2]/cac:Item/cbc:Name"))
    (fault,) = read_one(data).faults
    assert fault.code == "BR-25"
    assert fault.place() == "/Invoice/cac:InvoiceLine[2]/cac:Item/cbc:Name"
    assert data[fault.position.offset :].startswith(b"<cac:Item>")
    assert fault.position.line > 1
    assert fault.sentence == "The item of the line has no name (BT-153). Add it."


def test_a_warning_lets_the_document_pass() -> None:
    (card,) = (broken for broken in ALL if broken.rule == "BR-51")
    result = read_one(card.document())
    assert [fault.severity for fault in result.faults] == [Severity.WARNING]
    assert result.document is not None


def test_a_document_that_claims_nothing_is_judged_by_its_structure_alone() -> None:
    data = spoil(SOUND["core"], ("cut", "//cbc:CustomizationID"), ("cut", "//cbc:DueDate"))
    data = spoil(data, ("cut", "//cac:PaymentTerms"))
    assert read_one(data).rule_sets == ()
    assert not codes(data)
