"""Each kind of fault is named at its segment and element with its code of DE 0085."""

from datetime import datetime

import pytest

from edi.messages.edifact import MessageResult, acknowledge
from edi.syntax.faults import Severity
from tests.edi.messages.edifact.interchanges import (
    ADVICE,
    GOOD,
    INVOICE,
    ORDER,
    RESPONSE,
    changed,
    closed,
    errors,
    every_fault,
    file_of,
    group,
    interchange,
    message,
    messages,
    read,
    unb,
)

NOW = datetime(2026, 11, 21, 10, 0)  # noqa: DTZ001 - UNB has no zone


@pytest.mark.parametrize("version", ["D:96A", "D:01B"])
@pytest.mark.parametrize("kind", GOOD)
def test_a_good_message_has_no_fault(kind: str, version: str) -> None:
    results = read(interchange(message(GOOD[kind], kind=kind, version=version)))
    assert not errors(results)
    assert messages(results)[0].document is not None


@pytest.mark.parametrize(
    ("kind", "old", "new", "place", "code"),
    [
        ("ORDERS", "BGM+220+DT-1+9", "BGM+220++9", "BGM02", "13"),
        ("ORDERS", "BGM+220+DT-1+9", "BGM+2200+DT-1+9", "BGM01-1", "39"),
        ("ORDERS", "BGM+220+DT-1+9", "BGM+220+DT-1+9+AB+X", "BGM05", "16"),
        ("ORDERS", "DTM+137:20261121:102", "DTM+137:20261321:102", "DTM01-2", "12"),
        ("ORDERS", "DTM+137:20261121:102", "DTM+137:2026112:102", "DTM01-2", "12"),
        ("ORDERS", "DTM+137:20261121:102", "DTM+137:20261121:102:X", "DTM01", "16"),
        ("ORDERS", "DTM+137:20261121:102", "DTM+3:20261121:102", "DTM", "13"),
        ("ORDERS", "NAD+SU+4012345000023::92", "NAD++4012345000023::92", "NAD01", "13"),
        ("ORDERS", "CUX+2:EUR:9", "CUX+:EUR:9", "CUX01-1", "13"),
        ("ORDERS", "CUX+2:EUR:9", "CUX+2:EURO:9", "CUX01-2", "39"),
        ("ORDERS", "QTY+21:120:PCE", "QTY+21:12O:PCE", "QTY01-2", "37"),
        ("ORDERS", "QTY+21:120:PCE", "QTY+21:120.:PCE", "QTY01-2", "19"),
        ("ORDERS", "QTY+21:120:PCE", "QTY+21:1e9:PCE", "QTY01-2", "37"),
        ("ORDERS", "QTY+21:120:PCE", "QTY+21:1234567890123456:PCE", "QTY01-2", "39"),
        ("ORDERS", "PRI+AAA:9.25", "PRI+AAA:9,25", "PRI01-2", "19"),
        ("ORDERS", "IMD+F++:::Shackle", "IMD+F++:::" + "x" * 36, "IMD03-4", "39"),
        ("ORDERS", "IMD+F++:::Shackle", "IMD+F++:::a\x07b", "IMD03-4", "21"),
        ("ORDERS", "UNS+S", "UNS+X", "UNS01", "12"),
        ("ORDERS", "UNS+S", "ZZZ+S", "ZZZ", "15"),
        ("ORDERS", "CNT+2:2", "CNT+2:3", "CNT01-2", "12"),
        ("ORDERS", "PIA+1+HC-3542:SA", "CPS+1", "CPS", "15"),
        ("ORDERS", "CUX+2:EUR:9", "UNS+S", "UNS", "15"),
        ("ORDRSP", "RFF+ON:DT-1", "RFF+CT:DT-1", "RFF", "13"),
        ("DESADV", "PAC+1++201", "PAC+one++201", "PAC01", "37"),
        ("INVOIC", "MOA+203:925.00", "MOA+203:925.00:EUROS", "MOA01-3", "39"),
    ],
)
def test_a_fault_is_named_in_its_place(
    kind: str, old: str, new: str, place: str, code: str
) -> None:
    found = errors(read(file_of(kind, changed(GOOD[kind], old, new))))
    assert (place, code) in {(fault.place(), fault.code) for fault in found}
    assert all(fault.sentence.endswith(".") for fault in found)


def test_d01b_takes_no_letters_for_a_quantity() -> None:
    body = changed(ORDER, "QTY+21:120:PCE", "QTY+21:many:PCE")
    found = errors(read(interchange(message(body, version="D:01B"))))
    assert [(fault.place(), fault.code) for fault in found] == [("QTY01-2", "37")]


def test_a_missing_section_control_is_named() -> None:
    found = errors(read(file_of(body=[each for each in ORDER if each != "UNS+S"])))
    assert [(fault.segment_id, fault.code) for fault in found] == [("UNS", "13")]


