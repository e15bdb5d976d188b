from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import pytest

from edi.canonical.acknowledgements import ElementNote, Verdict
from edi.messages.x12 import acknowledge, interchange_acknowledgement
from tests.edi.interchanges import (
    GOOD_850,
    SAMPLES,
    closed,
    every_fault,
    group,
    groups,
    interchange,
    message,
    messages,
    only_acknowledgement,
    order_file,
    read,
)

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def answer(
    data: bytes,
    numbers: Sequence[int] = (7, 8, 9),
    *,
    ta1: bool | None = None,
    kind: Literal["997", "999"] = "997",
) -> bytes | None:
    results = read(data)
    (whole,) = closed(results)
    return acknowledge(
        whole,
        groups(results),
        interchange_number=55,
        group_numbers=numbers,
        written=AT,
        with_ta1=ta1,
        kind=kind,
    )


def test_a_good_order_is_accepted_by_a_997_to_its_sender() -> None:
    assert answer(order_file(end="~")) == (
        b"ISA*00*          *00*          *ZZ*HANSACOMP      *ZZ*DANZIGTRADING  "
        b"*261121*1000*U*00401*000000055*0*P*:~"
        b"GS*FA*HANSA*DANZIG*20261121*1000*7*X*004010~ST*997*0001~"
        b"AK1*PO*7~AK2*850*0001~AK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*7~IEA*1*000000055~"
    )


def test_a_broken_sample_is_refused_naming_segment_and_element() -> None:
    data = answer((SAMPLES / "850_ship_to_without_code.edi").read_bytes())
    assert data is not None
    found = only_acknowledgement(data)
    assert (found.verdict, found.accepted) == (Verdict.REJECTED, 0)
    (note,) = found.messages[0].notes
    assert (note.segment_id, note.position, note.loop) == ("N1", 12, "N1")
    assert note.elements == (ElementNote(4, 0, "67", "2"),)


def test_a_wrong_segment_count_is_refused_with_code_4() -> None:
    data = answer((SAMPLES / "850_wrong_segment_count.edi").read_bytes())
    assert data is not None
    (found,) = only_acknowledgement(data).messages
    assert (found.verdict, found.codes) == (Verdict.REJECTED, ("4",))


def test_a_good_sample_asks_for_a_ta1_and_gets_both() -> None:
    data = answer((SAMPLES / "850_good.edi").read_bytes())
    assert data is not None
    assert b"TA1*000000101*261121*0930*A*000~" in data
    (result,) = closed(read(data))
    assert (result.notes[0].control_number, result.notes[0].code) == ("000000101", "000")
    assert only_acknowledgement(data).verdict is Verdict.ACCEPTED


def test_a_group_with_one_bad_message_is_partly_accepted() -> None:
    bad = [segment.replace("*CT*", "*CASE*") for segment in GOOD_850]
    data = answer(interchange(group(message(GOOD_850), message(bad, "0002"))))
    assert data is not None
    found = only_acknowledgement(data)
    assert (found.verdict, found.received, found.accepted) == (Verdict.PARTIALLY_ACCEPTED, 2, 1)
    assert [one.verdict for one in found.messages] == [Verdict.ACCEPTED, Verdict.REJECTED]


def test_each_group_gets_a_997_of_its_own() -> None:
    data = answer(interchange(group(message(GOOD_850)), group(message(GOOD_850), number="8")))
    assert data is not None
    assert [one.header.control_number for one in groups(read(data))] == ["7", "8"]


def test_too_few_group_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="2 group control numbers"):
        answer(interchange(group(), group(number="8")), [7])


def test_an_acknowledgement_is_never_acknowledged() -> None:
    data = answer(order_file())
    assert data is not None
    assert answer(data) is None


def test_a_ta1_alone_is_never_acknowledged() -> None:
    data = answer(order_file().replace(b"IEA*1*000000101", b"IEA*1*000000999"))
    assert data is not None
    assert b"TA1*000000101*261121*0930*R*001~" in data
    assert b"GS*" not in data
    assert answer(data) is None


def test_a_refused_group_is_refused_with_its_code() -> None:
    data = answer(order_file().replace(b"GE*1*7", b"GE*1*9"))
    assert data is not None
    found = only_acknowledgement(data)
    assert (found.verdict, found.codes, found.accepted) == (Verdict.REJECTED, ("4",), 0)


@pytest.mark.parametrize("value", ["*", "a:b", "\x07\x08", "ü", "~" * 3, "'" * 500])
def test_bad_data_is_sent_back_without_what_would_break_the_answer(value: str) -> None:
    body = [*GOOD_850[:2], f"DTM*{value}*20261204", *GOOD_850[5:]]
    data = answer(order_file(body))
    assert data is not None
    assert not every_fault(read(data))
    assert messages(read(data))


@pytest.mark.parametrize(
    "sample", ["850_good.edi", "850_ship_to_without_code.edi", "850_wrong_segment_count.edi"]
)
def test_a_999_says_what_a_997_says(sample: str) -> None:
    data = (SAMPLES / sample).read_bytes()
    old, new = answer(data), answer(data, kind="999")
    assert old is not None
    assert new is not None
    assert b"*X*005010~" in new
    assert (b"~IK5*" in new, b"~AK5*" in new) == (True, False)
    assert only_acknowledgement(new) == only_acknowledgement(old)
    assert answer(new) is None


@pytest.mark.parametrize(
    ("sample", "group"), [("846_good.edi", b"AK1*IB*846~"), ("832_good.edi", b"AK1*SC*832~")]
)
@pytest.mark.parametrize("kind", ["997", "999"])
def test_stock_and_prices_are_acknowledged_in_their_groups(
    sample: str, group: bytes, kind: Literal["997", "999"]
) -> None:
    data = answer((SAMPLES / sample).read_bytes(), kind=kind)
    assert data is not None
    assert group[:-1] in data
    assert only_acknowledgement(data).verdict is Verdict.ACCEPTED


def test_a_999_with_contexts_is_read_and_its_contexts_are_listed() -> None:
    body = [
        "AK1*PO*7*004010", "AK2*850*0001", "IK3*N1*12*N1*8", "CTX*SITUATIONAL TRIGGER*N1*12",
        "IK4*4::2*67*2", "CTX*N104:DT-210", "IK5*R*5", "AK9*R*1*1*0",
    ]  # fmt: skip
    acknowledgements = group(message(body, kind="999"), code="FA", version="005010")
    data = interchange(acknowledgements, version="00501", repetition="^")
    (note,) = only_acknowledgement(data).messages[0].notes
    assert note.elements == (ElementNote(4, 0, "67", "2"),)
    assert messages(read(data))[0].not_carried == ("AK2/IK3/CTX", "AK2/IK3/IK4/CTX")


def test_a_ta1_is_a_document_about_an_interchange_of_ours() -> None:
    data = answer(order_file().replace(b"IEA*1*000000101", b"IEA*1*000000999"))
    assert data is not None
    (result,) = closed(read(data))
    found = interchange_acknowledgement(result.notes[0], result.header)
    assert (found.control_number, found.verdict, found.codes) == (
        "000000101",
        Verdict.REJECTED,
        ("001",),
    )
    assert (found.sender, found.recipient) == ("DANZIGTRADING", "HANSACOMP")
