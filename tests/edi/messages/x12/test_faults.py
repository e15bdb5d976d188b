"""Each kind of fault is named at its segment and element, with the standard's code."""

from typing import NamedTuple

import pytest

from edi.syntax.faults import Level
from tests.edi.interchanges import (
    GOOD_850,
    every_fault,
    group,
    interchange,
    message,
    messages,
    order_file,
    read,
)


class Case(NamedTuple):
    kind: str
    old: str
    new: str
    place: str
    code: str
    level: Level


E, S, M, G, I = Level.ELEMENT, Level.SEGMENT, Level.MESSAGE, Level.GROUP, Level.INTERCHANGE  # noqa: E741
CASES = [
    Case("mandatory element missing", "SA*DT-1**20261121", "SA*DT-1", "BEG05", "1", E),
    Case("mandatory element empty", "BEG*00*SA", "BEG**SA", "BEG01", "1", E),
    Case("mandatory element blank", "SA*DT-1*", "SA*   *", "BEG03", "1", E),
    Case("pair half missing", "Trading*92*DT-210", "Trading*92", "N104", "2", E),
    Case("pair half missing, the other", "*VP*HC-3542", "**HC-3542", "PO106", "2", E),
    Case("one of two needed", "N1*ST*Danzig Trading*92*DT-210", "N1*ST", "N102", "2", E),
    Case("unit without quantity", "PO1*1*120*EA", "PO1*1**EA", "PO102", "2", E),
    Case("basis without price", "*EA*9.25*", "*EA**PE", "PO104", "2", E),
    Case("too many elements", "CUR*BY*EUR", "CUR*BY*EUR" + "*" * 20 + "X", "CUR22", "3", E),
    Case("too many components", "REF*DP*4711", "REF*DP*47:11", "REF02", "3", E),
    Case("code too short", "CUR*BY*EUR", "CUR*BY*EU", "CUR02", "4", E),
    Case("date of six digits", "DTM*002*20261204", "DTM*002*261204", "DTM02", "4", E),
    Case("text too long", "SA*DT-1*", "SA*" + "X" * 23 + "*", "BEG03", "5", E),
    Case("code too long", "*CT*13.79", "*CASE*13.79", "PO103", "5", E),
    Case("number of forty digits", "*120*EA", "*" + "9" * 40 + "*EA", "PO102", "5", E),
    Case("number with exponent", "*120*EA", "*1e999*EA", "PO102", "6", E),
    Case("number NaN", "*120*EA", "*NaN*EA", "PO102", "6", E),
    Case("number with comma", "*9.25*", "*9,25*", "PO104", "6", E),
    Case("number with plus", "*9.25*", "*+9.25*", "PO104", "6", E),
    Case("number of another script", "*120*EA", "*१२*EA", "PO102", "6", E),
    Case("count with a point", "CTT*2", "CTT*2.0", "CTT01", "6", E),
    Case("NUL in text", "Shackle", "Sha\0ckle", "PID05", "6", E),
    Case("line end in text", "Shackle", "Sha\nckle", "PID05", "6", E),
    Case("code not in the list", "BEG*00*", "BEG*99*", "BEG01", "7", E),
    Case("month 13", "DT-1**20261121", "DT-1**20261345", "BEG05", "8", E),
    Case("31 February", "DTM*002*20261204", "DTM*002*20260231", "DTM02", "8", E),
    Case("29 February of a common year", "DTM*002*20261204", "DTM*002*20270229", "DTM02", "8", E),
    Case("year zero", "DTM*002*20261204", "DTM*002*00000101", "DTM02", "8", E),
    Case("letters in a date", "DTM*002*20261204", "DTM*002*2026DEC4", "DTM02", "8", E),
    Case("25 o'clock", "DTM*002*20261204", "DTM*002*20261204*2500", "DTM03", "9", E),
    Case("composite half missing", "REF*DP*4711", "REF*DP*4711**DP", "REF04-2", "1", E),
    Case("lines counted wrong", "CTT*2", "CTT*3", "CTT01", "7", E),
    Case("segment unknown", "CUR*BY*EUR", "QQQ*BY*EUR", "QQQ", "1", S),
    Case("segment of lower case", "CUR*BY*EUR", "cur*BY*EUR", "cur", "1", S),
    Case("segment without a name", "CUR*BY*EUR", "*BY*EUR", "", "1", S),
    Case("segment of another message", "CUR*BY*EUR", "AK1*PO*1", "AK1", "6", S),
    Case("segment out of order", "CTT*2~\n", "CTT*2~\nCUR*BY*EUR~\n", "CUR", "7", S),
    Case("first segment missing", "BEG*00*SA*DT-1**20261121~\n", "", "BEG", "3", S),
    Case("segment too often", "CUR*BY*EUR~\n", "CUR*BY*EUR~\n" * 2, "CUR", "5", S),
    Case("segment in a loop too often", "PID*F****Shackle~\n", "PER*BD*X~\n" * 4, "PER", "5", S),
    Case("segments counted wrong", "SE*12*", "SE*13*", "SE01", "4", M),
    Case("segments not a number", "SE*12*", "SE*twelve*", "SE01", "4", M),
    Case("trailer of another message", "SE*12*0001", "SE*12*0002", "SE02", "3", M),
    Case("message trailer missing", "SE*12*0001~\n", "", "SE", "2", M),
    Case("message number too short", "850*0001", "850*1", "ST02", "7", M),
    Case("message type unknown", "ST*850", "ST*999", "ST01", "1", M),
    Case("message in another's group", "ST*850", "ST*855", "ST01", "6", M),
    Case("group kind unknown", "GS*PO", "GS*ZZ", "GS01", "1", G),
    Case("version unknown", "X*004010", "X*003030", "GS08", "2", G),
    Case("group trailer missing", "GE*1*7~\n", "", "GE", "3", G),
    Case("trailer of another group", "GE*1*7", "GE*1*8", "GE02", "4", G),
    Case("messages counted wrong", "GE*1*7", "GE*2*7", "GE01", "5", G),
    Case("group number no number", "0930*7*", "0930*A7*", "GS06", "6", G),
    Case("trailer of another interchange", "IEA*1*000000101", "IEA*1*000000102", "IEA02", "001", I),
    Case("groups counted wrong", "IEA*1*", "IEA*3*", "IEA01", "021", I),
    Case("interchange trailer missing", "IEA*1*000000101~\n", "", "IEA", "023", I),
    Case("segment between groups", "GS*PO", "REF*DP*1~\nGS*PO", "REF", "022", I),
    Case("sender qualifier blank", "*ZZ*DANZIG", "*  *DANZIG", "ISA05", "005", I),
    Case("interchange date of month 13", "*261121*", "*261321*", "ISA09", "014", I),
    Case("interchange number no number", "*000000101*0", "*A00000101*0", "ISA13", "018", I),
    Case("test mark unknown", "*0*P*", "*0*X*", "ISA15", "020", I),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.kind for case in CASES])
