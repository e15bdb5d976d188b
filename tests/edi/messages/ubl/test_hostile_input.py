import random
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edi.messages.ubl import DocumentResult, NotReadableError, Unreadable, read_documents
from edi.messages.ubl.tables import CBC
from tests.edi.examples import examples
from tests.edi.messages.ubl.documents import SOUND

many = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
NAMESPACE = b"urn:oasis:names:specification:ubl:schema:xsd:Order-2"
PROJECT = Path(__file__).parents[4]
ROOT = b'<Order xmlns="%s" xmlns:c="u">' % NAMESPACE


def survives(data: bytes) -> None:
    """Expect results with faults that say something, or the one refusal there is."""
    try:
        results = list(read_documents(BytesIO(data)))
    except NotReadableError:
        return
    for result in results:
        assert isinstance(result, DocumentResult | Unreadable)
        if isinstance(result, DocumentResult) and result.document is None:
            assert result.faults
            assert all(fault.sentence and fault.code for fault in result.faults)


@many
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_survived(data: bytes) -> None:
    survives(data)
    survives(b"<?xml version='1.0'?>" + data)


@many
@given(st.sampled_from(sorted(SOUND)), st.integers(0, 2**32))
def test_spoilt_documents_are_survived(sound: str, seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 - no secret
    data = bytearray(SOUND[sound])
    for _ in range(luck.randint(1, 8)):
        at = luck.randrange(len(data))
        match luck.randrange(4):
            case 0:
                data[at] = luck.randrange(256)
            case 1:
                del data[at : at + luck.randint(1, 200)]
            case 2:
                data[at:at] = data[luck.randrange(len(data)) :][: luck.randint(1, 200)]
            case _:
                end = data.find(b">", at)
                data[at : end + 1] = b""
    survives(bytes(data))


TRICKS = {
    "elements": ROOT + b"<c:x/>" * 590_000 + b"</Order>",
    "known elements": ROOT.replace(b'"u"', b'"%s"' % CBC.encode())
    + b"<c:Note>x</c:Note>" * 590_000
    + b"</Order>",
    "attributes": ROOT.replace(b">", b" ")
    + b" ".join(b'a%d="1"' % n for n in range(200_000))
    + b"></Order>",
    "depth": ROOT + b"<c:x>" * 300 + b"</c:x>" * 300 + b"</Order>",
    "text": ROOT + b"x" * 9_000_000 + b"</Order>",
    "namespaces": ROOT.replace(b">", b" ")
    + b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(50_000))
    + b"></Order>",
    "beyond the limit": ROOT + b" " * 50_000_000 + b"</Order>",
}
CHILD = """
import re, sys
from io import BytesIO
from pathlib import Path
from edi.messages.ubl import read_documents
from tests.edi.bounds import assert_done_within
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = sys.stdin.buffer.read()
before = peak()
def read_all():
    results = read_documents(BytesIO(data))
    assert [getattr(each, "fault", None) or each.faults for each in results][0]
assert_done_within(5, read_all)
print((peak() - before) / 1000)
"""


@pytest.mark.parametrize("data", TRICKS.values(), ids=TRICKS)
def test_large_tricks_cost_little_time_and_memory(data: bytes) -> None:
    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=data,
        stdout=subprocess.PIPE,
        check=True,
        cwd=PROJECT,
    )
    assert float(run.stdout) < 256
