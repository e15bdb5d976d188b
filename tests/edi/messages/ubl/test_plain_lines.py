"""Lines read from the text of a document say what they say element by element.

A blank in the tags of lines makes sure that they are read element by element.
"""

import random

import pytest

from edi.messages.ubl import write_invoice
from edi.messages.ubl.moulds import NotPlainError
from edi.messages.ubl.plain import PlainLines, cut
from edi.syntax.xml.parsing import source_of
from tests.edi.examples import examples
from tests.edi.messages.ubl.documents import SOUND
from tests.edi.messages.ubl.spoilt_values import said_of, spoilt
from tests.edi.mutations.ubl_files import invoice_of

_LINES = (b"<cac:OrderLine>", b"<cac:InvoiceLine>", b"<cac:CreditNoteLine>")


def _apart(data: bytes) -> bytes:
    tag = next(each for each in _LINES if each in data)
    return data.replace(tag, tag[:-1] + b" >")


def _start(data: bytes) -> int:
    return next(data.index(each) for each in _LINES if each in data)


def _is_plain(data: bytes) -> bool:
    try:
        PlainLines(cut(source_of(data)), 1_000_000)
    except NotPlainError:
        return False
    return True


@pytest.mark.parametrize("name", ["order", "invoice", "credit", "core"])
def test_lines_say_the_same_element_by_element(name: str) -> None:
    data = SOUND[name]
    assert not _is_plain(_apart(data))
    assert said_of(data) == said_of(_apart(data))


@pytest.mark.parametrize("name", ["order", "invoice", "credit", "core"])
def test_lines_with_any_value_say_the_same_element_by_element(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - no secret
    data = SOUND[name]
    for each in spoilt(data, examples(60), chance, _start(data)):
        assert said_of(each) == said_of(_apart(each)), each


def test_usual_lines_are_read_from_the_text() -> None:
    assert _is_plain(write_invoice(invoice_of(4)).data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<cac:InvoiceLine>", b"<!-- --><cac:InvoiceLine>"),
        (b"<cac:InvoiceLine>", b"<cac:InvoiceLine><!-- -->"),
        (b"</cbc:Name>", b"&#65;</cbc:Name>"),
        (b">Bearing<", b"><"),
        (b">Bearing<", b"> Bearing<"),
        (b">Bearing<", b"><![CDATA[Bearing]]><"),
        (b"<cac:Price>", b'<cac:Price xmlns:cbc="urn:x">'),
    ],
)
def test_unusual_lines_are_not(old: bytes, new: bytes) -> None:
    data = write_invoice(invoice_of(4)).data
    before, found, after = data.rpartition(old)
    assert found
    assert not _is_plain(before + new + after)


@pytest.mark.parametrize("hidden", [b"<!--%s-->", b"<?x %s?>", b"<![CDATA[%s]]>"])
def test_lines_in_what_is_no_tag_are_no_lines(hidden: bytes) -> None:
    data = write_invoice(invoice_of(2)).data
    start, end = data.index(b"<cac:InvoiceLine>"), data.rindex(b"</cac:InvoiceLine>")
    end += len(b"</cac:InvoiceLine>")
    lines = data[start:end]
    real = lines.replace(b"<cac:InvoiceLine>", b"<cac:InvoiceLine >")
    both = data[:start] + hidden % lines + real + data[end:]
    alone = data[:start] + hidden % b"x" + real + data[end:]
    assert said_of(both)[:3] == said_of(alone)[:3]
