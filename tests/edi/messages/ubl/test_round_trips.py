from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from msgspec.structs import replace

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.changes import OrderChange
from edi.canonical.charges import AllowanceCharge
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.documents import Document
from edi.canonical.invoices import Invoice, InvoiceKind
from edi.canonical.measures import Moment, Unit
from edi.canonical.orders import Order, Purpose
from edi.canonical.parties import Contact, Identifier, Reference
from edi.canonical.responses import OrderResponse
from edi.canonical.totals import Totals
from edi.messages.ubl import (
    PEPPOL_BILLING,
    PEPPOL_ORDER,
    NotWritableError,
    WrittenDocument,
    write_application_response,
    write_despatch_advice,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
)
from tests.edi.examples import examples
from tests.edi.messages.ubl import strategies
from tests.edi.messages.ubl.documents import (
    SOUND,
    a_response,
    an_advice,
    an_application_response,
    an_invoice,
    an_order,
    read_one,
)

many = settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def same(document: Document, written: WrittenDocument) -> None:
    """Expect a document to be read as it was written, with nothing left on either side."""
    result = read_one(written.data)
    assert not result.faults
    assert result.document == document
    assert result.not_carried == ()
    assert written.left_out == ()


@many
@given(strategies.orders())
def test_an_order_reads_back_equal(order: Order) -> None:
    same(order, write_order(order))


@many
@given(strategies.changes())
def test_an_order_change_reads_back_equal(change: OrderChange) -> None:
    same(change, write_order_change(change, indent=""))


@many
@given(strategies.cancellations)
def test_a_cancellation_reads_back_equal(change: OrderChange) -> None:
    written = write_order_change(change)
    assert written.name == "OrderCancellation"
    same(change, written)


@many
@given(strategies.responses())
def test_an_order_response_reads_back_equal(response: OrderResponse) -> None:
    same(response, write_order_response(response))


@many
@given(strategies.simple_responses)
def test_a_simple_response_reads_back_equal(response: OrderResponse) -> None:
    same(response, write_order_response(response, simple=True))


@many
@given(strategies.advices())
def test_a_despatch_advice_reads_back_equal(advice: DespatchAdvice) -> None:
    same(advice, write_despatch_advice(advice))


@many
@given(strategies.invoices())
def test_an_invoice_or_credit_note_reads_back_equal(invoice: Invoice) -> None:
    written = write_invoice(invoice)
    is_credit = invoice.kind is InvoiceKind.CREDIT_NOTE
    assert written.name == ("CreditNote" if is_credit else "Invoice")
    same(invoice, written)


@many
@given(strategies.application_responses)
def test_an_application_response_reads_back_equal(response: ApplicationResponse) -> None:
    same(response, write_application_response(response))


@pytest.mark.parametrize("sound", SOUND)
def test_a_sound_document_is_carried_whole(sound: str) -> None:
    assert read_one(SOUND[sound]).not_carried == ()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_order(an_order()).data == write_order(an_order()).data


def test_without_indent_there_are_no_line_breaks_in_the_document() -> None:
    data = write_order(an_order(), indent="").data
    assert data.count(b"\n") == 2


LEFT_OUT: list[tuple[Callable[[], WrittenDocument], tuple[str, ...]]] = [
    (lambda: write_order(an_order(release="R1")), ("release",)),
    (lambda: write_order(an_order(contacts=(Contact("buyer", "Bob"),))), ("contacts[0]",)),
    (lambda: write_order(an_order(purpose=Purpose.CONFIRMATION)), ("purpose",)),
    (lambda: write_order(an_order(references=(Reference("x12:PS", "1"),))), ("references[0]",)),
    (lambda: write_order(an_order(kind="x12:KN")), ("kind",)),
    (
        lambda: write_order(an_order(lines=(replace(an_order().lines[0], unit=Unit("x12:KI")),))),
        ("lines[0].unit",),
    ),
    (
        lambda: write_despatch_advice(
            replace(an_advice(), lines=(replace(an_advice().lines[0], ordered=Decimal(10)),))
        ),
        ("lines[0].ordered",),
    ),
    (
        lambda: write_order_response(
            replace(a_response(), lines=(replace(a_response().lines[0], ordered=Decimal(9)),))
        ),
        ("lines[0].ordered",),
    ),
    (lambda: write_invoice(an_invoice(purpose_code="x12:00")), ("purpose_code",)),
]


