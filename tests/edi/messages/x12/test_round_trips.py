import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Identifier, Party
from edi.canonical.responses import OrderResponse
from edi.messages.x12 import (
    Envelope,
    NotWritableError,
    OutgoingGroup,
    write_interchange,
    write_order,
    write_order_response,
)
from edi.syntax.x12.delimiters import Delimiters
from edi.syntax.x12.writer import WrittenSegment
from tests.edi.interchanges import every_fault, only_order, read
from tests.edi.messages.x12.orders import orders, responses

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LINE = OrderLine("1", Decimal(5), Unit("EA"), Money(Decimal("9.25"), "EUR"))
ORDER = Order("DT-1", date(2026, 11, 21), currency="EUR", lines=(LINE,))
many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def sent(
    message: list[WrittenSegment],
    *,
    version: str = "004010",
    code: str = "PO",
    delimiters: Delimiters | None = None,
    line_end: str = "",
) -> bytes:
    group = OutgoingGroup(code, "DANZIG", "HANSA", 7, version, [message])
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


@many
@given(orders())
def test_an_order_written_as_850_reads_back_equal(order: Order) -> None:
    assert only_order(sent(write_order(order, "0001"))) == order


@settings(many, max_examples=25)
@given(orders())
def test_an_order_written_in_005010_reads_back_equal(order: Order) -> None:
    marks = Delimiters(repetition="^")
    message = write_order(order, "0001", version="005010", delimiters=marks)
    data = sent(message, version="005010", delimiters=marks, line_end="\r\n")
    assert only_order(data) == order


@settings(many, max_examples=40)
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


@many
@given(responses())
def test_an_order_response_keeps_to_the_855_table(response: OrderResponse) -> None:
    results = read(sent(write_order_response(response, "0001"), code="PR"))
    assert not every_fault(results)


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
        (
            Order(
                "DT-1",
                date(2026, 1, 1),
                parties=(Party("buyer", "B", (Identifier("GLN", "12"), Identifier("DUNS", "34"))),),
                lines=(LINE,),
            ),
            "N104",
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


def test_an_id_longer_than_the_header_holds_is_refused() -> None:
    envelope = Envelope("ZZ", string.ascii_uppercase, "ZZ", "HANSACOMP", 1, AT)
    with pytest.raises(NotWritableError):
        write_interchange(envelope)


def test_characters_outside_the_agreed_set_are_refused() -> None:
    group = OutgoingGroup("PO", "DANZIG", "HANSA", 7, messages=[[("MSG", "Dźwig")]])
    with pytest.raises(NotWritableError):
        write_interchange(Envelope("ZZ", "A", "ZZ", "B", 1, AT), [group], charset="latin-1")
