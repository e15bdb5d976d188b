"""Inputs that once took too long or too much memory, at a tenth of their size."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from edi.messages.formats import Syntax, Unreadable, faults_of, read
from edi.messages.results import MessageResult
from edi.syntax.faults import Severity
from edi.syntax.limits import Limits
from tests.edi.bounds import assert_done_within
from tests.edi.interchanges import isa
from tests.edi.messages.edifact.interchanges import UNA, unb

X12_HEAD = f"{isa()}~GS*SH*A1*B1*20261121*0930*1*X*004010~ST*856*0001~BSN*00*12*20261121*0930~"
EDIFACT_HEAD = f"{UNA}{unb()}'"
ORDER = "UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'DTM+137:20261121:102'"


def results(text: str, syntax: Syntax, **limits: int) -> Iterator[object]:
    return iter(read(io.BytesIO(text.encode()), syntax=syntax, limits=Limits(**limits)))


def peak_mb(text: str, syntax: Syntax) -> float:
    tracemalloc.start()
    for _ in results(text, syntax):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def test_wrong_marks_of_a_ship_notice_are_told_up_to_a_limit() -> None:
    marks = "MAN*GM*340123450000000004~" * 50_000
    text = f"{X12_HEAD}HL*1**S~HL*2*1*P~{marks}SE*1*0001~GE*1*1~IEA*1*000000101~"

    def read_all() -> None:
        found = [fault for result in results(text, Syntax.X12) for fault in faults_of(result)]  # type: ignore[arg-type]
        assert len(found) <= 102

    assert_done_within(1.5, read_all)


def test_an_error_behind_many_warnings_is_told_all_the_same() -> None:
    marks = "MAN*GM*340123450000000004~" * 150
    body = f"HL*1**S~HL*2*1*P~{marks}HL*3*99*I~LIN**VP*1~SN1**1*EA~"
    count = body.count("~") + 3
    text = f"{X12_HEAD}{body}SE*{count}*0001~GE*1*1~IEA*1*000000101~"
    (found,) = [each for each in results(text, Syntax.X12) if isinstance(each, MessageResult)]
    assert ("HL02", "7") in [(fault.place(), fault.code) for fault in found.faults]
    assert found.document is None
    assert len(found.faults) == 100


@pytest.mark.parametrize(
    "body",
    ["ZZZ+1'", "LIN+x'", "FTX+AAI+++a??'", "FTX+AAI+++üé'"],
    ids=["unknown", "bad", "released", "not ASCII"],
)
def test_a_message_of_many_segments_takes_little_more_memory_than_its_bytes(body: str) -> None:
    text = EDIFACT_HEAD + ORDER + body * (1_500_000 // len(body)) + "UNS+S'UNT+5+1'UNZ+1+101'"
    assert peak_mb(text, Syntax.EDIFACT) < 25


def test_many_groups_are_not_each_compared_with_all_before() -> None:
    groups = "".join(f"UNG+ORDERS+A+B+261121:0930+{n}+UN+D:96A'UNE+0+{n}'" for n in range(9_000))

    def read_all() -> None:
        for _ in results(f"{EDIFACT_HEAD}{groups}UNZ+9000+101'", Syntax.EDIFACT):
            pass

    assert_done_within(2, read_all)


@pytest.mark.parametrize("syntax", [Syntax.X12, Syntax.EDIFACT])
def test_an_interchange_of_many_refused_messages_is_given_up(syntax: Syntax) -> None:
    if syntax is Syntax.X12:
        text = X12_HEAD + "".join(f"SE*2*{n:04}~ST*856*{n + 1:04}~" for n in range(1, 60))
    else:
        text = EDIFACT_HEAD + "".join(f"UNH+{n}+ORDERS:D:96A:UN'UNT+2+{n}'" for n in range(60))
    found = list(results(text, syntax, refused_messages=20))
    (last,) = [each for each in found if isinstance(each, Unreadable)]
    assert "refused messages" in last.fault.sentence
    assert sum(isinstance(each, MessageResult) for each in found) <= 23


def test_bytes_that_are_no_characters_are_decoded_quickly() -> None:
    data = X12_HEAD.replace("856", "850").encode() + b"MSG*" + b"\xff" * 5_000_000 + b"~SE*1*0001~"

    def read_all() -> None:
        found = list(read(io.BytesIO(data), syntax=Syntax.X12))
        assert any(f.severity is Severity.ERROR for each in found for f in faults_of(each))

    assert_done_within(1.5, read_all)
