import logging
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from edi.canonical.acknowledgements import ApplicationResponse, Verdict
from edi.canonical.changes import OrderChange
from edi.canonical.measures import Moment
from edi.canonical.orders import Order, Purpose
from edi.canonical.responses import Answer, LineAnswer, OrderResponse
from edi.messages.cxml import Status, write_response
from edi.messages.cxml.tables import TableError, read_table, shapes
from edi.messages.results import Disposition
from edi.syntax.faults import NotReadableError, Severity
from tests.edi.messages.cxml.documents import ENVELOPE
from tests.edi.messages.cxml.samples import (
    CART,
    CONFIRMATION,
    HEADER,
    ITEM,
    ORDER,
    ORDER_HEADER,
    SECRET,
    SETUP,
    document,
    read,
)

CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "cxml"
AT_ORDER = "/cXML/Request/OrderRequest"
AT_ITEM = f"{AT_ORDER}/ItemOut"


@pytest.mark.parametrize(
    ("given", "instead", "path", "code"),
    [
        (' orderID="4711"', "", f"{AT_ORDER}/OrderRequestHeader/@orderID",
         "cxml-missing-attribute"),
        ('"2026-11-21T09:30:00+01:00" type', '"20261121" type',
         f"{AT_ORDER}/OrderRequestHeader/@orderDate", "cxml-value"),
        ('"2026-11-21T09:30:00+01:00" type', '"2026-02-31" type',
         f"{AT_ORDER}/OrderRequestHeader/@orderDate", "cxml-value"),
        ('type="new"', 'type="maybe"', f"{AT_ORDER}/OrderRequestHeader/@type", "cxml-code"),
        ('quantity="5"', 'quantity="five"', f"{AT_ITEM}/@quantity", "cxml-value"),
        ('quantity="5"', 'quantity="NaN"', f"{AT_ITEM}/@quantity", "cxml-value"),
        ('quantity="5"', 'quantity="1e999"', f"{AT_ITEM}/@quantity", "cxml-value"),
        ('quantity="5"', 'quantity="5,0"', f"{AT_ITEM}/@quantity", "cxml-value"),
        ('quantity="5"', "", f"{AT_ITEM}/@quantity", "cxml-missing-attribute"),
        ('lineNumber="1"', 'lineNumber="-1"', f"{AT_ITEM}/@lineNumber", "cxml-value"),
        (">9.25<", ">9,25<", f"{AT_ITEM}/ItemDetail/UnitPrice/Money", "cxml-value"),
        (">9.25<", "><", f"{AT_ITEM}/ItemDetail/UnitPrice/Money", "cxml-value"),
        ('currency="EUR">9', 'currency="euro">9', f"{AT_ITEM}/ItemDetail/UnitPrice/Money/@currency",
         "cxml-value"),
        ("<UnitOfMeasure>EA</UnitOfMeasure>", "", f"{AT_ITEM}/ItemDetail/UnitOfMeasure",
         "cxml-missing"),
        (ITEM, ITEM + ITEM.replace("<SupplierPartID>A-1</SupplierPartID>", ""),
         f"{AT_ITEM}[2]/ItemID/SupplierPartID", "cxml-missing"),
        ("<ItemID>", "<ItemID/><ItemID>", f"{AT_ITEM}/ItemID[2]", "cxml-too-many"),
        ("A-1<", "A-1<b/><", f"{AT_ITEM}/ItemID/SupplierPartID", "cxml-nested"),
        (ORDER_HEADER, "", f"{AT_ORDER}/OrderRequestHeader", "cxml-missing"),
        (ORDER, "", "/cXML/Request", "cxml-missing"),
        (HEADER, HEADER.replace(' domain="DUNS"', ""), "/cXML/Header/To/Credential/@domain",
         "cxml-missing-attribute"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_path(given: str, instead: str, path: str, code: str) -> None:
    text = document(ORDER)
    assert given in text
    result = read(text.replace(given, instead, 1))
    errors = [(f.path, f.code) for f in result.faults if f.severity is Severity.ERROR]
    assert (path, code) in errors
    assert result.document is None
    assert all(fault.position.line for fault in result.faults)


@pytest.mark.parametrize(
    ("given", "instead", "code", "lost"),
    [
        ("</ItemOut>", "<Colour>red</Colour></ItemOut>", "cxml-unknown",
         "OrderRequest/ItemOut/Colour"),
        ('lineNumber="1"', 'lineNumber="1" hue="1"', "cxml-unknown-attribute", ""),
        ("</ItemOut>", "soon</ItemOut>", "cxml-stray-text", "OrderRequest/ItemOut/text()"),
        ("<ItemOut", "soon<ItemOut", "cxml-stray-text", "OrderRequest/text()"),
    ],
)  # fmt: skip
def test_what_no_table_has_is_warned_of_and_the_order_is_read(
    given: str, instead: str, code: str, lost: str
) -> None:
    result = read(document(ORDER).replace(given, instead))
    assert [fault.code for fault in result.faults] == [code]
    assert result.disposition is Disposition.ACCEPTED_WITH_ERRORS
    assert isinstance(result.document, Order)
    assert result.not_carried == ((lost,) if lost else ())


def test_elements_out_of_order_are_warned_of_and_read() -> None:
    text = document(ORDER).replace("<ItemDetail>", "<Comments>soon</Comments><ItemDetail>")
    result = read(text)
    assert [fault.code for fault in result.faults] == ["cxml-misplaced"]
    assert isinstance(result.document, Order)
    assert result.document.lines[0].notes == ("soon",)


def test_an_order_is_read_with_what_it_says() -> None:
    order = read(document(ORDER)).document
    assert isinstance(order, Order)
    assert (order.number, order.issued, order.currency) == ("4711", date(2026, 11, 21), "EUR")
    assert order.stated_total == Decimal("46.25")
    assert [party.role for party in order.parties] == ["bill-to", "buyer", "seller"]


@pytest.mark.parametrize(
    ("kind", "purpose"), [("update", Purpose.REPLACEMENT), ("delete", Purpose.CANCELLATION)]
)
def test_an_update_or_deletion_is_a_change(kind: str, purpose: Purpose) -> None:
    change = read(document(ORDER).replace('type="new"', f'type="{kind}"')).document
    assert isinstance(change, OrderChange)
    assert (change.order_number, change.purpose) == ("4711", purpose)


def test_a_confirmation_in_parts_keeps_the_parts() -> None:
    response = read(document(CONFIRMATION)).document
    assert isinstance(response, OrderResponse)
    assert response.answer is Answer.ACCEPTED_WITH_CHANGES
    (line,) = response.lines
    assert (line.quantity, line.ordered) == (Decimal(5), Decimal(5))
    assert [part.answer for part in line.schedule] == [LineAnswer.ACCEPTED, LineAnswer.BACKORDERED]
    assert line.schedule[1].dates == (Moment("delivery", date(2026, 12, 24)),)


def test_a_confirmation_of_no_order_is_refused() -> None:
    result = read(document(CONFIRMATION.replace(' orderID="4711"', "")))
    assert [fault.code for fault in result.faults] == ["cxml-no-order"]


def test_dates_keep_the_day_and_time_they_were_written_with() -> None:
    text = ITEM.replace(
        "lineNumber", 'requestedDeliveryDate="2026-12-01T23:30:00-08:00" lineNumber'
    )
    order = read(document(ORDER.replace(ITEM, text))).document
    assert isinstance(order, Order)
    assert order.lines[0].dates == (Moment("delivery", date(2026, 12, 1), time(23, 30)),)


@pytest.mark.parametrize(
    ("payload", "kind", "name"),
    [
        (SETUP, "Request", "PunchOutSetupRequest"),
        ("<ProfileRequest/>", "Request", "ProfileRequest"),
        (CART, "Message", "PunchOutOrderMessage"),
    ],
)  # fmt: skip
def test_punch_out_is_checked_and_comes_without_a_document(
    payload: str, kind: str, name: str
) -> None:
    result = read(document(payload, kind))
    assert (result.message, result.faults, result.document) == (name, (), None)


def test_a_bad_punch_out_is_told() -> None:
    result = read(document(SETUP.replace(' operation="create"', "")))
    assert [fault.code for fault in result.faults] == ["cxml-missing-attribute"]


def test_a_request_of_another_kind_is_named() -> None:
    result = read(document("<CatalogUploadRequest/>"))
    assert (result.message, result.document) == ("CatalogUploadRequest", None)
    assert [fault.code for fault in result.faults] == ["cxml-unknown"]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("200", Verdict.ACCEPTED), ("201", Verdict.ACCEPTED), ("406", Verdict.REJECTED)],
)
def test_a_response_is_read(code: str, verdict: Verdict) -> None:
    payload = f'<Response><Status code="{code}" text="so">why</Status></Response>'
    answer = read(document(payload, "Response")).document
    assert isinstance(answer, ApplicationResponse)
    assert answer.verdict is verdict
    assert (answer.notes[0].code, answer.notes[0].text) == (f"cxml:{code}", "so\nwhy")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (document(ORDER), "200"),
        (document(ORDER).replace("</ItemOut>", "<Colour/></ItemOut>"), "200"),
        (document(ORDER).replace('quantity="5"', 'quantity="x"'), "400"),
    ],
)
def test_reading_is_answered_by_its_faults(text: str, status: str) -> None:
    answer = read(write_response(read(text).faults, ENVELOPE).data)
    assert answer.message == "Response"
    assert isinstance(answer.document, ApplicationResponse)
    assert answer.document.notes[0].code == f"cxml:{status}"


