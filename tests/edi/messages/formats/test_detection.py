import contextlib
import io
from pathlib import Path

import pytest

from edi.messages.formats import HEAD, NotReadableError, Syntax, detect, read
from edi.messages.formats.reading import peek

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
FILES = {
    "ISA*00*": Syntax.X12,
    "\ufeff\r\n ISA*00*": Syntax.X12,
    "GS*PO*": Syntax.X12,
    "UNA:+.? 'UNB+UNOC:3+": Syntax.EDIFACT,
    "UNB+UNOC:3+": Syntax.EDIFACT,
    "UNB\x1dUNOB:1\x1d": Syntax.EDIFACT,
    f'<?xml version="1.0"?><!-- from us --><Order xmlns="{SPACE}Order-2">': Syntax.UBL,
    f'<x:Invoice xmlns:cbc="a" xmlns:x="{SPACE}Invoice-2">': Syntax.UBL,
    f'<StandardBusinessDocument xmlns="b"><Order xmlns="{SPACE}Order-2">': Syntax.UBL,
    '<!DOCTYPE cXML SYSTEM "http://x/cXML.dtd"><cXML payloadID="1">': Syntax.CXML,
    "number;issued\n1;2026-11-21": Syntax.CSV,
    "number\tissued\n": Syntax.CSV,
    "PK\x03\x04\x14\0\x06\0[Content_Types].xml": Syntax.XLSX,
}
OTHERS = {
    b"": "The file is empty",
    b"\xef\xbb\xbf\r\n": "The file is empty",
    b"%PDF-1.4": "a PDF document",
    b'[{"number": 1}]': "JSON",
    b"<html>": "a web page (HTML)",
    b"<rsm:CrossIndustryInvoice xmlns:rsm='u'>": "CII",
    b"<Order>": "XML of another kind",
    b"<!-- nothing -->": "XML without a root element",
    b"\xff\xfeI\0S\0A\0": "UTF-16",
    b"\0I\0S\0A": "UTF-16",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old Office program",
    b"PK\x03\x04....word/document.xml": "DOCX",
    b"PK\x03\x04....order.edi": "ZIP archive",
    b"\x1f\x8b\x08": "gzip",
    b"\x89PNG": "picture",
    b"MIME-Version: 1.0\nA: b; c": "an e-mail",
    b"-----BEGIN CERTIFICATE-----": "PEM",
    b"\x00\x01\x02;\x03": "binary data",
    b"Hello": "plain text, starting with \u201cHello\u201d",
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_is_known_by_its_first_bytes(text: str) -> None:
    assert detect(text.encode()) is FILES[text]


def test_xml_in_utf_16_is_xml() -> None:
    assert detect(f'<Order xmlns="{SPACE}Order-2">'.encode("utf-16")) is Syntax.UBL


@pytest.mark.parametrize("data", OTHERS)
def test_another_file_is_called_what_it_looks_like(data: bytes) -> None:
    with pytest.raises(NotReadableError) as refused:
        detect(data)

    assert OTHERS[data] in refused.value.fault.sentence


def test_any_first_bytes_are_known_or_refused() -> None:
    for first in range(256):
        for second in (0, 10, 42, 59, 65, 255):
            with contextlib.suppress(NotReadableError):
                assert detect(bytes([first, second]) * 3) in Syntax


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE cXML SYSTEM "http://x',
        "<!DOCTYPE x [",
        "<!DOCTYPE x [ ]",
        "<!--",
        "<?x",
        "<a:",
        "<",
    ],
)
def test_many_beginnings_without_an_end_are_refused_at_once(part: str) -> None:
    """Looked through anew from each of them, 64 KB took half a minute."""
    head = f'<?xml version="1.0"?>\n{part * (HEAD // len(part))}'.encode()[:HEAD]
    with pytest.raises(NotReadableError):
        detect(head)


def test_a_stream_that_was_looked_at_still_has_all_its_bytes() -> None:
    data = bytes(range(256)) * 1000
    head, stream = peek(io.BytesIO(data))

    assert head == data[:HEAD]
    assert stream.read() == data


def test_a_sheet_without_a_column_map_is_not_readable() -> None:
    with pytest.raises(NotReadableError, match="column map"):
        read(io.BytesIO(b"a;b\n1;2\n"))


def test_every_file_of_the_corpus_is_in_the_syntax_of_its_folder() -> None:
    corpus = Path(__file__).parents[4].parent / "shared" / "corpus"
    files = [each for each in corpus.rglob("*.*") if each.suffix in {".edi", ".xml"}]
    if not files:
        pytest.skip("no corpus here")
    for file in files:
        if file.name != "NonEdi.edi":
            assert detect(file.read_bytes()[:HEAD]) == file.parent.name
