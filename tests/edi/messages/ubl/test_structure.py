from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.messages.ubl import (
    DocumentResult,
    NotReadableError,
    Unreadable,
    read_documents,
    write_order,
)
from edi.messages.ubl.tables import DOCUMENTS, aggregates, attributes, data_types, document
from edi.syntax.faults import Level
from edi.syntax.limits import Limits
from tests.edi.messages.ubl.documents import SOUND, an_order, codes, read, read_one, spoil

CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "ubl"
LINE = "//cac:OrderLine[1]/cac:LineItem"
FAULTS = [
    (("add", "/*", "<cbc:Surprise>x</cbc:Surprise>"), "ubl-unknown", "/Order/cbc:Surprise"),
    (
        ("add", LINE, '<q:ID xmlns:q="urn:q">1</q:ID>'),
        "ubl-unknown",
        "/Order/cac:OrderLine[1]/cac:LineItem/{urn:q}ID",
    ),
    (("add", "/*", "<cbc:Note>late</cbc:Note>"), "ubl-misplaced", "/Order/cbc:Note"),
    (("copy", "/*/cbc:IssueDate"), "ubl-too-many", "/Order/cbc:IssueDate[2]"),
    (("cut", "//cac:BuyerCustomerParty"), "ubl-missing", "/Order/cac:BuyerCustomerParty"),
    (("cut", f"{LINE}/cac:Item"), "ubl-missing", "/Order/cac:OrderLine[1]/cac:LineItem/cac:Item"),
    (("set", "/*/cbc:IssueDate", "2026-02-31"), "ubl-value", "/Order/cbc:IssueDate"),
    (("set", "/*/cbc:IssueDate", "0000-01-01"), "ubl-value", "/Order/cbc:IssueDate"),
    (("set", "/*/cbc:IssueDate", ""), "ubl-value", "/Order/cbc:IssueDate"),
    *(
        (
            ("set", f"{LINE}/cbc:Quantity", bad),
            "ubl-value",
            "/Order/cac:OrderLine[1]/cac:LineItem/cbc:Quantity",
        )
        for bad in ("NaN", "1e999", "1,5", "ten", "9" * 101, "0x10")
    ),
    (
        ("attr", f"{LINE}/cbc:LineExtensionAmount", "currencyID", ""),
        "ubl-missing-attribute",
        "/Order/cac:OrderLine[1]/cac:LineItem/cbc:LineExtensionAmount",
    ),
    (("attr", "/*/cbc:ID", "href", "x"), "ubl-unknown-attribute", "/Order/cbc:ID"),
    (
        ("attr", LINE, "id", "x"),
        "ubl-unknown-attribute",
        "/Order/cac:OrderLine[1]/cac:LineItem",
    ),
    (("set", LINE, "lost"), "ubl-stray-text", "/Order/cac:OrderLine[1]/cac:LineItem"),
    (("set", "/*/cbc:ID", "x" * 1_000_001), "ubl-too-long", "/Order/cbc:ID"),
    (
        ("after", "//cbc:DocumentCurrencyCode", "<cbc:LineCountNumeric>3</cbc:LineCountNumeric>"),
        "ubl-line-count",
        "/Order/cbc:LineCountNumeric",
    ),
]


@pytest.mark.parametrize(("edit", "code", "place"), FAULTS)
def test_a_fault_in_the_structure_is_named_at_its_place(
    edit: tuple[str, ...], code: str, place: str
) -> None:
    plain = spoil(SOUND["order"], ("cut", "/*/cbc:CustomizationID"))
    result = read_one(spoil(plain, edit))
    assert [(fault.code, fault.place()) for fault in result.faults] == [(code, place)]
    assert result.document is None
    (fault,) = result.faults
    assert fault.level in {Level.ELEMENT, Level.SEGMENT}
    assert fault.position.line >= 1
    assert fault.sentence.endswith(".")


def test_a_value_that_holds_elements_is_named() -> None:
    inner = ("add", "/*/cbc:ID", "<cbc:ID>x</cbc:ID>")
    data = spoil(SOUND["order"], ("set", "/*/cbc:ID", ""), inner)
    assert "ubl-nested" in codes(data)


def test_prefixes_are_the_senders_choice() -> None:
    data = SOUND["order"].replace(b"cac:", b"X:").replace(b":cac=", b":X=")
    swapped = data.replace(b"cbc:", b"cac:").replace(b":cbc=", b":cac=")
    assert read_one(swapped).document == read_one(SOUND["order"]).document


def test_swapped_namespaces_are_unknown_elements() -> None:
    swapped = SOUND["order"].replace(b"CommonBasic", b"CommonX").replace(b"Common", b"Other")
    assert "ubl-unknown" in codes(swapped)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_read_alike(encoding: str) -> None:
    text = SOUND["order"].decode().replace("UTF-8", encoding.removesuffix("-sig"))
    result = read_one(text.encode(encoding))
    assert result.document == read_one(SOUND["order"]).document


