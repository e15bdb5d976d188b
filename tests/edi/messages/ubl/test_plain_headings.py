"""Headings read from the text of a document say what they say element by element.

A blank in a tag of the heading makes sure that it is read element by element.
"""

import random

import pytest

from edi.messages.ubl import write_invoice, write_order
from edi.messages.ubl.headings import read_plain
from edi.messages.ubl.moulds import NotPlainError
from edi.messages.ubl.plain import PlainLines, cut
from edi.syntax.xml.limits import LIMITS
from edi.syntax.xml.parsing import source_of
from tests.edi.examples import examples
from tests.edi.messages.ubl.documents import SOUND, an_order
from tests.edi.messages.ubl.spoilt_values import said_of, spoilt
from tests.edi.mutations.ubl_files import invoice_of

_NAMES = ["order", "invoice", "credit", "core"]
_LINE = b"<cac:%sLine>"
_LINE_END = b"</cac:InvoiceLine>"


def _apart(data: bytes) -> bytes:
    return data.replace(b"<cbc:ID>", b"<cbc:ID >", 1)


def _end(data: bytes) -> int:
    kinds = (b"Order", b"Invoice", b"CreditNote")
    return min(at for kind in kinds if (at := data.find(_LINE % kind)) >= 0)


def _is_plain(data: bytes) -> bool:
    """Say whether a heading is read from its text, now or when such a one has been met."""
    try:
        given = cut(source_of(data))
        lines = PlainLines(given, 1_000_000)
    except NotPlainError:
        return False
    return any(read_plain(given, lines, LIMITS) for _ in range(2))


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


@pytest.fixture(name="sound")
def _sound() -> bytes:
    data = write_invoice(invoice_of(4)).data
    assert _is_plain(data)  # its mould is known from here on
    return data


@pytest.mark.parametrize("name", _NAMES)
def test_headings_say_the_same_element_by_element(name: str) -> None:
    data = SOUND[name]
    assert _is_plain(data)
    assert not _is_plain(_apart(data))
    assert said_of(data) == said_of(_apart(data)) == said_of(data)


@pytest.mark.parametrize("name", _NAMES)
def test_headings_with_any_value_say_the_same_element_by_element(name: str) -> None:
    data = SOUND[name]
    chance = random.Random(name)  # noqa: S311 - no secret
    assert _is_plain(data)
    for each in spoilt(data, examples(120), chance, end=_end(data)):
        assert said_of(each) == said_of(_apart(each)), each


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<cbc:ID>", b"<!-- --><cbc:ID>"),
        (b"<cbc:ID>", b"<?p?><cbc:ID>"),
        (b"</cbc:ID>", b"&#65;</cbc:ID>"),
        (b">EUR<", b"><"),
        (b">EUR<", b"> EUR<"),
        (b">EUR<", b"><![CDATA[EUR]]><"),
        (b"<cac:Party>", b'<cac:Party xmlns:cbc="urn:x">'),
        (b"<cac:Party>", b"<cac:Party>x"),
        (b"<cac:Party>", b'<cac:Party a="1">'),
        (b"xmlns:cbc=", b'x="a>b" xmlns:cbc='),
        (b"CommonBasicComponents-2", b"CommonBasicComponents-3"),
        (b"</Invoice>", b"x</Invoice>"),
        (b"</Invoice>", b"</Invoice><!-- -->"),
        (b"</Invoice>", b"</invoice>"),
        (b"<cbc:IssueDate>", b"<cbc:TaxPointDate>2026-11-21Z</cbc:TaxPointDate><cbc:IssueDate>"),
    ],
)
def test_unusual_headings_are_read_element_by_element(sound: bytes, old: bytes, new: bytes) -> None:
    assert not _is_plain(_replaced(sound, old, new))


def test_what_is_read_from_the_text_says_the_same_the_first_and_the_third_time() -> None:
    data = _replaced(write_invoice(invoice_of(2)).data, b"<cbc:IssueDate>", b" <cbc:IssueDate>")
    said = [said_of(data) for _ in range(3)]
    assert said[0] == said[1] == said[2] == said_of(_apart(data))


def test_an_element_that_is_no_ubl_is_still_named(sound: bytes) -> None:
    data = _replaced(sound, b"<cbc:ID>", b"<cbc:Nonsense>1</cbc:Nonsense><cbc:ID>")
    assert not _is_plain(data)
    assert said_of(data) == said_of(_apart(data))


@pytest.mark.parametrize(
    "place", [b"<cac:LegalMonetaryTotal>", b"</cac:LegalMonetaryTotal>", b"<cac:TaxTotal>"]
)
def test_lines_in_another_place_are_found_there(sound: bytes, place: bytes) -> None:
    start, end = _end(sound), sound.rindex(_LINE_END) + len(_LINE_END)
    heading, lines = sound[:start] + sound[end:], sound[start:end]
    data = _replaced(heading, place, lines + place)
    assert not _is_plain(data)
    assert said_of(data) == said_of(_apart(data))


def test_lines_of_another_document_are_not_taken_for_its_own(sound: bytes) -> None:
    space = b"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    order = _replaced(SOUND["order"], b" xmlns:cac=", b' xmlns:i="%s" xmlns:cac=' % space)
    assert _is_plain(order)
    start, end = _end(order), order.rindex(b"</cac:OrderLine>") + len(b"</cac:OrderLine>")
    first, last = _end(sound), sound.rindex(_LINE_END) + len(_LINE_END)
    data = order[:start] + sound[first:last] + order[end:]
    assert not _is_plain(data)
    assert said_of(data) == said_of(_apart(data))


def test_headings_of_one_mould_keep_their_own_values_and_faults(sound: bytes) -> None:
    before = said_of(sound)
    other = _replaced(sound, b">EUR</cbc:DocumentCurrencyCode>", b">USD</cbc:DocumentCurrencyCode>")
    assert _is_plain(other)
    assert "USD" in str(said_of(other)[0])
    assert said_of(sound) == before


def test_headings_of_orders_are_usual() -> None:
    assert _is_plain(write_order(an_order(3)).data)


def test_a_heading_with_too_many_elements_is_read_element_by_element(sound: bytes) -> None:
    notes = b"".join(b"<cbc:Note>%d</cbc:Note>" % number for number in range(300))
    data = _replaced(sound, b"<cbc:DocumentCurrencyCode>", notes + b"<cbc:DocumentCurrencyCode>")
    assert not _is_plain(data)
    assert said_of(data) == said_of(_apart(data))
