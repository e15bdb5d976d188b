import string
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from edi.canonical.changes import OrderChange
from edi.canonical.charges import AllowanceCharge
from edi.canonical.documents import Document
from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Identifier, Party, Reference
from edi.canonical.responses import OrderResponse
from edi.canonical.totals import Totals
from edi.messages.x12 import (
    Envelope,
    NotWritableError,
    OutgoingGroup,
    write_interchange,
    write_order,
    write_order_change,
    write_order_response,
)
from edi.messages.x12.writing import WrittenMessage
from edi.syntax.x12.delimiters import Delimiters
from tests.edi.examples import examples
from tests.edi.interchanges import messages, only_order, read
from tests.edi.messages.x12.orders import changes, orders, responses

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LINE = OrderLine("1", Decimal(5), Unit("EA"), Money(Decimal("9.25"), "EUR"))
ORDER = Order("DT-1", date(2026, 11, 21), currency="EUR", lines=(LINE,))
many = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def sent(
    message: WrittenMessage,
    *,
    version: str = "004010",
    delimiters: Delimiters | None = None,
    line_end: str = "",
) -> bytes:
    group = OutgoingGroup(message.group, "DANZIG", "HANSA", 7, version, [message.segments])
    envelope = Envelope(
        "ZZ",
        "DANZIGTRADING",
        "ZZ",
        "HANSACOMP",
        101,
        AT,
        version="00401" if version == "004010" else "00501",
        delimiters=delimiters or Delimiters(),
        line_end=line_end,
    )
    return write_interchange(envelope, [group])


def only_document(data: bytes) -> Document:
    (found,) = messages(read(data))
    assert not found.faults, found.faults
    assert found.document is not None
    return found.document


def assert_reads_back_equal(
    write: Callable[..., WrittenMessage], document: Document, version: str
) -> None:
    marks = Delimiters() if version == "004010" else Delimiters(repetition="^")
    message = write(document, "0001", version=version, delimiters=marks)
    assert message.left_out == ()
    end = "" if version == "004010" else "\r\n"
    assert only_document(sent(message, version=version, delimiters=marks, line_end=end)) == document


versions = st.sampled_from(["004010", "004010", "005010"])


@many
@given(orders(), versions)
def test_an_order_written_as_850_reads_back_equal(order: Order, version: str) -> None:
    assert_reads_back_equal(write_order, order, version)


@many
@given(changes(), versions)
def test_an_order_change_written_as_860_reads_back_equal(change: OrderChange, version: str) -> None:
    assert_reads_back_equal(write_order_change, change, version)


@many
@given(responses(), versions)
def test_an_order_response_written_as_855_or_865_reads_back_equal(
    response: OrderResponse, version: str
) -> None:
    assert_reads_back_equal(write_order_response, response, version)


@settings(many, max_examples=examples(30))
@given(orders(), st.permutations(list("*:~^|!;><\t\x1c\x1d_")).map("".join))
def test_an_order_reads_back_equal_with_any_separators(order: Order, marks: str) -> None:
    delimiters = Delimiters(marks[0], marks[1], marks[2])
    try:
        message = write_order(order, "0001", delimiters=delimiters)
        data = sent(message, delimiters=delimiters)
    except NotWritableError:
        assume(False)  # noqa: FBT003
    if delimiters.all().isascii():
        assert only_order(data) == order


@pytest.mark.parametrize(
    ("order", "place", "code"),
    [
        (Order("X" * 23, date(2026, 1, 1), lines=(LINE,)), "BEG03", "5"),
        (Order("DT*1", date(2026, 1, 1), lines=(LINE,)), "BEG03", "6"),
        (Order("DT-1", date(2026, 1, 1)), "PO1", "3"),
        (
            Order("DT-1", date(2026, 1, 1), lines=(OrderLine("1", Decimal("NaN")),)),
            "PO102",
            "6",
        ),
        (
            Order("DT-1", date(2026, 1, 1), lines=(OrderLine("1", Decimal(1), Unit("XX9")),)),
            "PO103",
            "7",
        ),
        (Order("DT-1", date(2026, 1, 1), notes=("n" * 265,), lines=(LINE,)), "MSG01", "5"),
        (Order("DT-1", date(2026, 1, 1), kind="ubl:9", lines=(LINE,)), "BEG02", "7"),
        (
            Order(
                "DT-1",
                date(2026, 1, 1),
                charges=(AllowanceCharge(True, Money(Decimal("0.005"))),),  # noqa: FBT003
                lines=(LINE,),
            ),
            "SAC05",
            "7",
        ),
    ],
)
def test_what_x12_cannot_carry_is_refused_with_its_place(
    order: Order, place: str, code: str
) -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_order(order, "0001")
    assert (refusal.value.faults[0].place(), refusal.value.faults[0].code) == (place, code)


def test_what_x12_has_no_place_for_is_named_and_the_rest_is_written() -> None:
    order = Order(
        "DT-1",
        date(2026, 1, 1),
        currency="EUR",
        parties=(
            Party("buyer", "B", (Identifier("GLN", "12"), Identifier("DUNS", "34"))),
            Party("edifact:ZZZ", "Nobody"),
        ),
        references=(Reference("edifact:AAA", "1"), Reference("contract", "2")),
        dates=(Moment("tax-point", date(2026, 1, 1)),),
        charges=(AllowanceCharge(True, Money(Decimal(5), "EUR"), code="uncl5189:95"),),  # noqa: FBT003
        totals=Totals(net=Decimal(10), payable=Decimal(12)),
        lines=(LINE,),
    )
    written = write_order(order, "0001")
    assert written.left_out == (
        "parties[0].identifiers[1]",
        "parties[1]",
        "references[0]",
        "dates[0]",
        "totals.net",
        "charges[0].code",
    )
    assert only_order(sent(written)).parties[0].identifiers == (Identifier("GLN", "12"),)


def test_a_price_that_is_not_exact_for_one_unit_is_refused() -> None:
    third = OrderLine("1", Decimal(5), Unit("EA"), Money(Decimal(10)), price_per=Decimal("1.5"))
    with pytest.raises(NotWritableError):
        write_order(Order("DT-1", date(2026, 1, 1), lines=(third,)), "0001")
    half = OrderLine("1", Decimal(5), Unit("EA"), Money(Decimal(10)), price_per=Decimal(400))
    written = write_order(Order("DT-1", date(2026, 1, 1), lines=(half,)), "0001")
    assert written.left_out == ("lines[0].price.amount", "lines[0].price_per")
    assert only_order(sent(written)).lines[0].amount == half.amount


@pytest.mark.parametrize("sender", [string.ascii_uppercase, "ŁÓDŹ"])
def test_an_id_that_the_places_of_the_header_do_not_hold_is_refused(sender: str) -> None:
    envelope = Envelope("ZZ", sender, "ZZ", "HANSACOMP", 1, AT)
    with pytest.raises(NotWritableError):
        write_interchange(envelope)


def test_characters_outside_the_agreed_set_are_refused() -> None:
    group = OutgoingGroup("PO", "DANZIG", "HANSA", 7, messages=[[("MSG", "Dźwig")]])
    with pytest.raises(NotWritableError):
        write_interchange(Envelope("ZZ", "A", "ZZ", "B", 1, AT), [group], charset="latin-1")
