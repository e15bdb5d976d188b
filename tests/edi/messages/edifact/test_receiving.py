"""RECADV: what came in, read and written."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from edi.canonical.measures import Unit
from edi.canonical.parties import Party
from edi.canonical.receiving import (
    Discrepancy,
    ReceiptLine,
    ReceivedPart,
    ReceivedUnit,
    ReceivingAdvice,
)
from edi.messages.edifact import NotWritableError, Style, write_receiving_advice
from tests.edi.examples import examples
from tests.edi.messages.edifact import receipts
from tests.edi.messages.edifact.interchanges import (
    errors,
    in_envelope,
    interchange,
    message,
    messages,
    only_document,
    read,
)
from tests.edi.messages.edifact.receipts import RECEIPT

D96A, D01B = Style("D96A", level="UNOW"), Style("D01B", "EAN010", level="UNOW")
TODAY = date(2026, 11, 21)
BUYER = (Party("buyer", "Danzig"),)
quick = settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def file_of(body: tuple[str, ...] | list[str] = RECEIPT, version: str = "D:96A") -> bytes:
    return interchange(message(body, kind="RECADV", version=version))


def advice_of(*changes: tuple[str, str], version: str = "D:96A") -> ReceivingAdvice:
    body = list(RECEIPT)
    for old, new in changes:
        body[body.index(old)] = new
    found = only_document(file_of(body, version))
    assert isinstance(found, ReceivingAdvice)
    return found


@pytest.mark.parametrize("version", ["D:96A", "D:01B"])
def test_a_receiving_advice_says_what_came_and_what_is_wrong_with_it(version: str) -> None:
    advice = advice_of(version=version)

    assert (advice.number, advice.issued, advice.time) == ("WE-1", TODAY, time(10, 30))
    assert (advice.received, advice.received_time) == (date(2026, 11, 20), time(9, 15))
    assert (advice.despatch_advice, advice.despatched) == ("D-1", date(2026, 11, 19))
    assert [order.number for order in advice.orders] == ["DT-1"]
    bad_code = Discrepancy("damaged", Decimal(1), reason="unreadable-code")
    assert advice.units == (
        ReceivedUnit("1", "", "pallet", "201", 2, "340123450000000004", (bad_code,)),
    )
    line = advice.lines[0]
    assert [line.received, line.accepted, line.despatched] == [100, 80, 110]
    assert (line.unit, line.order_number, line.order_line) == (Unit("H87"), "DT-1", "3")
    assert line.discrepancies == (
        Discrepancy("short", Decimal(10), reason="no-back-order", compared_to="despatched"),
        Discrepancy("rejected", Decimal(20), reason="damaged", note="crushed", fate="returned"),
    )
    assert line.parts == (ReceivedPart(lot="LOT-7", quantity=Decimal(60)),)
    assert advice.lines[1].discrepancies == (
        Discrepancy("over", Decimal(40), compared_to="ordered"),
    )
    assert messages(read(file_of(version=version)))[0].not_carried == ()


@pytest.mark.parametrize(
    ("segment", "kind", "quantity", "reason"),
    [
        ("QVR+-5:124", "damaged", "5", ""),
        ("QVR+5:124+AF", "damaged", "5", "damaged"),
        ("QVR+-5:12+AF", "damaged", "5", ""),
        ("QVR+5:12+BP", "short", "5", "back-order-follows"),
        ("QVR+-5:21", "short", "5", ""),
        ("QVR+5:21", "over", "5", ""),
        ("QVR+5:119", "short", "5", ""),
        ("QVR+5:121+AC", "over", "5", ""),
        ("QVR+5:12+AE", "over", "5", "not-advised"),
        ("QVR+5:63++IS", "rejected", "5", "substituted"),
        ("QVR+-5:66", "edifact:66", "-5", ""),
    ],
)
def test_a_quantity_variance_is_called_what_it_is(
    segment: str, kind: str, quantity: str, reason: str
) -> None:
    found = advice_of(("QVR+40:21+AC", segment)).lines[1].discrepancies[0]
    assert (found.kind, found.quantity, found.reason) == (kind, Decimal(quantity), reason)


def test_a_variance_without_a_quantity_says_its_reason() -> None:
    found = advice_of(("QVR+40:21+AC", "QVR++AG")).lines[1].discrepancies
    assert found == (Discrepancy("other", reason="late"),)


def test_a_second_reason_is_named_as_not_carried() -> None:
    body = [each.replace("QVR+20:195++DME", "QVR+20:195+AG+DME") for each in RECEIPT]
    assert messages(read(file_of(body)))[0].not_carried == ("QVR 4221",)


def test_packages_of_one_level_are_units_of_their_own_and_its_lines_are_in_the_first() -> None:
    body = list(RECEIPT)
    at = body.index("LIN+1++4000862141404:EN")
    body[at:at] = ["PAC+1++CT", "QVR+-1:124"]
    advice = only_document(file_of(body))
    assert isinstance(advice, ReceivingAdvice)
    assert [(unit.id, unit.kind, len(unit.discrepancies)) for unit in advice.units] == [
        ("1", "pallet", 1),
        ("1.2", "carton", 1),
    ]
    assert [line.unit_id for line in advice.lines] == ["1", "1"]


def test_serial_numbers_in_a_row_are_parts_of_their_own() -> None:
    parts = advice_of(("GIN+BX+LOT-7", "GIN+BN+S1+S2")).lines[0].parts
    assert parts == (
        ReceivedPart(serial="S1", quantity=Decimal(60)),
        ReceivedPart(serial="S2"),
    )


def test_a_quantity_in_another_unit_is_named_as_not_carried() -> None:
    body = [each.replace("QTY+12:110:PCE", "QTY+12:11:CT") for each in RECEIPT]
    assert messages(read(file_of(body)))[0].not_carried == ("LIN/QTY+12",)


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("DTM+137:202611211030:203", "DTM+3:20261121:102", "DTM", "13"),
        ("BGM+352::9+WE-1+9", "BGM+352::9++9", "BGM02", "13"),
        ("DTM+50:202611200915:203", "DTM+50:20261131:102", "DTM01-2", "12"),
        ("QTY+48:100:PCE", "QTY+48:a few:PCE", "QTY01-2", "37"),
        ("QVR+-10:12+CP", "QVR+:12+CP", "QVR01-1", "13"),
        ("QVR+-10:12+CP", "QVR+-10:12+CPXX", "QVR02", "39"),
        ("QVR+-10:12+CP", "QVR+ten:12+CP", "QVR01-1", "37"),
        ("CPS+1", "PAT+1", "PAT", "15"),
        ("CNT+2:2", "CNT+2:3", "CNT01-2", "12"),
    ],
)
def test_a_fault_is_named_in_its_place(old: str, new: str, place: str, code: str) -> None:
    body = list(RECEIPT)
    body[body.index(old)] = new
    found = errors(read(file_of(body)))
    assert (place, code) in {(fault.place(), fault.code) for fault in found}
    assert all(fault.sentence.endswith(".") for fault in found)


def test_lines_without_parties_are_missing_their_group() -> None:
    body = [each for each in RECEIPT if not each.startswith("NAD")]
    found = errors(read(file_of(body)))
    assert [(fault.segment_id, fault.code) for fault in found] == [("NAD", "13")]


@quick
@given(receipts.advices(with_notes=False))
def test_a_receiving_advice_comes_back_as_it_was_in_d96a(advice: ReceivingAdvice) -> None:
    written = write_receiving_advice(advice, "1", style=D96A)
    assert only_document(in_envelope(written)) == advice
    assert written.left_out == ()


@quick
@given(receipts.advices(with_notes=True))
def test_a_receiving_advice_comes_back_as_it_was_in_d01b(advice: ReceivingAdvice) -> None:
    written = write_receiving_advice(advice, "1", style=D01B)
    assert only_document(in_envelope(written)) == advice
    assert written.left_out == ()


@quick
@given(receipts.advices(with_notes=True))
def test_d96a_has_no_place_for_notes_and_says_so(advice: ReceivingAdvice) -> None:
    written = write_receiving_advice(advice, "1", style=D96A)
    returned = only_document(in_envelope(written))
    assert (returned == advice) == (not written.left_out)
    assert all("notes" in path for path in written.left_out)


@pytest.mark.parametrize(
    ("given_as", "path"),
    [
        (Discrepancy("x12:07", Decimal(1)), "lines[0].discrepancies[0]"),
        (Discrepancy("short", Decimal(1), Unit("KGM")), "lines[0].discrepancies[0].unit"),
        (Discrepancy("short", Decimal(1), reason="x12:07"), "lines[0].discrepancies[0].reason"),
        (Discrepancy("short"), "lines[0].discrepancies[0]"),
        (
            Discrepancy("over", Decimal(1), reason="no-back-order"),
            "lines[0].discrepancies[0].reason",
        ),
    ],
)
def test_what_recadv_cannot_say_is_left_out_and_never_said_otherwise(
    given_as: Discrepancy, path: str
) -> None:
    line = ReceiptLine("1", Decimal(1), discrepancies=(given_as,))
    written = write_receiving_advice(ReceivingAdvice("1", TODAY, parties=BUYER, lines=(line,)), "1")
    assert written.left_out == (path,)


def test_an_advice_without_parties_is_refused() -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_receiving_advice(ReceivingAdvice("1", TODAY), "1")
    assert [(each.segment_id, each.code) for each in refusal.value.faults] == [("NAD", "13")]
