"""What is written is read as the same document, in both versions."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice, HandlingUnit
from edi.canonical.invoices import Invoice, InvoiceLine
from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Contact, Party, Reference
from edi.canonical.responses import OrderResponse
from edi.canonical.totals import Totals
from edi.messages.edifact import (
    NotWritableError,
    Style,
    WrittenMessage,
    write_application_response,
    write_despatch_advice,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
    write_price_catalogue,
    write_receiving_advice,
)
from tests.edi.examples import examples
from tests.edi.messages.edifact import documents
from tests.edi.messages.edifact.interchanges import (
    GOOD,
    file_of,
    in_envelope,
    interchange,
    message,
    only_document,
)

STYLES = [Style("D96A", level="UNOW"), Style("D01B", "EAN010", level="UNOW")]
TODAY = date(2026, 11, 21)
quick = settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
in_both_versions = pytest.mark.parametrize("style", STYLES, ids=["D96A", "D01B"])


def same(document: object, written: WrittenMessage) -> None:
    assert only_document(in_envelope(written)) == document
    assert written.left_out == ()


@in_both_versions
@quick
@given(order=documents.orders)
def test_an_order_comes_back_as_it_was(style: Style, order: Order) -> None:
    same(order, write_order(order, "1", style=style))


@in_both_versions
@quick
@given(change=documents.changes)
def test_a_change_comes_back_as_it_was(style: Style, change: OrderChange) -> None:
    same(change, write_order_change(change, "1", style=style))


@in_both_versions
@quick
@given(response=documents.responses)
def test_a_response_comes_back_as_it_was(style: Style, response: OrderResponse) -> None:
    same(response, write_order_response(response, "1", style=style))


@in_both_versions
@quick
@given(advice=documents.advices)
def test_a_despatch_advice_comes_back_as_it_was(style: Style, advice: DespatchAdvice) -> None:
    same(advice, write_despatch_advice(advice, "1", style=style))


@in_both_versions
@quick
@given(invoice=documents.invoices)
def test_an_invoice_comes_back_as_it_was(style: Style, invoice: Invoice) -> None:
    same(invoice, write_invoice(invoice, "1", style=style))


@in_both_versions
@quick
@given(response=documents.application_responses)
def test_an_application_response_comes_back_as_it_was(
    style: Style, response: ApplicationResponse
) -> None:
    same(response, write_application_response(response, "1", today=TODAY, style=style))


WRITERS = {
    "ORDERS": write_order,
    "ORDRSP": write_order_response,
    "DESADV": write_despatch_advice,
    "RECADV": write_receiving_advice,
    "PRICAT": write_price_catalogue,
    "INVOIC": write_invoice,
}


@in_both_versions
@pytest.mark.parametrize("kind", GOOD)
def test_what_was_read_is_written_and_read_the_same(kind: str, style: Style) -> None:
    version = f"{style.version[:1]}:{style.version[1:]}"
    data = interchange(message(GOOD[kind], kind=kind, version=version))
    document = only_document(data)
    written = WRITERS[kind](document, "1", style=style)  # type: ignore[operator]
    same(document, written)


def test_what_edifact_has_no_place_for_is_named() -> None:
    order = Order(
        "1",
        TODAY,
        contacts=(Contact("buyer", "Anna"),),
        references=(Reference("x12:PS", "5"), Reference("department", "7", "Toys")),
        parties=(Party("x12:Z7", "Somebody"),),
        lines=(OrderLine("1", Decimal(1), Unit("EA"), Money(Decimal(2), "")),),
    )
    written = write_order(order, "1")
    assert written.left_out == (
        "parties[0]",
        "contacts[0]",
        "references[0]",
        "references[1].description",
    )


def test_a_unit_without_a_code_is_refused_in_its_place() -> None:
    order = Order("1", TODAY, lines=(OrderLine("1", Decimal(1), Unit("x12:KI")),))
    with pytest.raises(NotWritableError) as refusal:
        write_order(order, "1")
    assert refusal.value.faults[0].segment_id == "QTY"


def test_a_number_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_order(Order("9" * 36, TODAY), "1")
    assert [(each.place(), each.code) for each in refusal.value.faults] == [("BGM02", "39")]


def _invoice(*descriptions: str, notes: tuple[str, ...] = ()) -> Invoice:
    line = InvoiceLine("1", Decimal(1), Unit("EA"), descriptions=descriptions, notes=notes)
    return Invoice("1", TODAY, lines=(line,), totals=Totals(net=Decimal(0)))


@in_both_versions
@pytest.mark.parametrize(
    "descriptions",
    [
        ("x" * 700,),
        ("x" * 560, "y"),
        ("x" * 70, "y" * 70),
        ("x" * 280, "y" * 350),
        ("x" * 512, "y"),
    ],
    ids=lambda texts: "+".join(str(len(text)) for text in texts),
)
def test_descriptions_that_fill_their_places_come_back(
    style: Style, descriptions: tuple[str, ...]
) -> None:
    invoice = _invoice(*descriptions)
    same(invoice, write_invoice(invoice, "1", style=style))


@in_both_versions
def test_notes_that_fill_their_places_come_back(style: Style) -> None:
    invoice = _invoice(notes=("x" * 350, "y" * 350, "z" * 350))
    same(invoice, write_invoice(invoice, "1", style=style))


def test_descriptions_longer_than_a_line_has_places_are_refused_and_not_cut() -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_invoice(_invoice("x" * 630, "y" * 80), "1")
    assert {fault.place() for fault in refusal.value.faults} == {"IMD"}


def test_many_packages_under_one_cps_become_units_of_their_own() -> None:
    body = [*GOOD["DESADV"]]
    body[body.index("PAC+1++201")] = "PAC+2++201"
    body[body.index("GIN+BJ+340123450000000004")] = "GIN+BJ+340123450000000004+340123450000000011"
    advice = only_document(file_of("DESADV", body))
    assert isinstance(advice, DespatchAdvice)
    assert advice.units == (
        HandlingUnit("2", "", "pallet", "201", 1, "340123450000000004"),
        HandlingUnit("2.2", "", "pallet", "201", 1, "340123450000000011"),
    )
    same(advice, write_despatch_advice(advice, "1", style=STYLES[0]))


def test_a_package_code_of_another_syntax_is_left_out() -> None:
    unit = HandlingUnit("1", kind="carton", package="x12:CTN25")
    advice = DespatchAdvice("1", TODAY, units=(unit,))
    assert write_despatch_advice(advice, "1").left_out == ("units[0].package",)
