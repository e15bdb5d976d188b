import dataclasses
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from edi.canonical.changes import LineAction, LineChange, OrderChange
from edi.canonical.charges import AllowanceCharge
from edi.canonical.invoices import Invoice, InvoiceKind
from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine, Purpose
from edi.canonical.parties import Identifier, Party
from edi.canonical.responses import Answer, OrderResponse
from edi.messages import cxml
from edi.messages.cxml import CxmlResult, Envelope, WrittenDocument
from edi.messages.losses import losses
from edi.syntax.faults import NotWritableError
from tests.edi.examples import examples
from tests.edi.messages.cxml import documents
from tests.edi.messages.cxml.documents import ENVELOPE
from tests.edi.messages.x12.orders import orders as any_orders

many = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.large_base_example,
        HealthCheck.data_too_large,
    ],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
LINE = OrderLine("1", Decimal(5), Unit("H87"), Money(Decimal("9.25"), "EUR"))
ORDER = Order("4711", date(2026, 11, 21), currency="EUR", lines=(LINE,))


def read(data: bytes) -> CxmlResult:
    (result,) = cxml.read_documents(io.BytesIO(data))
    assert not result.faults
    return result


@pytest.mark.parametrize(
    ("strategy", "write"),
    [
        (documents.orders(), cxml.write_order),
        (documents.order_changes(), cxml.write_order_change),
        (documents.responses(), cxml.write_order_response),
        (documents.advices(), cxml.write_despatch_advice),
        (documents.invoices(), cxml.write_invoice),
    ],
    ids=["order", "change", "response", "advice", "invoice"],
)
def test_a_document_reads_back_as_it_was_written(
    strategy: st.SearchStrategy[Any], write: Callable[[Any, Envelope], WrittenDocument]
) -> None:
    @many
    @given(strategy)
    def check(document: Any) -> None:
        written = write(document, ENVELOPE)
        assert written.left_out == ()
        back = read(written.data).document
        assert [loss for loss in losses(document, back) if not loss.is_added] == []
        assert read(write(back, ENVELOPE).data).document == back

    check()


@settings(many, max_examples=examples(20))
@given(any_orders())
def test_any_order_is_written_with_what_it_lost_or_refused(order: Order) -> None:
    try:
        written = cxml.write_order(order, ENVELOPE)
    except NotWritableError as refusal:
        assert refusal.faults[0].sentence  # noqa: PT017
        return
    back = read(written.data).document
    gone = {loss.path for loss in losses(order, back) if not loss.is_added}
    assert gone >= set(written.left_out)
    assert isinstance(back, Order)
    assert (back.number, back.issued, len(back.lines)) == (
        order.number.strip(), order.issued, len(order.lines),
    )  # fmt: skip


def test_an_order_without_bill_to_has_none_when_it_comes_back() -> None:
    data = cxml.write_order(ORDER, ENVELOPE).data
    assert b"<BillTo>" in data
    back = read(data).document
    assert isinstance(back, Order)
    assert back.party("bill-to") is None


def test_who_sends_and_receives_are_buyer_and_seller_where_nothing_else_says_so() -> None:
    result = read(cxml.write_order(ORDER, ENVELOPE).data)
    order = result.document
    assert isinstance(order, Order)
    assert order.party("buyer") == Party("buyer", identifiers=(ENVELOPE.sender,))
    assert order.party("seller") == Party("seller", identifiers=(ENVELOPE.receiver,))
    assert (result.sender, result.receiver) == ((ENVELOPE.sender,), (ENVELOPE.receiver,))


def test_what_cxml_has_no_place_for_is_left_out_by_name() -> None:
    line = replace(LINE, price_basis="net", charges=(AllowanceCharge(True, code="packing"),))  # noqa: FBT003
    order = replace(ORDER, release="R1", lines=(line,))
    left_out = cxml.write_order(order, ENVELOPE).left_out
    assert left_out == ("release", "lines[0].price_basis", "lines[0].charges[0]")


@pytest.mark.parametrize(
    ("order", "place"),
    [
        (replace(ORDER, lines=(replace(LINE, number="10A"),)), "ItemOut/@lineNumber"),
        (replace(ORDER, lines=(replace(LINE, quantity=None),)), "ItemOut/@quantity"),
        (replace(ORDER, lines=(replace(LINE, price=None),)), "ItemDetail/UnitPrice"),
        (replace(ORDER, lines=(replace(LINE, unit=Unit("x12:KI")),)), "lines[0].unit"),
        (replace(ORDER, currency=""), "Total/Money/@currency"),
        (replace(ORDER, purpose=Purpose.CANCELLATION), "purpose"),
        (replace(ORDER, notes=("bell\x07",)), "Comments"),
    ],
)
def test_what_cxml_must_have_and_cannot_say_is_refused_with_its_place(
    order: Order, place: str
) -> None:
    with pytest.raises(NotWritableError) as refusal:
        cxml.write_order(order, ENVELOPE)
    fault = refusal.value.faults[0]
    assert (fault.path or fault.data_element).endswith(place)


def test_a_partial_change_is_refused_for_cxml_states_whole_orders() -> None:
    change = OrderChange(
        "4711", date(2026, 11, 21), currency="EUR", lines=(LineChange(LineAction.ADD, LINE),)
    )
    with pytest.raises(NotWritableError):
        cxml.write_order_change(change, ENVELOPE)


def test_received_is_said_by_a_response_and_not_by_a_confirmation() -> None:
    response = OrderResponse("1", None, date(2026, 11, 21), Answer.RECEIVED)
    with pytest.raises(NotWritableError):
        cxml.write_order_response(response, ENVELOPE)


def test_an_invoice_of_a_kind_cxml_does_not_know_is_refused() -> None:
    invoice = Invoice("1", date(2026, 11, 21), InvoiceKind.PREPAYMENT, currency="EUR")
    with pytest.raises(NotWritableError):
        cxml.write_invoice(invoice, ENVELOPE)


def test_a_credit_note_is_negative_in_cxml_and_positive_here() -> None:
    @settings(many, max_examples=1)
    @given(documents.invoices().filter(lambda each: each.kind is InvoiceKind.CREDIT_NOTE))
    def check(invoice: Invoice) -> None:
        data = cxml.write_invoice(invoice, ENVELOPE).data
        assert b'purpose="lineLevelCreditMemo"' in data
        assert b' quantity="-' in data

    check()


def test_a_scheme_without_a_cxml_domain_cannot_be_a_credential() -> None:
    with pytest.raises(NotWritableError, match="x12:ZZ"):
        cxml.write_order(ORDER, dataclasses.replace(ENVELOPE, sender=Identifier("x12:ZZ", "1")))
