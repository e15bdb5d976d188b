"""Any bytes give results or one refusal, soon and in little memory."""

import contextlib
import io
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.messages.edifact import InterchangeResult, acknowledge, read_interchanges
from edi.syntax.faults import NotReadableError
from edi.syntax.limits import Limits
from tests.edi.bounds import assert_done_within
from tests.edi.examples import examples
from tests.edi.messages.edifact.interchanges import (
    GOOD,
    ORDER,
    UNA,
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

CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "edifact"
NOW = datetime(2026, 11, 21, 10, 0)  # noqa: DTZ001 - UNB has no zone
HEAD = (UNA + unb() + "'").encode()


def survive(data: bytes) -> None:
    """Read and answer; whatever is written must itself be good EDIFACT."""
    try:
        for result in read_interchanges(io.BytesIO(data)):
            if isinstance(result, InterchangeResult):
                answer = acknowledge(result, control_number="1", written=NOW, wanted=True)
                if answer:
                    assert not every_fault(read(answer)), (data, answer)
    except NotReadableError:
        return


@settings(max_examples=examples(150), deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_survived(data: bytes) -> None:
    survive(data)
    survive(HEAD + data)


def test_mutated_files_are_survived() -> None:
    chance = random.Random(9735)  # noqa: S311
    good = [file_of(kind) for kind in GOOD] + [interchange(group(message(ORDER)))]
    for _ in range(examples(600)):
        data = bytearray(chance.choice(good))
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
                    marks = [b"+", b"'", b":", b"?", b"\0", b"UNB+", b"'UNT+", b"'UNA", b"\n"]
                    data[at:at] = chance.choice(marks)
        survive(bytes(data))


@pytest.mark.parametrize(
    "make",
    [
        lambda: b" " * 20_000_000,
        lambda: HEAD + b"A" * 20_000_000,
        lambda: HEAD + b"'" * 20_000_000,
        lambda: HEAD + b"?" * 20_000_000,
        lambda: HEAD + b"?'" * 10_000_000,
        lambda: HEAD + b"?'UNT+" * 4_000_000,
        lambda: file_of(body=[*ORDER[:3], "FTX+AAI+++" + "x" * 10_000_000, *ORDER[3:]]),
        lambda: file_of(body=[*ORDER[:3], "FTX+AAI+++" + ":" * 10_000_000, *ORDER[3:]]),
        lambda: file_of(body=[*ORDER[:2], *["LIN+1"] * 1_000_000]),
        lambda: file_of(body=[*ORDER[:2], *["ZZZ+1"] * 1_000_000]),
        lambda: HEAD + b"UNG+ORDERS+A+B+261121:0930+1'" * 400_000,
        lambda: HEAD + b"UNH+1+ORDERS:D:96A:UN'" * 600_000,
        lambda: (HEAD + b"UNZ+0+101'") * 150_000,
        lambda: HEAD + b"UNT+1+1'" * 1_500_000,
        lambda: HEAD + b"rubbish" * 3_000_000,
    ],
    ids=[
        "blanks", "one segment", "terminators", "releases", "released terminators",
        "released trailers", "10 MB element", "10 MB of separators", "1,000,000 lines",
        "unknown segments", "groups", "messages", "interchanges", "trailers", "no terminator",
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
    big = [*ORDER[:2], *["LIN+1"] * 2000, "UNS+S"]
    data = interchange(message(big), message(ORDER, "2"))
    first, second = messages(read_interchanges(io.BytesIO(data), limits=Limits(message_bytes=5000)))
    assert [fault.code for fault in first.faults][:1] == ["18"]
    assert second.document is not None


def test_an_order_file_survives_being_cut_anywhere() -> None:
    data = file_of()
    for at in range(len(data)):
        survive(data[:at])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus_is_read_or_refused_with_a_reason() -> None:
    reasons = {
        "aperak.edi": {("UNT01", "29")},
        "invoice1.edi": {("DTM01-2", "12")},
        "invoice_with_colon_at_end.edi": {("DTM01-2", "12")},
        "order.edi": {("UNZ", "13")},
        "order2.edi": {("UNZ", "13")},
        "wikipedia_de.edi": {("UNZ02", "28")},
        "wikipedia_en.edi": {("UNB01-1", "46"), ("UNH02-1", "14")},
    }
    for path in sorted(CORPUS.glob("*.edi")):
        results = read(path.read_bytes())
        found = {(fault.place(), fault.code) for fault in errors(results)}
        assert found == reasons.get(path.name, set()), path.name
        assert closed(results)