@pytest.mark.parametrize(
    "text", ["", "<a/>", "<cXML", document(ORDER)[:-9], "EDI", "<x:cXML xmlns:x='y'/>"]
)
def test_what_is_no_cxml_is_refused_and_answered_406(text: str) -> None:
    with pytest.raises(NotReadableError) as refusal:
        read(text)
    answer = read(write_response([refusal.value.fault], ENVELOPE).data).document
    assert isinstance(answer, ApplicationResponse)
    assert answer.notes[0].code == "cxml:406"


def test_the_caller_may_give_a_status_of_its_own() -> None:
    written = write_response([], ENVELOPE, Status(401, "Unauthorized"))
    answer = read(written.data).document
    assert isinstance(answer, ApplicationResponse)
    assert answer.notes[0].code == "cxml:401"


@pytest.mark.parametrize(
    "text",
    [
        document(ORDER),
        document(ORDER).replace("<UserAgent>", "<Odd/><UserAgent>"),
        document(ORDER).replace("SharedSecret>", "SharedSecrets>"),
        document(ORDER).replace("<SharedSecret>", "<SharedSecret><b>").replace(
            "</SharedSecret>", "</b></SharedSecret>"
        ),
        document(ORDER).replace("<SharedSecret>", '<SharedSecret x="y">'),
        document(ORDER).replace("</Sender>", ""),
        document(ORDER).replace("</SharedSecret>", "&x;</SharedSecret>"),
        document(ORDER).replace("</SharedSecret>", "</SharedSecret"),
        document(ORDER).replace("</SharedSecret>", "\x00</SharedSecret>"),
    ],
)  # fmt: skip
def test_a_shared_secret_is_seen_nowhere(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        try:
            result = read(text)
        except NotReadableError as refusal:
            assert SECRET not in f"{refusal!r} {refusal} {refusal.fault!r}"  # noqa: PT017
            return
    answer = write_response(result.faults, ENVELOPE)
    assert SECRET not in f"{result!r} {answer.data!r} {caplog.text}"
    assert ENVELOPE.shared_secret not in repr(ENVELOPE) + repr(answer)


def test_every_child_in_the_tables_is_defined() -> None:
    assert len(shapes()) > 200
    with pytest.raises(TableError):
        read_table("element A\n  B!")
    with pytest.raises(TableError):
        read_table("element A\n  =colour")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus_is_read() -> None:
    found = {}
    for file in sorted(CORPUS.glob("*.xml")):
        result = read(file.read_bytes())
        found[file.name] = (result.message, result.disposition, type(result.document).__name__)
    with_blank_sum = Disposition.ACCEPTED_WITH_ERRORS  # NetAmount without an amount
    good = Disposition.ACCEPTED
    assert found == {
        "invoice_taxes_at_line.xml": ("InvoiceDetailRequest", with_blank_sum, "Invoice"),
        "invoice_taxes_at_total.xml": ("InvoiceDetailRequest", with_blank_sum, "Invoice"),
        "order_request.xml": ("OrderRequest", good, "Order"),
        "punch_out_setup_request_doc.xml": ("PunchOutSetupRequest", good, "NoneType"),
        "purchase_order_request_200.xml": ("OrderRequest", good, "Order"),
        "response_status_400.xml": ("Response", good, "ApplicationResponse"),
    }
