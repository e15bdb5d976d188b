"""Lines read from the text of a document say what they say element by element.

A blank in the tags of lines makes sure that they are read element by element.
"""

import random
import re
from collections.abc import Iterator
from io import BytesIO

import pytest

from edi.messages.ubl import DocumentResult, read_documents, write_invoice
from edi.messages.ubl.moulds import NotPlainError
from edi.messages.ubl.plain import PlainLines, cut
from edi.syntax.xml.parsing import source_of
from tests.edi.examples import examples
from tests.edi.messages.ubl.documents import SOUND
from tests.edi.mutations.ubl_files import invoice_of

_LINES = (b"<cac:OrderLine>", b"<cac:InvoiceLine>", b"<cac:CreditNoteLine>")
_VALUE = re.compile(rb'[">]([^<>"\s][^<>"]*)["<]')
_VALUES = (
    b"", b" ", b"x", b"0", b"-1", b"1e2", b"7.125", b" 1 ", b"1\t", b"a  b", b"a &amp; b", b"&lt;",
    b"&#65;", b"&x;", b"a\r\nb", b'15" pipe', b"a > b", b"]]>", b"<!-- x -->", b"<![CDATA[1]]>1",
    b"<?p i?>", b"\xc3\xa4", b"\xff", b"\x01", b"\xef\xbf\xbf", b"\xc2\xa0", b"EUR", b"USD", b"S",
    b"VAT", b"O", b"true", b"2026-11-21", b"2026-11-21Z", b"2026-02-30", b"</cac:InvoiceLine>",
    b"<cac:OrderLine>", b'" a="', b'" currencyID="EUR', b"'", b"kontor-cut",
)  # fmt: skip


def _read(data: bytes) -> tuple[object, ...]:
    (result,) = read_documents(BytesIO(data))
    if not isinstance(result, DocumentResult):
        return (result.fault.code,)
    said = [(each.code, each.path, each.sentence, each.severity) for each in result.faults]
    return result.document, result.not_carried, result.segment_count, said, result.rule_sets


def _apart(data: bytes) -> bytes:
    tag = next(each for each in _LINES if each in data)
    return data.replace(tag, tag[:-1] + b" >")


def _is_plain(data: bytes) -> bool:
    try:
        PlainLines(cut(source_of(data)), 1_000_000)
    except NotPlainError:
        return False
    return True


def _spoiled(data: bytes, number: int, chance: random.Random) -> Iterator[bytes]:
    start = next(data.index(each) for each in _LINES if each in data)
    places = [each.span(1) for each in _VALUE.finditer(data, start)]
    for _ in range(number):
        first, last = chance.choice(places)
        yield data[:first] + chance.choice(_VALUES) + data[last:]


@pytest.mark.parametrize("name", ["order", "invoice", "credit", "core"])
def test_lines_say_the_same_element_by_element(name: str) -> None:
    data = SOUND[name]
    assert not _is_plain(_apart(data))
    assert _read(data) == _read(_apart(data))


@pytest.mark.parametrize("name", ["order", "invoice", "credit", "core"])
def test_lines_with_any_value_say_the_same_element_by_element(name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - no secret
    for data in _spoiled(SOUND[name], examples(60), chance):
        assert _read(data) == _read(_apart(data)), data


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
    assert _read(both)[:3] == _read(alone)[:3]
