"""Answers to orders and changes of orders in X12: what each part of a line says, and faults."""

from datetime import date
from decimal import Decimal

import pytest

from edi.canonical.changes import LineAction, OrderChange
from edi.canonical.measures import Moment, Unit
from edi.canonical.parties import Identifier
from edi.canonical.responses import Answer, Confirmation, LineAnswer, OrderResponse
from edi.messages.x12 import write_order_response
from tests.edi.interchanges import SAMPLES, group, interchange, message, messages, read

BAK = "BAK*00*AD*DT-1*20261121"
BCA = "BCA*00*AD*DT-1**2*20261121***HC-1*20261125"
BCH = "BCH*04*SA*DT-1**2*20261121"
CODES = {"855": "PR", "860": "PC", "865": "CA"}


def only(kind: str, *body: str) -> OrderResponse | OrderChange:
    data = interchange(group(message(body, kind=kind), code=CODES[kind]))
    (found,) = messages(read(data))
    assert isinstance(found.document, OrderResponse | OrderChange), found.faults
    return found.document


def response(*body: str, kind: str = "855") -> OrderResponse:
    found = only(kind, *body)
    assert isinstance(found, OrderResponse)
    return found


def faults(kind: str, *body: str) -> list[tuple[str, str]]:
    data = interchange(group(message(body, kind=kind), code=CODES[kind]))
    return [(fault.place(), fault.code) for fault in messages(read(data))[0].faults]


def sample(name: str) -> object:
    (found,) = messages(read((SAMPLES / name).read_bytes()))
    assert not found.faults
    return found.document


def test_a_line_answered_in_parts_has_a_schedule_and_what_of_it_will_come() -> None:
    found = sample("855_good.edi")
    assert isinstance(found, OrderResponse)
    assert (found.answer, found.issued) == (Answer.ACCEPTED_WITH_CHANGES, date(2026, 11, 23))
    first, second, third = found.lines
    at = date(2026, 12, 4), date(2026, 12, 18)
    each = Unit("EA")
    assert first.schedule == (
        Confirmation(LineAnswer.ACCEPTED, Decimal(100), each, (Moment("delivery", at[0]),)),
        Confirmation(LineAnswer.BACKORDERED, Decimal(20), each, (Moment("delivery", at[1]),)),
    )
    assert (first.answer, first.quantity, first.ordered) == (
        LineAnswer.CHANGED,
        Decimal(100),
        Decimal(120),
    )
    assert second.answer is LineAnswer.SUBSTITUTED
    assert second.substitutes == (Identifier("SELLER", "HC-5323"),)
    assert (third.answer, third.quantity) == (LineAnswer.REJECTED, Decimal(0))


def test_a_line_without_an_answer_of_its_own_has_that_of_the_order() -> None:
    line = "PO1*1*5*EA*9.25"
    (accepted,) = response(BAK, line).lines
    (refused,) = response(BAK.replace("AD", "RD"), line).lines
    assert (accepted.answer, accepted.quantity) == (LineAnswer.ACCEPTED, Decimal(5))
    assert (refused.answer, refused.quantity) == (LineAnswer.REJECTED, Decimal(0))


def test_schedules_in_sch_segments_are_parts_and_one_alone_is_a_date() -> None:
    line = ("PO1*1*5*EA*9.25", "ACK*IA*5*EA")
    two = response(BAK, *line, "SCH*3*EA***002*20261204", "SCH*2*EA***002*20261211").lines[0]
    assert [part.quantity for part in two.schedule] == [3, 2]
    one = response(BAK, *line, "SCH*5*EA***002*20261204*0930").lines[0]
    assert one.schedule == ()
    assert one.dates[0].date == date(2026, 12, 4)


def test_an_answer_without_a_date_of_its_own_has_that_of_the_order() -> None:
    assert response(BAK, "PO1*1*5*EA").issued == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("IA", LineAnswer.ACCEPTED), ("DR", LineAnswer.CHANGED_DATE), ("R2", LineAnswer.REJECTED),
        ("BP", LineAnswer.BACKORDERED), ("IP", LineAnswer.CHANGED_PRICE),
    ],
)  # fmt: skip
def test_codes_of_lines_have_names(code: str, answer: LineAnswer) -> None:
    assert response(BAK, "PO1*1*5*EA", f"ACK*{code}*5*EA").lines[0].answer is answer


def test_what_a_line_may_do_to_the_order_is_told_apart() -> None:
    found = sample("860_good.edi")
    assert isinstance(found, OrderChange)
    assert (found.sequence, found.number, found.issued) == (2, "CHG-77", date(2026, 11, 24))
    assert [(line.action, line.action_code) for line in found.lines] == [
        (LineAction.CHANGE, "x12:QI"),
        (LineAction.DELETE, ""),
        (LineAction.ADD, ""),
    ]
    assert found.lines[0].left == 150
    assert found.notes == ("Please ship the cartons with the next lorry.",)


def test_an_865_is_an_answer_to_a_change() -> None:
    found = sample("865_good.edi")
    assert isinstance(found, OrderResponse)
    assert (found.change_number, found.number) == ("2", "HC-5501")
    assert [line.answer for line in found.lines] == [
        LineAnswer.CHANGED_QUANTITY,
        LineAnswer.REJECTED,
    ]
    written = write_order_response(found, "0001")
    assert (written.message, written.group, written.left_out) == ("865", "CA", ())


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("855", ("BAK*00*XX*DT-1*20261121",), ("BAK02", "7")),
        ("855", ("BAK*00*AD*DT-1",), ("BAK04", "1")),
        ("855", (BAK, "PO1*1*5*EA", "ACK*IA*5"), ("ACK03", "2")),
        ("855", (BAK, "PO1*1*5*EA", "ACK*IA*5*EA**20261204"), ("ACK04", "2")),
        ("855", (BAK, "PO1*1*5*EA", "ACK*IA*5*EA*002*20261304"), ("ACK05", "8")),
        ("855", (BAK, "PO1*1*5*EA", "SCH*5*EA***002"), ("SCH06", "1")),
        ("855", (BAK, "PO1*1*5*EA", "CTT*2"), ("CTT01", "7")),
        ("855", (BAK, "SAC*A"), ("SAC02", "2")),
        ("855", (BAK, "SAC*X*C310"), ("SAC01", "7")),
        ("855", (BAK, "ITD*05*3*2"), ("ITD04", "2")),
        ("855", (BAK, "FOB*PP**Gdynia"), ("FOB02", "2")),
        ("855", (BAK, "TD5**2"), ("TD503", "2")),
        ("860", ("BCH*04*SA*DT-1",), ("BCH06", "1")),
        ("860", (BCH, "POC*1**5**EA"), ("POC02", "1")),
        ("860", (BCH, "POC*1*CA*5"), ("POC05", "2")),
        ("860", (BCH, "POC*1*CA*5**EA**PE"), ("POC06", "2")),
        ("860", (BCH, "POC*1*CA*5**EA***VP"), ("POC09", "2")),
        ("860", (BCH, "POC*1*CA*5**EA", "CTT*3"), ("CTT01", "7")),
        ("865", ("BCA*00*AD*DT-1",), ("BCA06", "1")),
        ("865", (BCA, "POC*1*CA*5**EA", "ACK*IA**EA"), ("ACK02", "2")),
        ("865", (BCA, "PO1*1*5*EA"), ("PO1", "6")),
    ],
)
def test_a_fault_is_named_at_its_place(
    kind: str, body: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert expected in faults(kind, *body)
    assert len(faults(kind, *body)) == 1