def test_a_segment_that_repeats_too_often_is_named_once() -> None:
    body = changed(ORDER, "QTY+21:120:PCE", *["QTY+21:120:PCE"] * 14)
    found = errors(read(file_of(body=body)))
    assert [(fault.segment_id, fault.code) for fault in found] == [("QTY", "35")]


def test_a_group_that_repeats_too_often_is_named_once() -> None:
    body = changed(ORDER, "CUX+2:EUR:9", *["CUX+2:EUR:9"] * 8)
    found = errors(read(file_of(body=body)))
    assert [(fault.segment_id, fault.code) for fault in found] == [("CUX", "36")]


def test_groups_of_many_lines_are_counted_line_by_line() -> None:
    line = ["LIN+1++X:SA", "QTY+21:1", *["PRI+AAA:1"] * 20]
    body = [*ORDER[:2], *line * 5, "UNS+S", "CNT+2:5"]
    assert not errors(read(file_of(body=body)))


@pytest.mark.parametrize(
    ("data", "level", "place", "code"),
    [
        (interchange(message(ORDER), count=2), "interchange", "UNZ01", "29"),
        (file_of().replace(b"UNZ+1+101", b"UNZ+1+102"), "interchange", "UNZ02", "28"),
        (file_of().replace(b"UNZ+1+101'", b""), "interchange", "UNZ", "13"),
        (file_of().replace(b"UNT+23+1", b"UNT+24+1"), "message", "UNT01", "29"),
        (file_of().replace(b"UNT+23+1", b"UNT+x+1"), "message", "UNT01", "29"),
        (file_of().replace(b"UNT+23+1", b"UNT+23+2"), "message", "UNT02", "28"),
        (file_of().replace(b"UNT+23+1'", b""), "message", "UNT", "13"),
        (interchange(message(ORDER), message(ORDER)), "message", "UNH01", "26"),
        (interchange(), "interchange", "UNB", "32"),
        (file_of(level="UNOX"), "interchange", "UNB01-1", "46"),
        (file_of(syntax="9"), "interchange", "UNB01-2", "2"),
        (file_of().replace(b"261121:0930", b"261321:0930"), "interchange", "UNB04-1", "12"),
        (file_of().replace(b"5412345000013:14", b":14", 1), "interchange", "UNB02-1", "13"),
        (interchange(["XYZ+1"], message(ORDER), count=1), "interchange", "XYZ", "33"),
        (interchange(message(ORDER, kind="PAORES")), "message", "UNH02-1", "14"),
        (interchange(message(ORDER, version="X:1")), "message", "UNH02-3", "14"),
        (interchange([*group(message(ORDER))[:-1], "UNE+2+7"]), "group", "UNE01", "29"),
        (interchange([*group(message(ORDER))[:-1], "UNE+1+8"]), "group", "UNE02", "28"),
        (interchange(group(message(ORDER))[:-1]), "group", "UNE", "13"),
        (interchange(group()), "group", "UNG", "32"),
        (
            interchange(group(message(ORDER)), message(ORDER, "2"), count=1),
            "interchange", "UNH", "30",
        ),
        (
            interchange(group(message(ORDER), message(RESPONSE, "2", "ORDRSP"))),
            "group", "UNG01", "31",
        ),
        (file_of() + b"rubbish", "interchange", "", "33"),
    ],
)  # fmt: skip
def test_an_envelope_fault_is_named_in_its_place(
    data: bytes, level: str, place: str, code: str
) -> None:
    found = {(fault.level.value, fault.place(), fault.code) for fault in errors(read(data))}
    assert (level, place, code) in found


def test_a_directory_without_tables_is_read_by_the_nearest_with_a_warning() -> None:
    (found,) = messages(read(interchange(message(ORDER, version="D:97A"))))
    assert found.version == "D96A"
    assert found.document is not None
    assert [(fault.code, fault.severity) for fault in found.faults] == [
        ("14", Severity.WARNING)
    ] + [("12", Severity.WARNING) for fault in found.faults[1:]]


def warned(kind: str, old: str, new: str) -> set[tuple[str, str]]:
    results = read(file_of(kind, changed(GOOD[kind], old, new)))
    assert not errors(results)
    return {(fault.place(), fault.value) for fault in every_fault(results)}


def test_wrong_check_digits_are_warnings() -> None:
    gtin = warned("ORDERS", "LIN+1++4000862141404:EN", "LIN+1++4000862141405:EN")
    assert ("LIN03-1", "4000862141405") in gtin
    sscc = warned("DESADV", "GIN+BJ+340123450000000004", "GIN+BJ+340123450000000005")
    assert ("GIN02-1", "340123450000000005") in sscc


