"""Shipments in X12: any nesting of HLs reads, and what is wrong with the tree is named."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edi.canonical.despatch import DespatchAdvice, DespatchLine, HandlingUnit, OrderReference
from edi.canonical.measures import Unit
from edi.messages.x12 import NotWritableError, write_despatch_advice
from edi.syntax.faults import Severity
from tests.edi.examples import examples
from tests.edi.interchanges import SAMPLES, group, interchange, message, messages, read
from tests.edi.messages.x12.despatches import despatch_advices, sscc
from tests.edi.messages.x12.test_round_trips import assert_reads_back_equal

BSN = "BSN*00*DN-1*20261121*0930"
ITEM = ("LIN*1*VP*HC-3542", "SN1*1*12*EA")


def shipment(*segments: str) -> bytes:
    count = sum(segment.startswith("HL*") for segment in segments)
    body = [BSN, *segments, f"CTT*{count}"]
    return interchange(group(message(body, kind="856"), code="SH"))


def advice(*segments: str) -> DespatchAdvice:
    (found,) = messages(read(shipment(*segments)))
    assert isinstance(found.document, DespatchAdvice), found.faults
    return found.document


def faults(*segments: str) -> list[tuple[str, str, Severity]]:
    (found,) = messages(read(shipment(*segments)))
    return [(fault.place(), fault.code, fault.severity) for fault in found.faults]


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(despatch_advices(), st.sampled_from(["004010", "005010"]))
def test_a_despatch_advice_written_as_856_reads_back_equal(
    given_advice: DespatchAdvice, version: str
) -> None:
    assert_reads_back_equal(write_despatch_advice, given_advice, version)


def test_a_package_that_comes_early_does_not_bring_its_order_forward() -> None:
    first, second = OrderReference("DT-1", date(2026, 11, 20)), OrderReference("DT-2")
    units = HandlingUnit("1", kind="pallet"), HandlingUnit("2"), HandlingUnit("3", parent="1")
    lines = (
        DespatchLine("1", Decimal(1), Unit("EA"), "DT-1", unit_id="2"),
        DespatchLine("2", Decimal(1), Unit("EA"), "DT-2", unit_id="3"),
    )
    for orders in ((first, second), (OrderReference("DT-0"), first, OrderReference("9"), second)):
        given_advice = DespatchAdvice(
            "DN-1", date(2026, 11, 21), time(9, 30), orders=orders, units=units, lines=lines
        )
        assert_reads_back_equal(write_despatch_advice, given_advice, "004010")


def test_goods_know_their_order_and_package_however_they_are_nested() -> None:
    order, pallet, carton = "PRF*DT-1***20261120", "TD1*PLT*1", "MAN*GM*00" + sscc(7)
    item = ("HL*5*4*I", *ITEM)
    ways = {
        "standard": ("HL*2*1*O", order, "HL*3*2*T", pallet, "HL*4*3*P", carton, *item),
        "pallet over orders": ("HL*2*1*T", pallet, "HL*3*2*O", order, "HL*4*3*P", carton, *item),
    }
    for name, segments in ways.items():
        found = advice("HL*1**S", *segments)
        (line,) = found.lines
        assert (line.order_number, line.unit_id, line.order_line) == ("DT-1", "2", "1"), name
        assert [unit.parent for unit in found.units] == ["", "1"], name
        assert found.units[1].sscc == sscc(7), name
        assert found.orders == (OrderReference("DT-1", date(2026, 11, 20)),)


def test_an_item_straight_under_its_order_is_in_no_package() -> None:
    (line,) = advice("HL*1**S", "HL*2*1*O", "PRF*DT-1", "HL*3*2*I", *ITEM).lines
    assert (line.order_number, line.unit_id) == ("DT-1", "")


def test_each_cross_docked_order_keeps_the_store_it_is_for() -> None:
    found = advice(
        "HL*1**S", "N1*ST*Hub*92*DT-1",
        "HL*2*1*O", "PRF*A", "N1*BY*Store A*92*A1", "HL*3*2*P", "HL*4*3*I", *ITEM,
        "HL*5*1*O", "PRF*B", "N1*BY*Store B*92*B1", "HL*6*5*P", "HL*7*6*I", *ITEM,
    )  # fmt: skip
    assert [order.parties[0].name for order in found.orders] == ["Store A", "Store B"]
    assert [line.order_number for line in found.lines] == ["A", "B"]
    assert [party.name for party in found.parties] == ["Hub"]


E, W = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("kind", "segments", "expected"),
    [
        ("orphan", ("HL*1**S", "HL*2*9*I", *ITEM), ("HL02", "7", E)),
        ("its own parent", ("HL*1**S", "HL*2*2*I", *ITEM), ("HL02", "7", E)),
        ("id twice", ("HL*1**S", "HL*1*1*I", *ITEM), ("HL01", "7", E)),
        ("no parent", ("HL*1**S", "HL*2**I", *ITEM), ("HL02", "2", W)),
        ("no quantity", ("HL*1**S", "HL*2*1*I", "LIN**VP*X"), ("HL", "3", W)),
        (
            "check digit",
            ("HL*1**S", "HL*2*1*P", f"MAN*GM*00{sscc(7)[:-1]}0", "HL*3*2*I", *ITEM),
            ("MAN02", "7", W),
        ),
        ("letters in an SSCC", ("HL*1**S", "HL*2*1*P", "MAN*GM*00SSCC"), ("MAN02", "7", W)),
        ("level missing", ("HL*1**S", "HL*2*1", *ITEM), ("HL03", "1", E)),
        ("child code unknown", ("HL*1**S*7", "HL*2*1*I", *ITEM), ("HL04", "7", E)),
        ("unit missing", ("HL*1**S", "HL*2*1*I", "SN1*1*12"), ("SN103", "1", E)),
        ("ordered without unit", ("HL*1**S", "HL*2*1*I", "SN1*1*12*EA**12"), ("SN106", "2", E)),
        ("no HL", (), ("HL", "3", E)),
        ("order without number", ("HL*1**S", "HL*2*1*O", "PRF**1"), ("PRF01", "1", E)),
    ],
)
def test_a_fault_of_a_shipment_is_named_at_its_place(
    kind: str, segments: tuple[str, ...], expected: tuple[str, str, Severity]
) -> None:
    assert faults(*segments) == [expected], kind


def test_a_cycle_of_levels_is_named_at_each_of_them() -> None:
    found = faults("HL*1**S", "HL*2*4*T", "HL*3*2*P", "HL*4*3*P", "HL*5*4*I", *ITEM)
    assert found == [("HL02", "7", E)] * 3


def test_a_fault_of_the_tree_stands_at_its_segment() -> None:
    data = shipment("HL*1**S", "HL*2*1*O", "PRF*A", "HL*3*9*I", *ITEM)
    (fault,) = messages(read(data))[0].faults
    assert data[fault.position.offset :].startswith(b"HL*3*9*I")
    assert fault.position.in_message == 6


def test_the_count_may_be_of_levels_or_of_items_and_nothing_else() -> None:
    body = ("HL*1**S", "HL*2*1*I", *ITEM)
    for count, expected in (("2", []), ("1", []), ("3", ["CTT01"])):
        data = shipment(*body).replace(b"CTT*2", b"CTT*" + count.encode())
        assert [fault.place() for fault in messages(read(data))[0].faults] == expected


def test_an_sscc_of_the_gs1_handbook_is_valid() -> None:
    assert not faults("HL*1**S", "HL*2*1*P", "MAN*GM*00106141412345678908")


def test_a_sample_reads() -> None:
    (found,) = messages(read((SAMPLES / "856_good.edi").read_bytes()))
    assert isinstance(found.document, DespatchAdvice), found.faults
    assert [line.quantity for line in found.document.lines] == [Decimal(120), Decimal(40)]
    assert [unit.kind for unit in found.document.units] == ["pallet", "carton", "carton"]
    assert found.document.transport
    assert found.document.transport.tracking == "HL-99120"
    assert not found.faults


def test_packages_that_stand_in_each_other_cannot_be_written() -> None:
    line = DespatchLine("1", Decimal(1), Unit("EA"), unit_id="1")
    units = (HandlingUnit("1", "2"), HandlingUnit("2", "1"))
    with pytest.raises(NotWritableError, match="stands in itself"):
        write_despatch_advice(
            DespatchAdvice("D1", date(2026, 1, 1), units=units, lines=(line,)), "0001"
        )
    with pytest.raises(NotWritableError, match="not there"):
        write_despatch_advice(DespatchAdvice("D1", date(2026, 1, 1), lines=(line,)), "0001")


def test_ids_of_packages_are_not_missed_but_what_is_still_to_come_is() -> None:
    unit = HandlingUnit("CPS-4", kind="pallet")
    line = DespatchLine("1", Decimal(1), Unit("EA"), outstanding=Decimal(2), unit_id="CPS-4")
    written = write_despatch_advice(
        DespatchAdvice("D1", date(2026, 1, 1), units=(unit,), lines=(line,)), "0001"
    )
    assert written.left_out == ("lines[0].outstanding",)
