"""Lines of one outline are read in one go; what is wrong with one of them is still said of it."""

from io import BytesIO

import pytest

from edi.canonical.invoices import Invoice
from edi.messages.ubl import EN_16931, DocumentResult, read_documents, write_invoice
from tests.edi.mutations.ubl_files import invoice_of

_LAST = "/Invoice/cac:InvoiceLine[4]"


def _result(data: bytes) -> DocumentResult:
    (result,) = read_documents(BytesIO(data))
    assert isinstance(result, DocumentResult)
    return result


@pytest.fixture(name="sound")
def _sound() -> bytes:
    data = write_invoice(invoice_of(4), profile=EN_16931).data
    assert _result(data).faults == ()  # its outlines are known from here on
    return data


def _with_last(data: bytes, old: bytes, new: bytes) -> bytes:
    before, found, after = data.rpartition(old)
    assert found
    return before + new + after


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        (b">10.00</cbc:PriceAmount", b">-10.00</cbc:PriceAmount", "BR-27", "cac:Price/"),
        (b">100.00</cbc:LineExt", b">1e2</cbc:LineExt", "ubl-value", "cbc:LineExtensionAmount"),
        (b' unitCode="C62"', b"", "BR-23", ""),
        (b' schemeID="0160"', b"", "BR-64", "cac:Item/cac:StandardItemIdentification/cbc:ID"),
        (b">Bearing<", b"><", "BR-25", "cac:Item/cbc:Name"),
        (b"<cac:Item>", b"<cac:Item>x", "ubl-stray-text", "cac:Item"),
        (b"<cac:Item>", b'<cac:Item a="1">', "ubl-unknown-attribute", "cac:Item"),
    ],
)  # fmt: skip
def test_a_fault_of_the_last_of_like_lines_is_said_of_that_line(
    sound: bytes, old: bytes, new: bytes, code: str, place: str
) -> None:
    faults = _result(_with_last(sound, old, new)).faults
    found = [fault.path for fault in faults if fault.code == code]
    assert any(path.startswith(f"{_LAST}/{place}".rstrip("/")) for path in found)


def test_elements_that_stand_in_another_aggregate_are_not_taken_for_alike(sound: bytes) -> None:
    name = b"<cac:TaxScheme>\n          <cbc:ID>VAT</cbc:ID>\n        </cac:TaxScheme>"
    outside = b"<cac:TaxScheme/>\n          <cbc:ID>VAT</cbc:ID>"
    faults = _result(_with_last(sound, name, outside)).faults
    assert {"ubl-misplaced", "ubl-too-many"} <= {fault.code for fault in faults}


def test_like_lines_keep_their_own_values(sound: bytes) -> None:
    document = _result(_with_last(sound, b">Bearing<", b">Shaft<")).document
    assert isinstance(document, Invoice)
    assert [line.descriptions[0] for line in document.lines] == ["Bearing"] * 3 + ["Shaft"]
