"""Any bytes give one result or one refusal, soon and in little memory."""

import contextlib
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.messages.cxml import write_response
from edi.syntax.faults import NotReadableError
from tests.edi.bounds import assert_done_within
from tests.edi.examples import examples
from tests.edi.messages.cxml.documents import ENVELOPE
from tests.edi.messages.cxml.samples import CONFIRMATION, ITEM, ORDER, SETUP, document, read

GOOD = [document(each).encode() for each in (ORDER, CONFIRMATION, SETUP)]
BOMB = '<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def survive(data: bytes) -> None:
    """Read and answer; the answer must itself be good cXML."""
    try:
        faults = read(data).faults
    except NotReadableError as refusal:
        faults = (refusal.fault,)
    assert not read(write_response(faults, ENVELOPE).data).faults


@settings(max_examples=examples(150), deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_survived(data: bytes) -> None:
    survive(data)
    survive(GOOD[0][:300] + data)


def test_mutated_documents_are_survived() -> None:
    chance = random.Random(12)  # noqa: S311
    odd = [b"<", b">", b'"', b"&", b"</", b"<a>", b"\xff", b"\0", b"]]>", b"<!--", b"1e9", b""]
    for _ in range(examples(400)):
        data = bytearray(chance.choice(GOOD))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 30)] = chance.choice(odd)
        survive(bytes(data))


def test_documents_with_elements_moved_dropped_or_doubled_are_survived() -> None:
    chance = random.Random(13)  # noqa: S311
    for _ in range(examples(300)):
        parts = chance.choice(GOOD).decode().replace(">", ">\0").split("\0")
        at, to = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(3):
            case 0:
                del parts[at]
            case 1:
                parts.insert(to, parts[at])
            case _:
                parts[at], parts[to] = parts[to], parts[at]
        survive("".join(parts).encode())


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE cXML [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    with pytest.raises(NotReadableError):
        read(document(ORDER, doctype=doctype))


def test_a_plain_doctype_is_read_and_never_fetched() -> None:
    doctype = '<!DOCTYPE cXML SYSTEM "http://127.0.0.1:9/schemas/cXML/1.2.014/cXML.dtd">'
    assert read(document(ORDER, doctype=doctype)).version == "1.2.014"


def numbered(number: int) -> str:
    return ITEM.replace('"1"', f'"{number}"')


def attributes(count: int) -> str:
    return " ".join(f'a{n}="1"' for n in range(count))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ORDER.replace(ITEM, "".join(numbered(n) for n in range(1, 12_000))),
        lambda: ORDER.replace(ITEM, ITEM.replace('"5"', '"x"') * 12_000),
        lambda: ORDER.replace(ITEM, "<ItemOut/>" * 250_000),
        lambda: ORDER.replace(ITEM, "<Odd/>" * 250_000),
        lambda: ORDER.replace("Crane hook", "x" * 900_000),
        lambda: ORDER.replace("Crane hook", "<a>" * 90 + "</a>" * 90),
        lambda: ORDER.replace("Crane hook", "<a>" * 100_000),
        lambda: ORDER.replace("quantity", f"{attributes(100_000)} quantity"),
        lambda: ORDER.replace("A-1", " " * 15_000_000),
        lambda: "<OrderRequest>" * 3000,
    ],
    ids=[
        "items", "bad items", "empty items", "odd elements", "long text", "deep", "deeper",
        "attributes", "blanks", "repeated",
    ],
)  # fmt: skip
def test_a_hostile_document_is_done_with_in_seconds(make: Callable[[], str]) -> None:
    data = document(make())

    def read_it() -> None:
        with contextlib.suppress(NotReadableError):
            read(data)

    assert_done_within(5, read_it)


def test_utf_16_is_read() -> None:
    text = document(ORDER).replace("UTF-8", "UTF-16")
    assert read(text.encode("utf-16")).document == read(document(ORDER)).document
