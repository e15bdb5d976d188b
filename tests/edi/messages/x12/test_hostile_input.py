"""Any bytes give results or one refusal, soon and in little memory."""

import contextlib
import io
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.messages.x12 import Disposition, acknowledge, read_interchanges
from edi.messages.x12.results import GroupResult, InterchangeResult
from edi.syntax.faults import NotReadableError
from edi.syntax.limits import Limits
from tests.edi.bounds import assert_done_within
from tests.edi.examples import examples
from tests.edi.interchanges import (
    SAMPLES,
    closed,
    every_fault,
    group,
    groups,
    interchange,
    isa,
    message,
    messages,
    order_file,
    read,
)

CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "x12"
GOOD = [path.read_bytes() for path in sorted(SAMPLES.glob("*_good.edi"))]
HEAD = isa().encode() + b"~"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def order(*segments: str) -> bytes:
    return interchange(group(message(["BEG*00*SA*1**20261121", *segments])))


def survive(data: bytes) -> None:
    """Read and answer; whatever is written must itself be good X12."""
    groups: list[GroupResult] = []
    try:
        for result in read_interchanges(io.BytesIO(data)):
            if isinstance(result, GroupResult):
                groups.append(result)
            if isinstance(result, InterchangeResult):
                numbers = range(1, len(groups) + 1)
                answer = acknowledge(
                    result, groups, interchange_number=1, group_numbers=numbers, written=NOW
                )
                groups = []
                if answer:
                    assert not every_fault(read(answer)), (data, answer)
    except NotReadableError:
        return


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_survived(data: bytes) -> None:
    survive(data)
    survive(HEAD + data)


def test_mutated_files_are_survived() -> None:
    chance = random.Random(850)  # noqa: S311
    for turn in range(examples(1400)):
        data = bytearray(GOOD[turn % len(GOOD)])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 30)]
                case 2:
                    data[at:at] = data[: chance.randint(1, 60)]
                case _:
                    data[at:at] = chance.choice([b"*", b"~", b":", b"\0", b"ISA*", b"~SE*", b"\n"])
        survive(bytes(data))


@pytest.mark.parametrize(
    "make",
    [
        lambda: b" " * 20_000_000,
        lambda: HEAD + b"A" * 20_000_000,
        lambda: HEAD + b"~" * 20_000_000,
        lambda: order("PID*F****" + "x" * 10_000_000),
        lambda: order(*["PO1*1*1*EA"] * 1_000_000),
        lambda: order(*["ZZZ*1"] * 1_000_000),
        lambda: HEAD + b"GS*PO*A*B*20261121*0930*1*X*004010~" * 300_000,
        lambda: HEAD + b"GS*PO*AA*BB*20261121*0930*1*X*004010~" + b"ST*850*0001~" * 900_000,
        lambda: (isa().encode() + b"~IEA*0*000000101~") * 80_000,
        lambda: HEAD + b"TA1*1*2*3*4*5~" * 800_000,
        lambda: HEAD + b"SE*1*1~" * 1_500_000,
    ],
    ids=[
        "blanks", "one segment", "terminators", "10 MB element", "1,000,000 lines",
        "unknown segments", "groups", "messages", "interchanges", "TA1s", "trailers",
    ],
)  # fmt: skip
def test_a_hostile_file_is_done_with_in_seconds(make: Callable[[], bytes]) -> None:
    data = make()

    def read_all() -> None:
        with contextlib.suppress(NotReadableError):
            for _ in read_interchanges(io.BytesIO(data)):
                pass

    assert_done_within(5, read_all)


def test_a_message_beyond_the_limit_is_refused_and_the_next_one_read() -> None:
    big = ["BEG*00*SA*1**20261121", *["PO1*1*1*EA"] * 1000]
    small = ["BEG*00*SA*1**20261121", "PO1*1*1*EA"]
    data = interchange(group(message(big), message(small, "0002")))
    limits = Limits(message_bytes=1000)
    found = messages(read_interchanges(io.BytesIO(data * 1), limits=limits))
    assert [one.disposition for one in found][-1] is Disposition.ACCEPTED


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus_is_read_or_refused_with_a_reason() -> None:
    refused = {
        "850.SyntaxNotes.ERR.edi": {("PO107", "2"), ("PO406", "2")},
        "AckTest.edi": {("GS01", "1"), ("ST01", "1")},
        "ControlNumbersMismatch.edi": {
            ("GS01", "1"), ("ST01", "1"), ("SE02", "3"), ("GE02", "4"), ("IEA02", "001"),
        },
        "MultipleInterchangesAndGroups.edi": {("GS01", "1"), ("ST01", "1"), ("IEA02", "001")},
        "WrongGroupsAndTranCount.edi": {
            ("GS01", "1"), ("ST01", "1"), ("GE01", "5"), ("IEA01", "021"), ("IEA02", "001"),
        },
        "856.Crossdock.OK.edi": {("MAN02", "7")},  # only a warning: made-up SSCCs
        "node-856.edi": {("GS08", "2"), ("ST01", "1")},
    }  # fmt: skip
    for path in sorted(CORPUS.iterdir()):
        if path.name == "NonEdi.edi":
            with pytest.raises(NotReadableError):
                read(path.read_bytes())
            continue
        results = read(path.read_bytes())
        found = {(fault.place(), fault.code) for fault in every_fault(results)}
        assert found == refused.get(path.name, set()), path.name
        for one in messages(results):
            assert bool(one.document) is (one.disposition is not Disposition.REJECTED), path.name
        assert closed(results)
        assert groups(results)


def test_an_order_file_survives_being_cut_anywhere() -> None:
    data = order_file()
    for at in range(len(data)):
        survive(data[:at])
