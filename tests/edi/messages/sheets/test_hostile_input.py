"""Any bytes give results or one refusal, soon and in little memory."""

import contextlib
import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.messages.sheets import read_csv, read_xlsx
from edi.syntax.faults import NotReadableError
from edi.syntax.limits import Limits
from tests.edi.bounds import assert_done_within
from tests.edi.examples import examples
from tests.edi.messages.sheets.maps import ADVICES, INVOICES, ORDERS, RESPONSES
from tests.edi.messages.sheets.sheets import HEADINGS, csv_of, xlsx_of

GOOD = "4711;21.11.2026;A-1;5;Stk;9,25"
CSV = csv_of(GOOD, GOOD.replace("4711", '"47;12"'), 'ä;21.11.2026;"A""\n1";1.000,5;kg;1')
XLSX = xlsx_of([HEADINGS.split(";"), ["4711", "21.11.2026", "A-1", 5, "Stk", 9.25]])
MAPS = [ORDERS, RESPONSES, ADVICES, INVOICES]


def survive(data: bytes) -> None:
    for made in MAPS:
        for read in (read_csv, read_xlsx):
            try:
                for _ in read(io.BytesIO(data), made):
                    pass
            except NotReadableError as refusal:
                assert refusal.fault.sentence  # noqa: PT017


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_survived(data: bytes) -> None:
    survive(data)
    survive(CSV + data)


def test_mutated_csv_is_survived() -> None:
    chance = random.Random(7)  # noqa: S311
    odd = [b'"', b";", b"\r", b"\n", b"\0", b"=", b"-", b",", b"\xff", b"\xef\xbb\xbf", b"'"]
    for _ in range(examples(300)):
        data = bytearray(CSV)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 5)] = chance.choice(odd)
        survive(bytes(data))


def test_mutated_workbooks_are_survived() -> None:
    chance = random.Random(8)  # noqa: S311
    parts = {name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name) for name in _names(XLSX)}
    for _ in range(examples(60)):
        changed = dict(parts)
        name = chance.choice(list(parts))
        data = bytearray(parts[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 9)] = chance.choice([b"9", b"<", b'"', b"r=", b"A"])
        changed[name] = bytes(data)
        survive(packed(changed))
    for _ in range(examples(60)):
        data = bytearray(XLSX)
        data[chance.randrange(len(data))] = chance.randrange(256)
        survive(bytes(data))


def _names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_sheet(body: bytes, **others: bytes) -> bytes:
    parts = {name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name) for name in _names(XLSX)}
    parts["xl/worksheets/sheet1.xml"] = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + body + b"</sheetData></worksheet>"
    )
    return packed({**parts, **{name.replace("__", "/"): data for name, data in others.items()}})


@pytest.mark.parametrize(
    "make",
    [
        lambda: with_sheet(b"<row><c/></row>" * 3_000_000),
        lambda: with_sheet(b"<row/>" * 6_000_000),
        lambda: with_sheet(b" " * 61_000_000),
        lambda: with_sheet(b"<x/>" * 20_000_000),
        lambda: with_sheet(b"", bomb__xml=b"a" * 130_000_000),
        lambda: packed({f"xl/part{n}.xml": b"<a/>" for n in range(3000)}),
        lambda: XLSX[:-22] + b"PK\x06\x07" + b"\0" * 16 + b"PK\x05\x06" + b"\xff" * 18,
        lambda: with_sheet(b"<x>" * 100_000),
    ],
    ids=[
        "cells", "rows", "blanks", "marks", "another part", "parts", "zip64", "depth",
    ],
)  # fmt: skip
def test_a_bomb_is_refused_within_a_second(make: Callable[[], bytes]) -> None:
    data = make()

    def read_all() -> None:
        with pytest.raises(NotReadableError):
            list(read_xlsx(io.BytesIO(data), ORDERS))

    assert_done_within(1, read_all)


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_a_workbook_that_declares_entities_is_refused(declaration: bytes) -> None:
    parts = {name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name) for name in _names(XLSX)}
    for name, part in parts.items():
        with pytest.raises(NotReadableError):
            list(read_xlsx(io.BytesIO(packed({**parts, name: declaration + part})), ORDERS))


@pytest.mark.parametrize(
    "make",
    [
        lambda: b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
        lambda: b'<row r="1"><c r="ZZZ1"><v>1</v></c></row>' * 1000,
        lambda: b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        lambda: b'<row r="x"><c r="A1"><v>1</v></c></row>',
        lambda: b'<row r="1"><c r="A1"><v>NaN</v></c></row>',
        lambda: b'<row r="1"><c r="A1"><v>1e999</v></c></row>',
        lambda: b" " * 59_000_000,
        lambda: b'<row r="1"><c r="A1"><v>' + b"9" * 50_000_000 + b"</v></c></row>",
        lambda: (
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
            + b"9" * 50_000_000
            + b"</t></is></c></row>"
        ),
    ],
    ids=[
        "row",
        "column",
        "string",
        "number of row",
        "not a number",
        "infinite",
        "blanks",
        "digits",
        "text",
    ],
)
def test_a_lying_sheet_is_survived(make: Callable[[], bytes]) -> None:
    data = with_sheet(make())

    def read_all() -> None:
        with contextlib.suppress(NotReadableError):
            list(read_xlsx(io.BytesIO(data), ORDERS))

    assert_done_within(5, read_all)


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\n" * 20_000_000,
        lambda: b";" * 20_000_000,
        lambda: b'"' * 20_000_000,
        lambda: b'"\n' * 10_000_000,
        lambda: b'"a\n";' * 4_000_000,
        lambda: b"\r" * 20_000_000,
        lambda: csv_of(*["x"] * 2_000_000),
        lambda: csv_of(*[";;;;;"] * 2_000_000),
        lambda: csv_of(*[f"{n};x" for n in range(1_000_000)]),
        lambda: csv_of(*[GOOD] * 300_000),
        lambda: csv_of("4711;21.11.2026;" + "A" * 10_000_000),
        lambda: csv_of(*["4711;21.11.2026;A;1;Stk;1;x"] * 500_000),
    ],
    ids=[
        "line ends", "delimiters", "quotes", "open quotes", "one long row", "returns", "short rows",
        "blank rows", "faults", "one order", "10 MB cell", "wide rows",
    ],
)  # fmt: skip
def test_a_hostile_file_is_done_with_in_seconds(make: Callable[[], bytes]) -> None:
    data = make()

    def read_all() -> None:
        with contextlib.suppress(NotReadableError):
            for _ in read_csv(io.BytesIO(data), ORDERS):
                pass

    assert_done_within(5, read_all)


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(orders: int) -> int:
        rows = (f"{n};21.11.2026;A-{n};{n};Stk;9,25\n" for n in range(orders) for _ in range(2))
        stream = io.BytesIO((HEADINGS + "\n" + "".join(rows)).encode())
        tracemalloc.start()
        for _ in read_csv(stream, ORDERS):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(10_000) - peak(5000) < 5000 * 300  # the numbers seen


def test_rows_beyond_the_limit_stop_reading() -> None:
    data = csv_of(*[GOOD.replace("4711", str(n)) for n in range(50)])
    results = list(read_csv(io.BytesIO(data), ORDERS, limits=Limits(rows=11)))
    assert len(results) == 12  # ten orders, the reason, the end
