import dataclasses
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Identifier
from edi.messages.sheets import NotWritableError, read_column_map, write_csv, write_xlsx
from edi.syntax.sheets.codes import ERROR_TEXTS
from tests.edi.examples import examples
from tests.edi.messages.sheets import maps
from tests.edi.messages.sheets.sheets import advices, documents_of, invoices, orders, responses
from tests.edi.messages.x12.orders import orders as any_orders

many = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
few = settings(many, max_examples=examples(20))
LINE = OrderLine("1", Decimal(5), Unit("H87"), Money(Decimal("9.25"), "EUR"))
ORDER = Order("4711", date(2026, 11, 21), currency="EUR", lines=(LINE,))
DOCUMENTS = [
    (maps.ORDERS, orders()),
    (maps.RESPONSES, responses()),
    (maps.ADVICES, advices()),
    (maps.INVOICES, invoices()),
]
KINDS = ["order", "order response", "despatch advice", "invoice"]


@pytest.mark.parametrize(("made", "documents"), DOCUMENTS, ids=KINDS)
def test_a_document_written_as_csv_reads_back_equal(
    made: Any, documents: st.SearchStrategy[Any]
) -> None:
    @many
    @given(documents)
    def check(document: Any) -> None:
        written = write_csv(document, made)
        assert written.left_out == ()
        assert documents_of(written.data, made) == [document]

    check()


@pytest.mark.parametrize(("made", "documents"), DOCUMENTS, ids=KINDS)
def test_a_document_written_as_xlsx_reads_back_equal(
    made: Any, documents: st.SearchStrategy[Any]
) -> None:
    @few
    @given(documents)
    def check(document: Any) -> None:
        assume(not any(text in repr(document) for text in ERROR_TEXTS))
        written = write_xlsx(document, made)
        assert written.left_out == ()
        assert documents_of(written.data, made) == [document]

    check()


@pytest.mark.parametrize("text", sorted(ERROR_TEXTS))
def test_a_text_that_a_workbook_would_show_as_an_error_is_refused(text: str) -> None:
    """A reader of the workbook could not tell it from a formula that failed."""
    order = replace(ORDER, number=text)
    with pytest.raises(NotWritableError) as refusal:
        write_xlsx(order, maps.ORDERS)
    assert text in refusal.value.faults[0].sentence
    assert "would read as the error of a formula" in refusal.value.faults[0].sentence
    assert documents_of(write_csv(order, maps.ORDERS).data, maps.ORDERS) == [order]


@few
@given(any_orders())
def test_any_order_is_written_with_what_it_lost_or_refused(order: Order) -> None:
    try:
        written = write_csv(order, maps.ORDERS)
    except NotWritableError as refusal:
        assert refusal.faults[0].sentence  # noqa: PT017
        return
    back = documents_of(written.data, maps.ORDERS)[0]
    assert (back == order) == (not written.left_out)


def test_several_documents_share_a_sheet() -> None:
    second = replace(ORDER, number="4712", notes=("a", "b"))
    written = write_csv([ORDER, second], maps.ORDERS)
    assert written.left_out == ("[1].notes[1]",)
    assert [order.number for order in documents_of(written.data, maps.ORDERS)] == ["4711", "4712"]


def test_two_documents_of_one_number_are_not_written_into_one() -> None:
    with pytest.raises(NotWritableError):
        write_csv([ORDER, replace(ORDER, lines=(LINE, LINE))], maps.ORDERS)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=x", "\t=x"[1:], "=cmd|' /C'!A0"]
)
def test_a_formula_in_a_text_leaves_as_text_and_comes_back_as_it_was(text: str) -> None:
    order = replace(ORDER, lines=(replace(LINE, products=(Identifier("SELLER", text),)),))
    as_csv = write_csv(order, maps.ORDERS).data
    assert f";'{text}".encode() in as_csv or f"\"'{text}".encode() in as_csv
    as_xlsx = write_xlsx(order, maps.ORDERS).data
    page = load_workbook(io.BytesIO(as_xlsx)).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value == text]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    assert documents_of(as_csv, maps.ORDERS) == documents_of(as_xlsx, maps.ORDERS) == [order]


def test_a_negative_number_is_no_formula() -> None:
    order = replace(ORDER, lines=(replace(LINE, quantity=Decimal("-1.5")),))
    assert b";-1,5;" in write_csv(order, maps.ORDERS).data


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (replace(ORDER, lines=(replace(LINE, price=Money(Decimal(1), "USD")),)), "lines[0].price"),
        (replace(ORDER, lines=(replace(LINE, unit=Unit("XX:")),)), "lines.unit"),
        (replace(ORDER, lines=(replace(LINE, quantity=None),)), "lines.quantity"),
        (replace(ORDER, number=" 1"), "number"),
        (replace(ORDER, number=""), "number"),
        (replace(ORDER, currency=""), "currency"),
        (replace(ORDER, notes=("bell\x07",)), "notes"),
    ],
)
def test_what_the_map_would_say_wrongly_is_refused(order: Order, field: str) -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_csv(order, maps.ORDERS)
    assert refusal.value.faults[0].data_element.startswith(field)


def test_characters_that_the_encoding_lacks_are_refused_with_their_cell() -> None:
    made = dataclasses.replace(maps.ORDERS, encoding="cp1252")
    with pytest.raises(NotWritableError, match=r"^K2 .*cp1252"):
        write_csv(replace(ORDER, notes=("Łódź",)), made)


def test_a_map_by_letters_needs_no_headings() -> None:
    made = read_column_map("""
        document = "order"
        heading_row = 0
        dates = ["YYYYMMDD"]
        [columns]
        number = "C"
        issued = "A"
        currency = { value = "EUR" }
        lines.quantity = "B"
        lines.unit = { letter = "F", default = "H87" }
        lines.price = "D"
    """)
    written = write_csv(ORDER, made)
    assert written.data == b"\xef\xbb\xbf20261121;5;4711;9.25;;H87\r\n"
    assert documents_of(written.data, made) == [ORDER]