@pytest.mark.parametrize(("write", "left_out"), LEFT_OUT)
def test_what_ubl_has_no_place_for_is_listed(
    write: Callable[[], WrittenDocument], left_out: tuple[str, ...]
) -> None:
    assert write().left_out == left_out


REFUSED: list[tuple[Callable[[], WrittenDocument], str, str]] = [
    (lambda: write_order(an_order(number="")), "/Order/cbc:ID", "ubl-missing"),
    (lambda: write_order(an_order(lines=())), "/Order/cac:OrderLine", "ubl-missing"),
    (lambda: write_order(an_order(parties=())), "/Order/cac:BuyerCustomerParty", "ubl-missing"),
    (lambda: write_order(an_order(number="A\x0b")), "/Order/cbc:ID", "ubl-value"),
    (
        lambda: write_order(an_order(totals=Totals(lines=Decimal("NaN"), payable=Decimal(1)))),
        "/Order/cac:AnticipatedMonetaryTotal/cbc:LineExtensionAmount",
        "ubl-value",
    ),
    (
        lambda: write_order(an_order(totals=Totals(lines=Decimal(1)))),
        "/Order/cac:AnticipatedMonetaryTotal/cbc:PayableAmount",
        "ubl-missing",
    ),
    (
        lambda: write_invoice(an_invoice(charges=(AllowanceCharge(is_charge=True),))),
        "/Invoice/cac:AllowanceCharge[1]/cbc:Amount",
        "ubl-missing",
    ),
    (
        lambda: write_invoice(an_invoice(currency=""), profile=PEPPOL_BILLING),
        "/Invoice/cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        "ubl-missing-attribute",
    ),
    (
        lambda: write_order_change(
            OrderChange("1", date(2026, 1, 1), purpose=Purpose.CANCELLATION)
        ),
        "/OrderCancellation/cbc:CancellationNote",
        "ubl-missing",
    ),
    (
        lambda: write_invoice(an_invoice(due=None, payment_terms=None), profile=PEPPOL_BILLING),
        "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount",
        "BR-CO-25",
    ),
    (
        lambda: write_order(
            an_order(lines=(replace(an_order().lines[0], quantity=Decimal(-1)),)),
            profile=PEPPOL_ORDER,
        ),
        "/Order/cac:OrderLine[1]/cac:LineItem/cbc:Quantity",
        "PEPPOL-T01-R004",
    ),
]


@pytest.mark.parametrize(("write", "place", "code"), REFUSED)
def test_what_ubl_or_its_profile_demands_is_refused_with_its_place(
    write: Callable[[], WrittenDocument], place: str, code: str
) -> None:
    with pytest.raises(NotWritableError) as refusal:
        write()
    assert (place, code) in {(fault.place(), fault.code) for fault in refusal.value.faults}


def test_goods_go_to_the_buyer_where_nobody_else_is_named() -> None:
    advice = an_advice()
    sides = tuple(p for p in advice.parties if p.role in {"buyer", "seller"})
    result = read_one(write_despatch_advice(replace(advice, parties=sides)).data)
    assert isinstance(result.document, DespatchAdvice)
    names = {party.role: party.name for party in result.document.parties}
    assert names["ship-to"] == names["buyer"]
    assert names["ship-from"] == names["seller"]


def test_a_response_without_number_goes_by_that_of_the_order() -> None:
    written = write_order_response(replace(a_response(), number=""))
    document = read_one(written.data).document
    assert isinstance(document, OrderResponse)
    assert document.number == document.order_number


def test_a_response_of_a_business_is_read_with_its_notes() -> None:
    same(an_application_response(), write_application_response(an_application_response()))


def test_dates_of_one_day_are_one_date_and_others_two() -> None:
    order = an_order(dates=(Moment("deliver-not-before", date(2026, 12, 1)),
                            Moment("deliver-no-later", date(2026, 12, 3))))  # fmt: skip
    same(order, write_order(order))


def test_a_number_the_seller_gave_the_buyer_stands_beside_the_buyer() -> None:
    order = an_order()
    buyer = replace(order.parties[0], identifiers=(Identifier("SELLER", "C-77"),))
    order = replace(order, parties=(buyer, *order.parties[1:]))
    written = write_order(order)
    assert b"<cbc:SupplierAssignedAccountID>C-77<" in written.data
    same(order, written)