def test_a_fault_is_named_at_its_place_with_its_code(case: Case) -> None:
    good = order_file().decode()
    assert good.count(case.old) >= 1
    bad = good.replace(case.old, case.new, 1)
    if case.level is S or "blank" not in case.kind:
        bad = _recounted(bad, case)
    faults = every_fault(read(bad.encode()))
    named = [(fault.place(), fault.code, fault.level) for fault in faults]
    assert (case.place, case.code, case.level) in named, named
    assert all(len(fault.sentence) > 20 and fault.sentence.endswith(".") for fault in faults)


def _recounted(text: str, case: Case) -> str:
    """Keep SE01 right where the case changed the number of segments by other means."""
    if "SE" in case.old or case.level is not S:
        return text
    count = text.count("~") - 4
    return text.replace("SE*12*", f"SE*{count}*")


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c.level in {E, S}],
    ids=[c.kind for c in CASES if c.level in {E, S}],
)
def test_a_fault_in_content_is_the_only_one_named(case: Case) -> None:
    bad = _recounted(order_file().decode().replace(case.old, case.new, 1), case)
    found = [fault for fault in every_fault(read(bad.encode())) if fault.level in {E, S}]
    assert len(found) == 1, [(fault.place(), fault.code) for fault in found]


def test_the_position_of_a_fault_counts_bytes_segments_and_segments_of_the_message() -> None:
    data = order_file().replace(b"*CT*13.79", b"*CASE*13.79")
    (fault,) = every_fault(read(data))[:1]
    assert data[fault.position.offset :].startswith(b"PO1*2*40*CASE")
    assert fault.position.segment == 11
    assert fault.position.in_message == 9


def test_positions_count_bytes_when_characters_take_two() -> None:
    data = order_file([*GOOD_850[:4], "N3*Dźwigowa", "PO1*1*1*EACH", "CTT*1"])
    (fault,) = every_fault(read(data))[:1]
    assert data[fault.position.offset :].startswith(b"PO1*1*1*EACH")


def test_a_number_used_twice_in_a_group_is_named() -> None:
    results = read(interchange(group(message(GOOD_850), message(GOOD_850))))
    assert [[f.code for f in m.faults] for m in messages(results)] == [[], ["23"]]


def test_a_group_number_used_twice_in_an_interchange_is_named() -> None:
    results = read(interchange(group(message(GOOD_850)), group(message(GOOD_850))))
    assert ("GS06", "19") in [(f.place(), f.code) for f in every_fault(results)]


def test_a_bad_message_leaves_its_neighbour_alone() -> None:
    bad = ["BEG*00*SA*DT-2**20261345", *GOOD_850[1:]]
    results = messages(
        read(interchange(group(message(GOOD_850), message(bad, "0002"), message(GOOD_850, "0003"))))
    )
    assert [result.document is None for result in results] == [False, True, False]


def test_a_condition_that_needs_one_of_several_says_so() -> None:
    (fault,) = every_fault(read(order_file([*GOOD_850[:2], "DTM*002", *GOOD_850[5:]])))[:1]
    assert (fault.place(), fault.code) == ("DTM02", "2")
    assert "At least one of these is needed" in fault.sentence


def test_elements_that_exclude_each_other_are_named() -> None:
    body = [*GOOD_850[:2], "TD3*TL**1******22*40HQ", *GOOD_850[5:]]
    (fault,) = every_fault(read(order_file(body)))[:1]
    assert (fault.place(), fault.code) == ("TD310", "10")


def test_a_loop_that_turns_too_often_is_named_and_ends_the_check() -> None:
    body = ["BEG*00*SA*DT-1**20261121", *["N1*ST*Depot"] * 201, "PO1*1*1*EACH"]
    found = [(f.place(), f.code) for f in every_fault(read(order_file(body)))]
    assert found == [("N1", "4")]


def test_a_loop_inside_counts_anew_in_each_turn_of_the_loop_around() -> None:
    lines = [segment for n in range(1, 4) for segment in (f"PO1*{n}*1*EA", *["SAC*A*C310"] * 25)]
    assert not every_fault(read(order_file(["BEG*00*SA*DT-1**20261121", *lines])))
    lines.append("SAC*A*C310")
    found = every_fault(read(order_file(["BEG*00*SA*DT-1**20261121", *lines])))
    assert [(f.place(), f.code) for f in found] == [("SAC", "4")]