def test_totals_that_do_not_add_up_are_warnings() -> None:
    assert ("MOA01-2", "1100.80") in warned("INVOIC", "MOA+77:1100.75", "MOA+77:1100.80")
    assert not any(place == "MOA01-2" for place, _ in warned("INVOIC", INVOICE[0], INVOICE[0]))


def test_the_answer_names_segment_and_element() -> None:
    body = changed(ORDER, "QTY+21:120:PCE", "QTY+21:12O:PCE")
    (result,) = closed(read(file_of(body=body)))
    answer = acknowledge(result, control_number="9", written=NOW)
    assert answer is not None
    assert b"UCI+101+5412345000013:14+4012345000016:14+7'" in answer
    assert b"UCM+1+ORDERS:D:96A:UN+4'UCS+15'UCD+37+2:2'" in answer
    assert not every_fault(read(answer))


def test_an_answer_is_due_when_asked_for_or_something_was_refused() -> None:
    (quiet,) = closed(read(file_of()))
    (asking,) = closed(read(file_of(tail="++++1")))
    assert acknowledge(quiet, control_number="9", written=NOW) is None
    assert acknowledge(quiet, control_number="9", written=NOW, wanted=True) is not None
    answer = acknowledge(asking, control_number="9", written=NOW)
    assert answer is not None
    assert b"+7'UNT+3+1'" in answer


def test_an_acknowledgement_is_never_acknowledged() -> None:
    (asking,) = closed(read(file_of(tail="++++1")))
    answer = acknowledge(asking, control_number="9", written=NOW)
    assert answer is not None
    broken = answer.replace(b"UNT+3+1", b"UNT+9+1")
    for data in (answer, broken):
        (result,) = closed(read(data))
        assert acknowledge(result, control_number="1", written=NOW, wanted=True) is None


def test_a_test_interchange_says_so() -> None:
    (result,) = closed(read(file_of(tail="++++++1")))
    assert result.header.is_test
    assert unb(tail="++++++1").endswith("+1")


def test_a_refused_message_does_not_refuse_its_neighbours() -> None:
    bad = changed(ORDER, "QTY+21:120:PCE", "QTY+21:x:PCE")
    results = read(interchange(message(bad), message(ORDER, "2")))
    first, second = [each for each in results if isinstance(each, MessageResult)]
    assert first.document is None
    assert second.document is not None


def test_what_has_no_field_is_listed() -> None:
    body = changed(ADVICE, "CPS+1", "EQD+CN+ABCU1234567'CPS+1")
    (found,) = messages(read(file_of("DESADV", "'".join(body).split("'"))))
    assert "EQD" in found.not_carried
    body = changed(ORDER, "QTY+21:120:PCE", "MEA+PD+AAB+KGM:2", "QTY+21:120:PCE", "QTY+59:12")
    (found,) = messages(read(file_of(body=body)))
    assert {"LIN/QTY+59", "LIN/MEA"} <= set(found.not_carried)


def test_lines_taken_whole_are_those_taken_segment_by_segment() -> None:
    plain = messages(read(file_of()))[0]
    released = messages(read(file_of().replace(b"Deliver", b"?Deliver")))[0]
    assert plain.document == released.document
    wrong = ((ORDER[10], "LIN+1++4000862141405:EN"), (ORDER[13], "QTY+21:x:PCE"))
    for old, new in wrong:
        whole = read(file_of(body=changed(ORDER, old, new)))
        single = read(file_of(body=changed(ORDER, old, new)).replace(b"Deliver", b"?Deliver"))
        assert [(each.place(), each.position.in_message) for each in every_fault(whole)] == [
            (each.place(), each.position.in_message) for each in every_fault(single)
        ]


@pytest.mark.parametrize(
    ("kind", "after", "reference"),
    [
        ("DESADV", "QTY+12:100:PCE", "RFF+ON:DT-1:1"),
        ("RECADV", "QVR+20:195++DME::9:crushed", "RFF+ON:DT-1:3"),
        ("INVOIC", "PRI+AAA:9.25", "RFF+ON:DT-1:1"),
    ],
)
def test_what_lines_about_goods_have_no_field_for_is_named(
    kind: str, after: str, reference: str
) -> None:
    body = [each for each in GOOD[kind] if each != reference]
    body[body.index(after) + 1 : body.index(after) + 1] = [reference, "DTM+171:20261101:102"]
    at = next(at for at, each in enumerate(body) if each.startswith("LIN+1++"))
    body[at : at + 1] = [body[at].replace("LIN+1++", "LIN+1+3+"), "PIA+3+HC-9:SA"]
    (found,) = messages(read(file_of(kind, body)))
    assert found.not_carried == ("LIN 1229", "LIN/PIA+3", "LIN/RFF/DTM")