def test_a_large_order_reads_as_its_parts_do_and_says_where_it_is_wrong() -> None:
    data = write_order(an_order(1_500)).data
    assert len(data) > 1_000_000
    result = read_one(data)
    assert isinstance(result.document, Order)
    assert result.document == an_order(1_500)
    assert result.not_carried == ()
    at = data.index(b"<cbc:Quantity", len(data) // 2)
    broken = data[:at] + data[at:].replace(b">10<", b">ten<", 1)
    (fault,) = read_one(broken).faults
    assert fault.code == "ubl-value"
    assert fault.position.offset == at
    assert broken[:at].count(b"<cac:OrderLine>") == int(
        fault.place().partition("OrderLine[")[2].partition("]")[0]
    )


def test_documents_in_an_envelope_are_read_one_by_one() -> None:
    space = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    bodies = [SOUND[key].partition(b"\n")[2] for key in ("order", "invoice")]
    broken = spoil(SOUND["order"], ("cut", "/*/cbc:IssueDate")).partition(b"\n")[2]
    head = b"<s:StandardBusinessDocumentHeader><s:HeaderVersion>1.0</s:HeaderVersion>"
    data = b"".join(
        [b'<s:StandardBusinessDocument xmlns:s="%s">' % space.encode(), head,
         b"</s:StandardBusinessDocumentHeader>", *bodies, broken, b'<x xmlns="urn:x"/>',
         b"</s:StandardBusinessDocument>"]
    )  # fmt: skip
    order, invoice, faulty, junk = read(data)
    assert isinstance(order, DocumentResult)
    assert isinstance(order.document, Order)
    assert isinstance(invoice, DocumentResult)
    assert isinstance(invoice.document, Invoice)
    assert isinstance(faulty, DocumentResult)
    assert faulty.faults[0].position.offset == data.rindex(b"<Order ")
    assert isinstance(junk, Unreadable)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no XML"),
        (b"ISA*00*", "no XML"),
        (b'{"order": 1}', "no XML"),
        (b"<cXML/>", "another kind, cXML"),
        (b"<html><body></html>", "another kind, html"),
        (b'<Order xmlns="urn:mine"><ID>1</ID></Order>', "not in the namespace of UBL 2"),
        (b"<Order/>", "not in the namespace of UBL 2"),
    ],
)
def test_what_is_no_ubl_is_refused_before_the_first_result(data: bytes, words: str) -> None:
    with pytest.raises(NotReadableError) as refusal:
        read_documents(BytesIO(data))
    assert words in refusal.value.fault.sentence


def test_a_document_of_another_kind_is_named() -> None:
    data = (
        SOUND["order"].replace(b"xsd:Order-2", b"xsd:Catalogue-2").replace(b"Order ", b"Catalogue ")
    )
    result = read_one(data.replace(b"</Order>", b"</Catalogue>"))
    assert (result.message, [fault.code for fault in result.faults]) == (
        "Catalogue",
        ["ubl-unsupported"],
    )


HOSTILE = {
    "entities": b'<!DOCTYPE Order [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "external": b'<!DOCTYPE Order SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@pytest.mark.parametrize("doctype", HOSTILE.values(), ids=HOSTILE)
def test_a_document_type_makes_a_document_unreadable(doctype: bytes) -> None:
    first, _, rest = SOUND["order"].partition(b"\n")
    (result,) = read(first + doctype + rest)
    assert isinstance(result, Unreadable)
    assert result.fault.code == "xml-doctype"


def test_inclusion_and_schema_hints_are_not_followed() -> None:
    include = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    assert "ubl-unknown" in codes(spoil(SOUND["order"], ("add", "/*", include)))
    hint = (
        b'xmlns:h="http://www.w3.org/2001/XMLSchema-instance" h:schemaLocation="u http://[::1]:9/"'
    )
    assert not codes(SOUND["order"].replace(b"<Order ", b"<Order %s " % hint, 1))


def test_a_document_beyond_the_limit_is_refused_unread() -> None:
    (result,) = read_documents(BytesIO(SOUND["order"]), limits=Limits(message_bytes=1_000))
    assert isinstance(result, Unreadable)
    assert result.fault.code == "xml-too-large"


def test_faults_are_told_up_to_a_limit() -> None:
    data = spoil(SOUND["order"], *[("add", "/*", "<cbc:Surprise/>")] * 50)
    limits = replace(Limits(), faults_per_message=10)
    (result,) = read_documents(BytesIO(data), limits=limits)
    assert isinstance(result, DocumentResult)
    assert len(result.faults) == 10


def test_deeply_nested_parties_are_refused() -> None:
    agent = "<cac:Party>" + "<cac:AgentParty>" * 90 + "</cac:AgentParty>" * 90 + "</cac:Party>"
    data = spoil(SOUND["order"], ("cut", "//cac:BuyerCustomerParty/*"),
                 ("add", "//cac:BuyerCustomerParty", agent))  # fmt: skip
    assert "ubl-too-deep" in codes(data)


def test_tables_hold_together() -> None:
    used = set()
    for name in DOCUMENTS:
        used |= {child.type for child in document(name).children if child.is_aggregate}
    for aggregate in aggregates().values():
        used |= {child.type for child in aggregate.children if child.is_aggregate}
        assert len(aggregate.by_tag) == len(aggregate.children)
    assert used - {"open"} <= aggregates().keys()
    assert set(data_types().values()) <= attributes().keys()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the sample files are not here")
def test_every_sample_file_is_read() -> None:
    refused: dict[str, list[str]] = {}
    files = sorted(CORPUS.glob("*.xml"))
    for file in files:
        with file.open("rb") as stream:
            for result in read_documents(stream):
                assert isinstance(result, DocumentResult)
                if result.document is None:
                    refused[file.name] = [fault.code for fault in result.faults]
    print(f"{len(files)} files, {len(refused)} refused")
    assert refused == {}
